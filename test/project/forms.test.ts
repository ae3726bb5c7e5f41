import { describe, expect, it } from "vitest";
import { baseFiles, type Files, line, read, validate } from "./files.ts";

const form = `forms:
  order_form:
    required_slots:
      - flower
`;

const question = '  utter_ask_flower:\n    - text: "Which?"\n';

const rules = `  - rule: order
    steps:
      - intent: greet
      - action: order_form
      - active_loop: order_form
`;

/** The base project with a form that works. */
function withForm(change: (domain: string, rules: string) => readonly [string, string]): Files {
  const domain = (baseFiles["domain.yml"] ?? "").replace("actions:\n", `${question}actions:\n`) + form;
  const all = (baseFiles["data/rules.yml"] ?? "").replace(/ {2}- rule: greet[\s\S]*?(?= {2}- rule: buy)/, "");
  const [changedDomain, changedRules] = change(domain, all + rules);
  return {
    "domain.yml": changedDomain.replace(/ {2}utter_greet:\n.*\n/, ""),
    "data/rules.yml": changedRules,
  };
}

describe("forms", () => {
  it.each<readonly [string, (domain: string, rules: string) => readonly [string, string], readonly string[]]>(
    [
      ["a form that works: nothing", (domain, data) => [domain, data], []],
      [
        "a form that does not exist",
        (domain, data) => [domain, data.replace("active_loop: order_form", "active_loop: order_from")],
        ["data/rules.yml:12:22 error project/unknown-form"],
      ],
      [
        "a form's action that does not exist",
        (domain, data) => [domain, data.replace("action: order_form", "action: order_from")],
        [
          "data/rules.yml:11:17 error project/unknown-action",
          "data/rules.yml:12:22 warning project/loop-without-action",
        ],
      ],
      [
        "a required slot that does not exist",
        (domain, data) => [domain.replace("      - flower\n", "      - flower\n      - flwer\n"), data],
        ["domain.yml:24:9 error project/unknown-slot"],
      ],
      [
        "a slot that nothing asks for",
        (domain, data) => [domain.replace(question, ""), data],
        ["domain.yml:21:9 warning project/form-slot-without-question"],
      ],
      [
        "a slot that nothing fills",
        (domain, data) => [domain.replace("from_entity\n        entity: flower", "custom"), data],
        ["domain.yml:11:9 warning project/form-slot-never-filled"],
      ],
      [
        "a condition that names no form",
        (domain, data) => [
          domain.replace(
            "entity: flower",
            "entity: flower\n        conditions:\n          - active_loop: order_from",
          ),
          data,
        ],
        ["domain.yml:14:26 error project/unknown-form"],
      ],
      [
        "a condition with a form that does not ask for the slot",
        (domain, data) => [
          `${domain.replace("entity: flower", "entity: flower\n        conditions:\n          - active_loop: other_form")}  other_form:\n    required_slots: [greeting]\n`.replace(
            "slots:\n",
            "slots:\n  greeting:\n    type: text\n    mappings:\n      - type: from_text\n",
          ),
          data,
        ],
        [
          "domain.yml:18:26 error project/mapping-condition-slot-not-required",
          "domain.yml:30:3 warning project/unused-form",
        ],
      ],
    ],
  )("finds %s", async (_name, change, expected) => {
    const found = validate(await read(withForm(change)));
    expect(found.map(line).filter((text) => expected.length === 0 || !text.includes("question"))).toEqual(
      expected.filter((text) => !text.includes("question")),
    );
    for (const one of expected) expect(found.map(line)).toContain(one);
  });

  it("of Rasa 2 are read: the mappings inside them fill their slots while the form is active", async () => {
    const domain = `${baseFiles["domain.yml"]}forms:
  order_form:
    flower:
      - type: from_text
    size:
      - type: from_entity
        entity: flower
`.replace("slots:\n", "slots:\n  size:\n    type: text\n    mappings:\n      - type: custom\n");
    const project = await read({ "domain.yml": domain });
    expect(project.domain.forms.get("order_form")?.requiredSlots).toEqual(["flower", "size"]);
    expect(project.domain.slots.get("flower")?.mappings).toEqual([
      { type: "from_entity", entity: "flower" },
      { type: "from_text", conditions: [{ activeLoop: "order_form", requestedSlot: "flower" }] },
    ]);
    expect(project.domain.slots.get("size")?.mappings.at(-1)).toEqual({
      type: "from_entity",
      entity: "flower",
      conditions: [{ activeLoop: "order_form" }],
    });
    expect(project.diagnostics.map(line)).toEqual(["domain.yml:25:3 warning project/form-mappings"]);
  });
});
