import { describe, expect, it } from "vitest";
import { baseFiles, edit, type Files, line, read, validate } from "../files.ts";

const form = (requested: string): string => `forms:\n  buy_form:\n    required_slots: [${requested}]\n`;

/** The base project with a form, and a rule of its own conditions. */
function withConditions(conditions: string): Files {
  return {
    "domain.yml": `${baseFiles["domain.yml"]}${form("flower")}`
      .replace("responses:\n", 'responses:\n  utter_ask_flower:\n    - text: "Which?"\n')
      .replace(
        "slots:\n",
        "slots:\n  kind: {type: categorical, values: [a, b], mappings: [{type: from_text}]}\n",
      ),
    "data/rules.yml": `${baseFiles["data/rules.yml"]}      - action: buy_form\n      - active_loop: buy_form\n`,
    "data/other.yml": `rules:\n  - rule: other\n    condition:\n${conditions}    steps:\n      - intent: greet\n      - action: utter_greet\n`,
  };
}

const find = async (files: Files, actions?: readonly string[]): Promise<readonly string[]> =>
  validate(await read(files), actions)
    .map(line)
    .filter((text) => !/duplicate-story|unused-slot/.test(text));

const CODE = "warning project/impossible-condition";
const requested = "      - active_loop: buy_form\n      - slot_was_set:\n          - requested_slot: kind\n";

describe("conditions of a rule that cannot hold together", () => {
  it.each<readonly [string, string, readonly string[]]>([
    [
      "none where they can",
      "      - active_loop: buy_form\n      - slot_was_set:\n          - requested_slot: flower\n          - kind: a\n",
      [],
    ],
    [
      "a form and no form",
      "      - active_loop: null\n      - active_loop: buy_form\n",
      [`data/other.yml:5:22 ${CODE}`],
    ],
    [
      "one slot with two values",
      "      - slot_was_set:\n          - kind: a\n      - slot_was_set:\n          - kind: b\n",
      [`data/other.yml:7:11 ${CODE}`],
    ],
    [
      "not one slot set, with and without a value",
      "      - slot_was_set:\n          - kind\n          - kind: a\n",
      [],
    ],
    ["a slot that the form does not ask for", requested, [`data/other.yml:6:11 ${CODE}`]],
  ])("%s", async (_name, conditions, expected) => {
    expect(await find(withConditions(conditions))).toEqual(expected);
  });

  it("are no matter where an action chooses what the form asks for", async () => {
    expect(await find(withConditions(requested), ["validate_buy_form"])).toEqual([]);
  });
});

describe("values that the domain has for a slot", () => {
  const slot = (type: string, value: string): Files =>
    edit(
      "domain.yml",
      "slots:\n",
      `slots:\n  kind:\n    ${type}\n    mappings:\n      - type: from_intent\n        intent: greet\n        value: ${value}\n`,
    );

  it.each<readonly [string, Files, readonly string[]]>([
    ["fit", slot("type: bool", "true"), []],
    ["fit as Rasa takes them", slot("type: bool", '"True"'), []],
    ["may be greater than a policy can see", slot("type: float", "100"), []],
    [
      "are reported where a bool slot gets something else",
      slot("type: bool", "maybe"),
      ["domain.yml:13:16 warning project/bad-slot-value"],
    ],
    [
      "are reported where a categorical slot has no such value",
      slot("type: categorical\n    values: [a, b]", "c"),
      ["domain.yml:14:16 warning project/bad-slot-value"],
    ],
    [
      "are reported where a response waits for one that does not exist",
      {
        ...edit(
          "domain.yml",
          '"Hello!"\n',
          '"Hello!"\n    - text: "Hi!"\n      condition:\n        - {type: slot, name: kind, value: c}\n',
        ),
      },
      ["domain.yml:19:43 warning project/bad-slot-value"],
    ],
  ])("%s", async (_name, files, expected) => {
    const domain = String(files["domain.yml"]);
    const complete = domain.includes("  kind:\n")
      ? domain
      : domain.replace(
          "slots:\n",
          "slots:\n  kind: {type: categorical, values: [a, b], mappings: [{type: from_text}]}\n",
        );
    expect(await find({ "domain.yml": complete })).toEqual(expected);
  });
});
