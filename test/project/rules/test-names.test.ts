import { describe, expect, it } from "vitest";
import { checkProject } from "../../../src/cli/check-project.ts";
import { baseFiles, withFiles } from "../files.ts";

/** What is found in a script with these steps, in the flower shop. */
function findIn(steps: readonly string[], domain = ""): Promise<readonly string[]> {
  const files = {
    ...baseFiles,
    "domain.yml": `${baseFiles["domain.yml"]}${domain}`,
    "tests/conversations.yml": [
      "tests:",
      "  - test: buys",
      "    steps:",
      ...steps.map((step) => `      ${step}`),
      "",
    ].join("\n"),
  };
  return withFiles(files, async (directory) => {
    const { diagnostics } = await checkProject({ directory }, {}, { withTests: true });
    return diagnostics
      .filter(({ code }) => code === "project/unknown-name-in-test")
      .map(({ at, message, hint }) => `${at.line}:${at.column} ${message} ${hint?.split("?")[0] ?? ""}`);
  });
}

describe("a conversation script", () => {
  it.each<readonly [string, readonly string[], string]>([
    ["an intent", ["- intent: gret"], "4:17 The test 'buys' names the intent 'gret', which"],
    [
      "the intent of a text",
      ["- user: hello", "  intent: gret"],
      "5:17 The test 'buys' names the intent 'gret', which",
    ],
    [
      "the intent of an event",
      ["- trigger: EXTERNAL_rain"],
      "4:18 The test 'buys' names the intent 'EXTERNAL_rain', which",
    ],
    [
      "an entity",
      ["- intent: buy", "  entities: [{flowr: rose}]"],
      "4:17 The test 'buys' names the entity 'flowr', which",
    ],
    [
      "a marked entity",
      ['- user: "a [rose](flowr)"'],
      "4:15 The test 'buys' names the entity 'flowr', which",
    ],
    [
      "an action",
      ["- intent: buy", "- action: action_pays"],
      "5:17 The test 'buys' names the action 'action_pays', which",
    ],
    ["a response", ["- action: utter_sould"], "4:17 The test 'buys' names the action 'utter_sould', which"],
    ["a slot", ["- slot_was_set: [{flowr: rose}]"], "4:23 The test 'buys' names the slot 'flowr', which"],
    ["a form", ["- active_loop: order_form"], "4:22 The test 'buys' names the form 'order_form', which"],
    [
      "the intent of a reminder",
      ["- reminders: [{intent: EXTERNAL_x}]"],
      "4:21 The test 'buys' names the intent 'EXTERNAL_x', which",
    ],
  ])("may not name %s that the domain lacks", async (_, steps, expected) => {
    const found = await findIn(steps);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  it("may name all that the domain has, and what is there without it", async () => {
    const steps = [
      "- intent: greet",
      "- intent: nlu_fallback",
      "- user: 'a [rose](flower)'",
      "  intent: buy",
      "- action: utter_greet",
      "- action: action_listen",
      "- action: action_pay",
      "- slot_was_set: [{flower: rose}]",
      "- active_loop: null",
      "- bot: whatever it says",
      "- reminders: 0",
    ];
    expect(await findIn(steps)).toEqual([]);
  });

  it("is asked whether a name is misspelt", async () => {
    expect((await findIn(["- intent: gret"]))[0]).toContain("Did you mean 'greet'");
  });

  it("is left in peace while the domain cannot be read", async () => {
    expect(await findIn(["- intent: gret"], "\nslots: [")).toEqual([]);
  });
});
