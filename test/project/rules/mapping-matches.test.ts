import { describe, expect, it } from "vitest";
import { baseFiles, edit, type Files, line, read, validate } from "../files.ts";

const ENTITY = "      - type: from_entity\n        entity: flower\n";

/** The base project with a form that asks for a flower, and another mapping of it. */
function withMapping(mapping: string, more: (domain: string) => string = (domain) => domain): Files {
  const domain = (baseFiles["domain.yml"] ?? "").replace(ENTITY, mapping);
  return {
    "domain.yml": `${more(domain)}forms:\n  buy_form:\n    required_slots: [flower]\n`.replace(
      "responses:\n",
      'responses:\n  utter_ask_flower:\n    - text: "Which?"\n',
    ),
    "data/rules.yml": `${baseFiles["data/rules.yml"]}      - action: buy_form\n      - active_loop: buy_form\n`,
  };
}

const conditions = (text: string): string => `      - type: from_text\n        conditions:\n${text}`;

const find = async (files: Files, actions?: readonly string[]): Promise<readonly string[]> =>
  validate(await read(files), actions).map((one) => `${line(one)} ${one.message}`);

const NEVER = "warning project/mapping-never-matches This mapping never fills the slot 'flower':";

describe("slot mappings that never match", () => {
  it.each<readonly [string, Files, readonly string[]]>([
    ["none in a project that works", withMapping(ENTITY), []],
    [
      "an entity that nothing finds",
      withMapping("      - type: from_entity\n        entity: colour\n", (domain) =>
        domain.replace("  - flower\n", "  - flower\n  - colour\n"),
      ),
      [`domain.yml:13:17 ${NEVER} nothing finds the entity 'colour'.`],
    ],
    [
      "not an entity that a button sends",
      {
        ...withMapping("      - type: from_entity\n        entity: colour\n", (domain) =>
          domain
            .replace("  - flower\n", "  - flower\n  - colour\n")
            .replace(
              '"Hello!"',
              `"Hello!"\n      buttons:\n        - title: Red\n          payload: '/buy{{"colour": "red"}}'`,
            ),
        ),
      },
      [],
    ],
    [
      "not an entity that devices can send",
      {
        ...withMapping("      - type: from_entity\n        entity: colour\n", (domain) =>
          domain
            .replace("  - flower\n", "  - flower\n  - colour\n")
            .replace("  - buy\n", "  - buy\n  - EXTERNAL_dry\n"),
        ),
        "data/more.yml":
          "rules:\n  - rule: dry\n    steps:\n      - intent: EXTERNAL_dry\n      - action: utter_greet\n",
      },
      [],
    ],
    [
      "an entity that always has a role",
      {
        ...withMapping(ENTITY, (domain) =>
          domain.replace("  - flower\n", "  - flower:\n      roles: [gift]\n"),
        ),
        ...edit(
          "data/nlu.yml",
          "a [rose](flower) please\n      - I want a [tulip](flower)",
          `a [rose]{"entity": "flower", "role": "gift"} please`,
        ),
        "data/other.yml": "nlu:\n  - intent: buy\n    examples: |\n      - a flower\n",
      },
      [
        `domain.yml:13:17 ${NEVER} the entity 'flower' always has a role or group, and a mapping without them takes it only without.`,
      ],
    ],
    [
      "a role that no example has",
      withMapping(`${ENTITY}        role: gift\n`, (domain) =>
        domain.replace("  - flower\n", "  - flower:\n      roles: [gift]\n"),
      ),
      [`domain.yml:13:17 ${NEVER} no example marks the entity 'flower' so.`],
    ],
    [
      "the intent of messages that were not understood, without FallbackClassifier",
      withMapping(`${ENTITY}      - type: from_intent\n        value: any\n        intent: nlu_fallback\n`),
      [`domain.yml:15:17 ${NEVER} without FallbackClassifier no message has the intent 'nlu_fallback'.`],
    ],
    [
      "a slot that is asked for while no form is active",
      withMapping(ENTITY + conditions("          - active_loop: null\n            requested_slot: flower\n")),
      [`domain.yml:15:13 ${NEVER} no slot is asked for while no form is active.`],
    ],
    [
      "a slot that the form does not ask for",
      withMapping(
        ENTITY + conditions("          - active_loop: buy_form\n            requested_slot: size\n"),
        (domain) =>
          domain
            .replace("One {flower}", "One {size} {flower}")
            .replace("slots:\n", "slots:\n  size:\n    type: text\n    mappings:\n      - type: from_text\n"),
      ),
      [`domain.yml:19:13 ${NEVER} the form 'buy_form' does not ask for the slot 'size'.`],
    ],
  ])("%s", async (_name, files, expected) => {
    expect(await find(files)).toEqual(expected);
  });

  it("say nothing where a condition of two can hold, or an action chooses what the form asks for", async () => {
    const size = (domain: string): string =>
      domain
        .replace("One {flower}", "One {size} {flower}")
        .replace("slots:\n", "slots:\n  size:\n    type: text\n    mappings:\n      - type: from_text\n");
    const never = "          - active_loop: buy_form\n            requested_slot: size\n";
    const both = withMapping(ENTITY + conditions(`${never}          - active_loop: buy_form\n`), size);
    expect(await find(both)).toEqual([]);
    expect(await find(withMapping(ENTITY + conditions(never), size), ["validate_buy_form"])).toEqual([]);
  });

  it("are named by the intent without examples that they wait for", async () => {
    const files = withMapping(
      `${ENTITY}      - type: from_intent\n        value: any\n        intent: [whatever]\n`,
      (domain) => domain.replace("  - buy\n", "  - buy\n  - whatever\n"),
    );
    const [found, ...others] = validate(await read(files));
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      code: "project/intent-without-examples",
      related: [{ message: "The slot 'flower' waits for it here.", at: { file: "domain.yml", line: 16 } }],
    });
  });
});

describe("a form's slot that nothing can fill", () => {
  it("is found where the mapping's conditions name another form", async () => {
    const files = withMapping(
      `${ENTITY}        conditions:\n          - active_loop: other_form\n`,
      (domain) => domain,
    );
    const domain = `${files["domain.yml"]}  other_form:\n    required_slots: [flower]\n`;
    const rules = `${files["data/rules.yml"]}  - rule: other\n    steps:\n      - intent: greet\n      - action: utter_greet\n      - action: other_form\n      - active_loop: other_form\n`;
    const changed = {
      "domain.yml": domain,
      "data/rules.yml": rules.replace(/ {2}- rule: greet[\s\S]*?(?= {2}- rule: buy)/, ""),
    };
    expect(await find(changed)).toEqual([
      "domain.yml:11:9 warning project/form-slot-never-filled Nothing fills the slot 'flower', which the form 'buy_form' asks for.",
    ]);
    expect(await find(changed, ["validate_buy_form"])).toEqual([]);
  });
});
