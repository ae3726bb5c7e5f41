import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkProjectStories } from "../../src/cli/check-stories.ts";
import { type Diagnostic, readProject, validateProject } from "../../src/project/index.ts";
import { temporaryFolder } from "../cli/run-cli.ts";

const DOMAIN = `
version: "3.1"
intents: [affirm, deny, ask, restart]
entities: [name]
slots:
  slug: { type: text, mappings: [{ type: custom }] }
  items: { type: list, mappings: [{ type: custom }] }
  kind: { type: categorical, values: [a, b], initial_value: a, mappings: [{ type: custom }] }
  name: { type: text, mappings: [{ type: from_entity, entity: name }] }
responses:
  utter_help: [{ text: "Help." }]
  utter_more: [{ text: "More." }]
  utter_asked: [{ text: "Did it help?" }]
  utter_end: [{ text: "End." }]
actions: [action_get]
`;

/** What is found in the file of stories and rules, with its places in it. */
async function findings(text: string): Promise<readonly Diagnostic[]> {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "domain.yml"), DOMAIN);
  await writeFile(
    join(folder.path, "config.yml"),
    "policies:\n  - name: RulePolicy\n  - name: MemoizationPolicy\n",
  );
  await writeFile(join(folder.path, "data.yml"), `version: "3.1"\n${text}`);
  const project = await readProject({ directory: folder.path, data: ["data.yml"] }, {});
  expect(project.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const none = new Set<string>();
  const known = {
    actionNames: none,
    componentNames: none,
    policyNames: none,
    channelNames: none,
    findBadKeys: () => [],
    checkStories: checkProjectStories,
  };
  const codes = [
    "rule-contradiction",
    "unreachable-rule",
    "incomplete-rule",
    "story-conflict",
    "too-many-paths",
    "rule-too-long",
  ];
  return validateProject(project, known).filter(({ code }) => codes.includes(code.split("/")[1] ?? ""));
}

const messages = async (text: string): Promise<readonly string[]> =>
  (await findings(text)).map(({ message }) => message);

describe("two rules", () => {
  it("that begin with different actions do not contradict each other: that is where they apply", async () => {
    const found = await messages(`
rules:
  - rule: after help
    steps: [{ action: utter_help }, { action: utter_asked }, { intent: deny }, { action: utter_more }]
  - rule: after more
    steps: [{ action: utter_more }, { action: utter_asked }, { intent: deny }, { action: utter_end }]
`);
    expect(found).toEqual([]);
  });

  it("that go on differently after the same action do", async () => {
    const found = await messages(`
rules:
  - rule: ask
    steps: [{ action: utter_help }, { action: utter_asked }]
  - rule: end
    steps: [{ action: utter_help }, { action: utter_end }]
`);
    expect(found).toEqual(["The rule 'end' takes 'utter_end', but the rule 'ask' takes 'utter_asked'."]);
  });

  it("that answer the same message differently name each other, both places, and what shows it (rasa#10217)", async () => {
    const found = await findings(`rules:
  - rule: more
    steps: [{ intent: affirm }, { action: utter_more }]
  - rule: end
    steps: [{ intent: affirm }, { action: utter_end }]
`);
    expect(found).toMatchObject([
      {
        severity: "error",
        message: "The rule 'end' takes 'utter_end', but the rule 'more' takes 'utter_more'.",
        at: { line: 5 },
        related: [{ at: { line: 3 } }],
        hint: expect.stringContaining("when the user says 'affirm'."),
      },
    ]);
  });

  it("of which one is for the beginning of a conversation do not contradict each other (rasa#7355)", async () => {
    const found = await messages(`
rules:
  - rule: at the start
    conversation_start: true
    steps: [{ intent: ask }, { action: utter_help }, { action: utter_more }]
  - rule: later
    conversation_start: false
    steps: [{ intent: ask }, { action: utter_more }]
`);
    expect(found).toEqual([]);
  });

  it("that a list slot tells apart, set or null, do not contradict each other (rasa#8784)", async () => {
    const found = await messages(`
rules:
  - rule: dynamic
    steps: [{ intent: ask }, { action: action_get }, { slot_was_set: [{ items: [1, 2] }] }, { action: utter_more }]
  - rule: static
    steps: [{ intent: ask }, { action: action_get }, { slot_was_set: [{ items: null }] }, { action: utter_end }]
`);
    expect(found.filter((message) => !message.includes("does not set"))).toEqual([]);
  });

  it("are not held against each other for a slot's initial value (rasa#7235)", async () => {
    const found = await messages(`
rules:
  - rule: welcome
    conversation_start: true
    steps: [{ intent: affirm }, { action: utter_help }]
  - rule: of kind b
    condition: [{ slot_was_set: [{ kind: b }] }]
    steps: [{ intent: ask }, { action: utter_more }]
  - rule: of kind a
    condition: [{ slot_was_set: [{ kind: a }] }]
    steps: [{ intent: ask }, { action: utter_end }]
`);
    expect(found).toEqual([]);
  });

  it("may carry the text of the message (rasa#7301)", async () => {
    const found = await messages(`
rules:
  - rule: thanks
    steps: [{ intent: affirm, user: "thanks!!!" }, { action: utter_more }]
  - rule: other
    steps: [{ intent: deny }, { action: utter_end }]
`);
    expect(found).toEqual([]);
  });

  it("are each reported once, however many steps differ", async () => {
    const found = await messages(`
rules:
  - rule: a
    steps: [{ intent: ask }, { action: utter_help }, { action: utter_more }]
  - rule: b
    steps: [{ intent: ask }, { action: utter_help }, { action: utter_end }]
`);
    expect(found).toHaveLength(1);
  });

  it("of which one leaves out what the action sets in the other are incomplete", async () => {
    const found = await findings(`rules:
  - rule: whole
    steps: [{ intent: ask }, { action: action_get }, { slot_was_set: [{ slug: x }] }, { action: utter_more }]
  - rule: short
    steps: [{ intent: deny }, { action: action_get }, { action: utter_end }]
`);
    expect(found).toMatchObject([
      {
        code: "project/incomplete-rule",
        severity: "warning",
        message: "In the rule 'short' 'action_get' does not set 'slug', as it does in the rule 'whole'.",
      },
    ]);
  });

  it("of which one has the slot set by its condition, or says that it is not set, are complete", async () => {
    const found = await messages(`rules:
  - rule: whole
    steps: [{ intent: ask }, { action: action_get }, { slot_was_set: [{ slug: x }] }, { action: utter_more }]
  - rule: before
    condition: [{ slot_was_set: [{ slug: x }] }]
    steps: [{ intent: deny }, { action: action_get }, { action: utter_end }]
  - rule: none
    steps: [{ intent: affirm }, { action: action_get }, { slot_was_set: [{ slug: null }] }, { action: utter_end }]
`);
    expect(found).toEqual([]);
  });
});

describe("the same without what tells them apart", () => {
  it.each([
    [
      "two rules for any time (rasa#7355)",
      `rules:
  - rule: at the start
    steps: [{ intent: ask }, { action: utter_help }, { action: utter_more }]
  - rule: later
    steps: [{ intent: ask }, { action: utter_more }]
`,
      5,
      3,
      "when the user says 'ask'.",
    ],
    [
      "a story in which the rule's condition holds (rasa#7472)",
      `rules:
  - rule: about
    condition: [{ slot_was_set: [{ slug: ABC }] }]
    steps: [{ intent: ask }, { action: utter_more }]
stories:
  - story: other
    steps:
      - intent: affirm
      - slot_was_set: [{ slug: ABC }]
      - action: utter_help
      - intent: ask
      - action: action_get
`,
      13,
      3,
      "when the user says 'ask', 'slug' set.",
    ],
    [
      "two rules of one list, set in both (rasa#8784)",
      `rules:
  - rule: dynamic
    steps: [{ intent: ask }, { action: action_get }, { slot_was_set: [{ items: [1] }] }, { action: utter_more }]
  - rule: static
    steps: [{ intent: ask }, { action: action_get }, { slot_was_set: [{ items: [2] }] }, { action: utter_end }]
`,
      5,
      3,
      "when the user says 'ask' → action_get, 'items' set.",
    ],
    [
      "two rules of the initial value (rasa#7235)",
      `rules:
  - rule: of kind a
    condition: [{ slot_was_set: [{ kind: a }] }]
    steps: [{ intent: ask }, { action: utter_more }]
  - rule: also of kind a
    condition: [{ slot_was_set: [{ kind: a }] }]
    steps: [{ intent: ask }, { action: utter_end }]
`,
      6,
      3,
      "when the user says 'ask', 'kind' set.",
    ],
    [
      "two rules of which one carries the text of the message (rasa#7301)",
      `rules:
  - rule: thanks
    steps: [{ intent: affirm, user: "thanks!!!" }, { action: utter_more }]
  - rule: other
    steps: [{ intent: affirm }, { action: utter_end }]
`,
      5,
      3,
      "when the user says 'affirm'.",
    ],
  ])("is found, with both places and the shortest conversation: %s", async (_, text, at, rule, shown) => {
    const found = (await findings(text)).filter(({ code }) => code !== "project/incomplete-rule");
    expect(found).toMatchObject([
      {
        code: "project/rule-contradiction",
        at: { line: at },
        related: [{ at: { line: rule } }],
        hint: expect.stringContaining(`It shows ${shown}`),
      },
    ]);
  });
});

describe("a rule", () => {
  it("that answers what is built in is never asked", async () => {
    const found = await findings(`rules:
  - rule: again
    steps: [{ intent: restart }, { action: utter_help }]
`);
    expect(found).toMatchObject([{ code: "project/unreachable-rule", at: { line: 3 } }]);
  });

  it("that a slot tells from a story does not contradict it (rasa#7472)", async () => {
    const found = await messages(`
rules:
  - rule: about
    condition: [{ slot_was_set: [{ slug: ABC }] }]
    steps: [{ intent: ask }, { action: utter_more }]
stories:
  - story: other
    steps:
      - intent: affirm
      - slot_was_set: [{ slug: null }]
      - action: utter_help
      - intent: ask
      - action: action_get
`);
    expect(found).toEqual([]);
  });

  it("contradicts a story that answers the same message otherwise, at the story's step", async () => {
    const found = await findings(`rules:
  - rule: about
    steps: [{ intent: ask }, { action: utter_more }]
stories:
  - story: other
    steps:
      - intent: ask
      - action: utter_end
`);
    expect(found).toMatchObject([
      {
        at: { line: 9 },
        message: "The story 'other' takes 'utter_end', but the rule 'about' takes 'utter_more'.",
        related: [{ at: { line: 3 } }],
      },
    ]);
  });
});

describe("two stories", () => {
  it("that go the same way and then part are shown with the way, and both places", async () => {
    const found = await findings(`stories:
  - story: more
    steps: [{ intent: affirm }, { action: utter_help }, { intent: ask }, { action: utter_more }]
  - story: end
    steps:
      - intent: affirm
      - action: utter_help
      - intent: ask
      - action: utter_end
`);
    expect(found).toMatchObject([
      {
        severity: "warning",
        message:
          "The story 'more' takes 'utter_more', but after the same steps the story 'end' takes 'utter_end'.",
        at: { line: 4 },
        related: [{ at: { line: 10 } }],
        hint: expect.stringContaining(
          "the user says 'affirm' → utter_help → the user says 'ask'. Make the stories differ",
        ),
      },
    ]);
  });

  it("that a slot, an entity or a checkpoint's condition tells apart do not", async () => {
    const found = await messages(`
stories:
  - story: with a name
    steps: [{ intent: ask, entities: [{ name: Ann }] }, { action: utter_more }]
  - story: without
    steps: [{ intent: ask }, { action: utter_end }]
  - story: with a slug
    steps: [{ intent: affirm }, { slot_was_set: [{ slug: x }] }, { action: utter_more }]
  - story: no slug
    steps: [{ intent: affirm }, { action: utter_end }]
`);
    expect(found).toEqual([]);
  });

  it("that part behind a checkpoint are found as well", async () => {
    const found = await messages(`
stories:
  - story: start
    steps: [{ intent: ask }, { action: utter_help }, { checkpoint: asked }]
  - story: yes
    steps: [{ checkpoint: asked }, { intent: affirm }, { action: utter_more }]
  - story: also yes
    steps: [{ checkpoint: asked }, { intent: affirm }, { action: utter_end }]
`);
    expect(found).toHaveLength(1);
  });
});

describe("stories that multiply", () => {
  it("are named where not all of their ways are taken", async () => {
    const choice = "      - or: [{ intent: affirm }, { intent: deny }]\n      - action: utter_more\n";
    const found = await findings(`stories:\n  - story: many\n    steps:\n${choice.repeat(14)}`);
    expect(found).toMatchObject([
      {
        code: "project/too-many-paths",
        message: "There are too many ways on from the story 'many': some are neither learned nor checked.",
      },
    ]);
  });
});

describe("a rule of more steps than rules are looked up by", () => {
  it("is an error and keeps the others from nothing", async () => {
    const long = "      - action: utter_more\n".repeat(201);
    const found = await findings(`rules:
  - rule: long
    steps:
${long}  - rule: more
    steps: [{ intent: affirm }, { action: utter_more }]
  - rule: end
    steps: [{ intent: affirm }, { action: utter_end }]
`);
    expect(found.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      [
        "project/rule-too-long",
        "error",
        "The rule 'long' has 203 steps, with those it implies; a rule may have 200.",
      ],
      [
        "project/rule-contradiction",
        "error",
        "The rule 'end' takes 'utter_end', but the rule 'more' takes 'utter_more'.",
      ],
    ]);
  });
});

describe("a rule that goes on with a message", () => {
  const RULE = `rules:
  - rule: helped
    steps: [{ action: utter_asked }, { intent: affirm }, { action: utter_end }]
`;

  it("says nothing about a story that goes straight on after its first action", async () => {
    const found = await messages(`${RULE}stories:
  - story: goes on
    steps: [{ intent: ask }, { action: utter_asked }, { action: utter_more }]
`);
    expect(found).toEqual([]);
  });

  it("is contradicted by it where the rule itself leads to the action", async () => {
    const found = await messages(`rules:
  - rule: asked
    steps: [{ intent: ask }, { action: utter_asked }, { intent: affirm }, { action: utter_end }]
stories:
  - story: goes on
    steps: [{ intent: ask }, { action: utter_asked }, { action: utter_more }]
`);
    expect(found).toEqual([
      expect.stringContaining("The story 'goes on' takes 'utter_more', but the rule 'asked'"),
    ]);
  });

  it("still holds where the message comes", async () => {
    const found = await messages(`${RULE}stories:
  - story: other
    steps: [{ intent: ask }, { action: utter_asked }, { intent: affirm }, { action: utter_more }]
`);
    expect(found).toEqual(["The story 'other' takes 'utter_more', but the rule 'helped' takes 'utter_end'."]);
  });
});
