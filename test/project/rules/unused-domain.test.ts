import { describe, expect, it } from "vitest";
import { checkProject } from "../../../src/cli/check-project.ts";
import { baseFiles, edit, type Files, line, withFiles } from "../files.ts";

/** A shop without an action server, whose only action is TypeScript, and a slot that nothing has looked at so far. */
const shop: Files = {
  ...baseFiles,
  ...edit(
    "domain.yml",
    "slots:\n",
    "slots:\n  size:\n    type: text\n    mappings:\n      - type: from_text\n",
  ),
  "endpoints.yml": null,
  "actions/pay.ts":
    'import { defineAction } from "tsbot";\nexport default defineAction({ name: "action_pay", run() {} });\n',
};

const find = (files: Files): Promise<readonly string[]> =>
  withFiles({ ...shop, ...files }, async (directory) =>
    (await checkProject({ directory }, {})).diagnostics.map(line),
  );

const change = (name: string, piece: string, replacement: string): Files => {
  const text = String(shop[name]);
  if (!text.includes(piece)) throw new Error(`${name} does not hold ${piece}`);
  return { [name]: text.replace(piece, replacement) };
};

const SLOT = ["domain.yml:8:3 warning project/unused-slot"];

describe("a slot", () => {
  it.each<readonly [string, Files, readonly string[]]>([
    ["that nothing looks at is found", {}, SLOT],
    ["that a response shows is not", change("domain.yml", "One {flower}", "One {size[0]} {flower}"), []],
    [
      "that a response's condition looks at is not",
      change(
        "domain.yml",
        '"Hello!"\n',
        '"Hello!"\n    - text: "Hi!"\n      condition:\n        - {type: slot, name: size, value: big}\n',
      ),
      [],
    ],
    [
      "that a rule's condition looks at is not",
      change(
        "data/rules.yml",
        "  - rule: greet\n",
        "  - rule: greet\n    condition:\n      - slot_was_set:\n          - size: big\n",
      ),
      [],
    ],
    [
      "that an action sets is not",
      change("actions/pay.ts", "run() {}", 'run() { return [{ event: "slot", name: "size", value: 1 }]; }'),
      [],
    ],
    [
      "that an action reads is not",
      change("actions/pay.ts", "run() {}", "run({ tracker }) { tracker.slots.size; }"),
      [],
    ],
    [
      "that a comment in an action names is",
      change("actions/pay.ts", "run() {}", "run() { /* size */ }"),
      SLOT,
    ],
    [
      "that an action server may look at is not",
      {
        ...change("domain.yml", "  - action_pay\n", "  - action_pay\n  - action_far\n"),
        "endpoints.yml": baseFiles["endpoints.yml"] ?? "",
      },
      ["domain.yml:24:5 warning project/unused-action"],
    ],
  ])("%s", async (_name, files, expected) => {
    expect(await find(files)).toEqual(expected);
  });
});

describe("a form", () => {
  const form = {
    ...change("domain.yml", "One {flower}", "One {size} {flower}"),
  };
  const withForm = { "domain.yml": `${form["domain.yml"]}forms:\n  size_form:\n    required_slots: []\n` };

  it.each<readonly [string, Files, readonly string[]]>([
    ["that nothing starts is found", withForm, ["domain.yml:25:3 warning project/unused-form"]],
    [
      "that an action starts is not",
      {
        ...withForm,
        ...change(
          "actions/pay.ts",
          "run() {}",
          'run() { return [{ event: "followup", name: "size_form" }]; }',
        ),
      },
      [],
    ],
    [
      "that a rule starts is not",
      {
        ...withForm,
        "data/rules.yml": `${baseFiles["data/rules.yml"]}      - action: size_form\n      - active_loop: size_form\n`,
      },
      [],
    ],
  ])("%s", async (_name, files, expected) => {
    expect(await find(files)).toEqual(expected);
  });
});

describe("a reminder of a TypeScript action", () => {
  it("has an intent of the domain, or is an error at the text", async () => {
    const remind = (intent: string): Files => ({
      ...change("domain.yml", "One {flower}", "One {size} {flower}"),
      "actions/remind.ts": `import { reminderScheduled } from "tsbot";\nexport const plan = () => reminderScheduled({ intent: "${intent}", at: 0 });\n`,
    });
    expect(await find(remind("buy"))).toEqual([]);
    expect(await find(remind("EXTERNAL_late"))).toEqual([
      "actions/remind.ts:2:56 error project/unknown-intent",
    ]);
  });
});
