import { describe, expect, it } from "vitest";
import { baseFiles, edit, type Files, line, read, validate } from "./files.ts";

const HELLO = '- text: "Hello!"';
const hello = (text: string): Files => edit("domain.yml", HELLO, text);
const inDomain = (piece: string, replacement: string): Files => edit("domain.yml", piece, replacement);
const inRules = (piece: string, replacement: string): Files => edit("data/rules.yml", piece, replacement);
const inNlu = (piece: string, replacement: string): Files => edit("data/nlu.yml", piece, replacement);
const inConfig = (piece: string, replacement: string): Files => edit("config.yml", piece, replacement);
const withForm = (form: string): Files => ({
  ...inDomain("responses:\n", `forms:\n${form}responses:\n  utter_ask_flower:\n    - text: Which?\n`),
  "data/rules.yml": `${baseFiles["data/rules.yml"]}      - action: buy_form\n      - active_loop: buy_form\n`,
});
const learned: Files = { "config.yml": `${baseFiles["config.yml"]}  - name: MemoizationPolicy\n` };
const story = (steps: string): Files => ({
  ...learned,
  "data/stories.yml": `stories:\n  - story: more\n    steps:\n      - intent: buy\n${steps}      - action: action_pay\n      - action: utter_sold\n`,
});

/** What a person did, the change, all findings then, and a piece of the first one's hint. */
const mistakes: readonly (readonly [string, Files, readonly string[], string])[] = [
  // Texts and buttons.
  [
    "a text of a variable without quotes",
    hello("- text: {flower}"),
    ["domain.yml:15:13 error project/wrong-type"],
    'Write `text: "{flower}"`.',
  ],
  [
    "a list as the text",
    hello("- text: [a, b]"),
    ["domain.yml:15:13 error project/wrong-type"],
    'Write `text: "[a, b]"`.',
  ],
  ["a number as the text", hello("- text: 12"), ["domain.yml:15:13 error project/wrong-type"], '"12"'],
  [
    "a list as the image",
    hello(`${HELLO}\n      image: [a]`),
    ["domain.yml:16:14 error project/wrong-type"],
    "Write its address",
  ],
  [
    "a list as the channel",
    hello(`${HELLO}\n      channel: [slack]`),
    ["domain.yml:16:16 error project/wrong-type"],
    "one channel",
  ],
  [
    "a number as the attachment",
    hello(`${HELLO}\n      attachment: 3`),
    ["domain.yml:16:19 error project/wrong-type"],
    "`key: value`",
  ],
  [
    "a text as the condition",
    hello(`${HELLO}\n      condition: flower`),
    ["domain.yml:16:18 error project/wrong-type"],
    "Write `- type: slot`",
  ],
  [
    "a button with a misspelt title, and a bare text",
    hello(`${HELLO}\n      buttons: [{titel: x, payload: /greet}, just text]`),
    ["domain.yml:16:18 error project/unknown-key", "domain.yml:16:46 error project/wrong-type"],
    "Did you mean 'title'?",
  ],
  [
    "buttons that are no list",
    hello(`${HELLO}\n      buttons:\n        title: x\n        payload: /greet`),
    ["domain.yml:17:9 error project/wrong-type"],
    "`- title: x`",
  ],
  [
    "a button without a payload",
    hello(`${HELLO}\n      buttons:\n        - title: x`),
    ["domain.yml:17:11 warning project/missing-key"],
    "Write `payload: /…`",
  ],
  [
    "a payload with a misspelt intent",
    hello(`${HELLO}\n      buttons:\n        - title: x\n          payload: /gret`),
    ["domain.yml:18:21 error project/unknown-intent"],
    "Did you mean 'greet'?",
  ],
  [
    "a quick reply with a misspelt entity",
    hello(`${HELLO}\n      quick_replies:\n        - title: x\n          payload: '/buy{{"flowr": "rose"}}'`),
    ["domain.yml:18:28 error project/unknown-entity"],
    "Did you mean 'flower'?",
  ],
  [
    "buttons as a variation of their own",
    hello(`${HELLO}\n    - buttons:\n        - title: x\n          payload: /greet`),
    ["domain.yml:16:7 error project/response-without-text"],
    "without a dash",
  ],
  // Sections and items of the domain.
  [
    "intents without dashes",
    inDomain("  - greet\n  - buy\n", "  greet\n  buy\n"),
    ["domain.yml:3:3 error project/wrong-type"],
    "`- greet`",
  ],
  [
    "intents with colons",
    inDomain("  - greet\n  - buy\n", "  greet:\n  buy:\n"),
    ["domain.yml:3:3 error project/wrong-type"],
    "`- greet`",
  ],
  [
    "intents on one line",
    inDomain("\n  - greet\n  - buy\n", " greet, buy\n"),
    ["domain.yml:2:10 error project/wrong-type"],
    "`- greet`, `- buy`",
  ],
  [
    "a dash of an intent without a blank",
    inDomain("  - greet\n  - buy\n", "  -greet\n  -buy\n"),
    ["domain.yml:3:3 error project/wrong-type"],
    "Put a blank after the dash: `- greet`.",
  ],
  [
    "an intent indented below another",
    inDomain("  - buy\n", "    - buy\n"),
    ["domain.yml:3:5 error project/blank-in-name"],
    "begin each item of a list with a dash",
  ],
  [
    "an intent with a slash",
    inDomain("  - greet\n", "  - /greet\n"),
    ["domain.yml:3:5 error project/bad-intent-name"],
    "Write greet",
  ],
  [
    "entities without a dash",
    inDomain("  - flower\n", "  flower\n"),
    ["domain.yml:6:3 error project/wrong-type"],
    "`- flower`",
  ],
  [
    "options of an entity in the column of its name",
    inDomain("  - flower\n", "  - flower:\n    roles:\n      - gift\n"),
    ["domain.yml:7:5 error project/wrong-type"],
    "Indent the options of 'flower'",
  ],
  [
    "actions without a dash",
    inDomain("  - action_pay\n", "  action_pay\n"),
    ["domain.yml:19:3 error project/wrong-type"],
    "`- action_pay`",
  ],
  [
    "responses as a list",
    inDomain(
      '  utter_greet:\n    - text: "Hello!"\n  utter_sold:\n    - text: "One {flower}, there you are."\n',
      "  - utter_greet\n  - utter_sold\n",
    ),
    ["domain.yml:14:3 error project/wrong-type"],
    "Write `utter_greet:` without a dash",
  ],
  [
    "a text in the place of a response's list",
    inDomain(`utter_greet:\n    ${HELLO}`, 'utter_greet: "Hello!"'),
    ["domain.yml:14:16 error project/wrong-type"],
    '`- text: "Hello!"`',
  ],
  [
    "a bare text as a variation",
    hello("- Hello there"),
    ["domain.yml:15:7 error project/wrong-type"],
    'Write `- text: "Hello there"`.',
  ],
  [
    "a colon without a blank",
    hello("- text:hello"),
    ["domain.yml:15:7 error project/wrong-type"],
    "Put a blank after the colon: `- text: hello`.",
  ],
  [
    "a dash without a blank",
    hello("-text: hello"),
    ["domain.yml:15:5 error project/wrong-type"],
    "Put a blank after the dash: `- text: hello`.",
  ],
  [
    "a variation without a dash",
    hello('text: "Hello!"'),
    ["domain.yml:15:5 error project/wrong-type"],
    '`- text: "Hello!"`',
  ],
  [
    "a response without its prefix",
    inDomain("  utter_greet:", "  greet:"),
    ["data/rules.yml:6:17 error project/missing-response", "domain.yml:14:3 warning project/unused-response"],
    "begins with `utter_`",
  ],
  [
    "a duration with a unit",
    inDomain(
      "actions:\n",
      "session_config:\n  session_expiration_time: 1h\n  carry_over_slots: true\nactions:\n",
    ),
    ["domain.yml:19:28 error project/wrong-type", "domain.yml:20:3 error project/unknown-key"],
    "Write a number",
  ],
  ["an empty domain", { "domain.yml": "" }, ["domain.yml:1:1 error project/empty-file"], "`intents:`"],
  [
    "a pipeline in the domain",
    inDomain("intents:\n", "pipeline: []\nintents:\n"),
    ["domain.yml:2:1 error project/unknown-key"],
    "config.yml",
  ],
  // Slots and forms.
  [
    "a slot's type right behind its name",
    inDomain(
      "  flower:\n    type: text\n    mappings:\n      - type: from_entity\n        entity: flower\n",
      "  flower: text\n",
    ),
    ["domain.yml:8:11 error project/wrong-type"],
    "type: text",
  ],
  [
    "a slot's options in the column of its name",
    inDomain("  flower:\n    type: text\n    mappings:\n", "  flower:\n  type: text\n  mappings:\n"),
    ["domain.yml:9:3 error project/unknown-key"],
    "Indent it",
  ],
  [
    "a type of another format",
    inDomain("type: text", "type: string"),
    ["domain.yml:9:11 error project/unknown-slot-type"],
    "Did you mean 'text'?",
  ],
  [
    "values on one line",
    inDomain("type: text", "type: categorical\n    values: red, blue"),
    ["domain.yml:10:13 error project/wrong-type"],
    "`- red`, `- blue`",
  ],
  [
    "a bare mapping",
    inDomain("- type: from_entity\n        entity: flower", "- from_entity"),
    ["domain.yml:11:9 error project/wrong-type"],
    "Write `- type: from_entity`.",
  ],
  [
    "a mapping that is no list",
    inDomain("      - type: from_entity\n        entity", "      type: from_entity\n      entity"),
    ["domain.yml:11:7 error project/wrong-type"],
    "`- type: from_entity`",
  ],
  [
    "a form that is the list of its slots",
    withForm("  buy_form:\n    - flower\n"),
    ["domain.yml:15:5 error project/wrong-type"],
    "required_slots:",
  ],
  [
    "a form's slots as a text",
    withForm("  buy_form:\n    required_slots: flower\n"),
    ["domain.yml:15:21 error project/wrong-type"],
    "`- flower`",
  ],
  [
    "a form's slots with colons",
    withForm("  buy_form:\n    required_slots:\n      flower:\n"),
    ["domain.yml:16:7 error project/wrong-type"],
    "`- flower`",
  ],
  // Rules and stories.
  [
    "yes for true",
    inRules("rule: greet", "rule: greet\n    conversation_start: yes"),
    ["data/rules.yml:4:25 error project/wrong-type"],
    "Write true.",
  ],
  [
    "no in quotes for false",
    inRules("rule: greet", 'rule: greet\n    wait_for_user_input: "no"'),
    ["data/rules.yml:4:26 error project/wrong-type"],
    "Write false, without quotes.",
  ],
  [
    "a step's colon without a blank",
    inRules("- intent: greet", "- intent:greet"),
    ["data/rules.yml:5:9 error project/wrong-type"],
    "Put a blank after the colon: `- intent: greet`.",
  ],
  [
    "all dashes of a rule without a blank",
    inRules("- intent: greet\n      - action", "-intent: greet\n      -action"),
    ["data/rules.yml:5:7 error project/wrong-type"],
    "Put a blank after the dash: `- intent: greet`.",
  ],
  [
    "two intents in a step",
    inRules("- intent: greet\n", "- intent: greet, buy\n"),
    ["data/rules.yml:5:17 error project/wrong-type"],
    "`- or:` and, indented below it, `- intent: greet` and `- intent: buy`.",
  ],
  [
    "two actions in a step",
    inRules("- action: action_pay\n      - action: utter_sold", "- action: [action_pay, utter_sold]"),
    ["data/rules.yml:10:17 error project/wrong-type"],
    "Write a step for each: `- action: action_pay` and `- action: utter_sold`.",
  ],
  [
    "a name with a blank at its end",
    inRules("action: utter_greet", 'action: "utter_greet "'),
    ["data/rules.yml:6:17 error project/blank-in-name"],
    "without the blank",
  ],
  [
    "steps in the first column",
    inRules("    steps:\n      - intent: buy", "steps:\n      - intent: buy"),
    ["data/rules.yml:8:1 error project/unknown-key"],
    "indent it below `- rule: …`",
  ],
  [
    "the singular of a section",
    {
      ...learned,
      "data/stories.yml":
        "story:\n  - story: a\n    steps:\n      - intent: greet\n      - action: utter_greet\n",
    },
    ["data/stories.yml:1:1 error project/unknown-key"],
    "Did you mean 'stories'?",
  ],
  [
    "stories by their names",
    {
      "data/stories.yml": "stories:\n  a:\n    steps:\n      - intent: greet\n      - action: utter_greet\n",
    },
    ["data/stories.yml:2:3 error project/wrong-type"],
    "Write `- story: a`",
  ],
  [
    "steps without 'steps'",
    { "data/stories.yml": "stories:\n  - story: a\n    intent: greet\n    action: utter_greet\n" },
    ["data/stories.yml:3:5 error project/unknown-key", "data/stories.yml:4:5 error project/unknown-key"],
    "write it below `steps:`",
  ],
  [
    "entities as a step",
    story("      - entities:\n          - flower: rose\n"),
    ["data/stories.yml:5:9 error project/missing-key"],
    "without a dash",
  ],
  [
    "an action as an alternative",
    story(
      "      - or:\n          - action: utter_greet\n          - slot_was_set:\n              - flower: rose\n",
    ),
    ["data/stories.yml:6:21 error project/wrong-alternative"],
    "write another story",
  ],
  [
    "an alternative that says nothing",
    story(
      "      - or:\n          - metadata: greet\n          - slot_was_set:\n              - flower: rose\n",
    ),
    ["data/stories.yml:6:13 error project/wrong-alternative"],
    "write another story",
  ],
  [
    "another word for a slot that was set",
    story("      - slot_set:\n          - flower: rose\n"),
    ["data/stories.yml:5:9 error project/unknown-key"],
    "Did you mean 'slot_was_set'?",
  ],
  [
    "no form by the word none",
    inRules("rule: greet\n", "rule: greet\n    condition:\n      - active_loop: none\n"),
    ["data/rules.yml:5:22 error project/unknown-form"],
    "Write `active_loop: null`",
  ],
  // NLU data.
  [
    "an entry of the NLU data without a dash",
    { "data/nlu.yml": "nlu:\n  intent: greet\n  examples: |\n    - hello\n    - hi\n" },
    ["data/nlu.yml:2:3 error project/wrong-type"],
    "`- intent: greet`",
  ],
  [
    "NLU data by the names of intents",
    { "data/nlu.yml": "nlu:\n  greet:\n    - hello\n" },
    ["data/nlu.yml:2:3 error project/wrong-type"],
    "Write `- intent: greet`",
  ],
  [
    "a dash before 'examples'",
    inNlu("    examples: |", "  - examples: |"),
    ["data/nlu.yml:4:5 error project/missing-key"],
    "Remove the dash",
  ],
  [
    "an example with another bullet",
    inNlu("      - hello", "      * hello"),
    ["data/nlu.yml:5:7 warning project/example-without-dash"],
    "`- hello`",
  ],
  [
    "no NLU data",
    { "data/nlu.yml": null },
    ["domain.yml:3:5 warning project/no-nlu-data"],
    "nlu:\n    - intent: greet",
  ],
  [
    "NLU data in a file of another ending",
    { "data/nlu.yml": null, "data/nlu.yml.txt": baseFiles["data/nlu.yml"] ?? "" },
    ["data/nlu.yml.txt:1:1 note project/file-passed-over", "domain.yml:3:5 warning project/no-nlu-data"],
    "Rename it",
  ],
  // Configuration.
  [
    "a misspelt policy",
    inConfig("RulePolicy", "RulePolicies"),
    ["config.yml:9:11 error project/unknown-policy"],
    "Did you mean 'RulePolicy'?",
  ],
  [
    "a component without 'name'",
    inConfig("- name: CountVectorsFeaturizer", "- CountVectorsFeaturizer"),
    ["config.yml:6:5 error project/wrong-type"],
    "Write `- name: CountVectorsFeaturizer`.",
  ],
  [
    "a component's name as a key",
    inConfig("- name: DIETClassifier", "- DIETClassifier:\n      epochs: 5"),
    ["config.yml:7:5 error project/missing-key"],
    "Write `- name: DIETClassifier`",
  ],
  [
    "a pipeline by its name",
    inConfig(
      "\n  - name: WhitespaceTokenizer\n  - name: CountVectorsFeaturizer\n  - name: DIETClassifier\n",
      " supervised_embeddings\n",
    ),
    ["config.yml:4:11 error project/wrong-type"],
    "`- name: …`",
  ],
  [
    "an address that is not indented",
    { "endpoints.yml": "action_endpoint:\nurl: http://127.0.0.1:5055/webhook\n" },
    ["endpoints.yml:2:1 warning project/unknown-key"],
    "indent it",
  ],
  [
    "channels as a list",
    { "credentials.yml": "- rest\n" },
    ["credentials.yml:1:1 error project/wrong-type"],
    "Write `rest:` without a dash",
  ],
];

describe("a beginner's mistake is one finding that says how to write it", () => {
  it.each(mistakes)("%s", async (_name, files, findings, hint) => {
    const found = validate(await read(files));
    expect(found.map(line)).toEqual(findings);
    expect(found[0]?.hint).toContain(hint);
  });

  it("begins messages with a capital", async () => {
    for (const [, files] of mistakes)
      for (const { message } of (await read(files)).diagnostics) expect(message).not.toMatch(/^[a-z]/);
  });

  it("has a hint wherever a value is of another kind", async () => {
    for (const [, files] of mistakes)
      for (const { code, hint } of (await read(files)).diagnostics)
        if (code === "project/wrong-type") expect(hint).not.toBe("");
  });
});

describe("what is no mistake", () => {
  it.each<[string, Files]>([
    [
      "buttons that channels know",
      hello(
        `${HELLO}\n      buttons:\n        - title: x\n          type: web_url\n          url: http://x\n        - title: y\n          payload: "no"\n          color: red`,
      ),
    ],
    [
      "payloads with entities, a confidence or a variable",
      hello(
        `${HELLO}\n      buttons:\n        - title: x\n          payload: '/buy{{"flower": "rose"}}'\n        - title: y\n          payload: /greet@0.9\n        - title: z\n          payload: "/ask_{flower}"`,
      ),
    ],
    ["an intent with blanks around it, which Rasa strips", inRules("intent: greet", 'intent: "greet "')],
    ["copies beside their files", { "data/nlu.yml.bak": "nlu:\n", "data/nlu.yml~": "nlu:\n" }],
    ["other texts in the data folder", { "data/README.md": "# Data\n", "data/names.txt": "Rose\nTulip\n" }],
    ["ordinary brackets in examples", inNlu("- hello", "- see (this) [1], f(x)[0], list[3] and [item(s)]")],
    [
      "an intent that only a button sends",
      {
        "domain.yml": (baseFiles["domain.yml"] ?? "")
          .replace("  - buy\n", "  - buy\n  - yes_please\n")
          .replace(HELLO, `${HELLO}\n      buttons:\n        - title: x\n          payload: /yes_please`),
        "data/more.yml":
          "rules:\n  - rule: yes\n    steps:\n      - intent: yes_please\n      - action: utter_greet\n",
      },
    ],
  ])("%s", async (_name, files) => {
    expect(validate(await read(files)).map(line)).toEqual([]);
  });
});

describe("a file in another encoding", () => {
  it.each([
    ["no YAML then", "Gr\xfc\xdfe"],
    ["names that are others then", 'version: "3.1"\nintents:\n  - gr\xfc\xdfe\n'],
  ])("is one finding: %s", async (_name, text) => {
    const project = await read({ "domain.yml": Buffer.from(text, "latin1") });
    expect(validate(project).map(line)).toEqual([expect.stringContaining("project/not-utf8")]);
  });

  it("is one finding in UTF-16", async () => {
    const project = await read({ "domain.yml": Buffer.from(baseFiles["domain.yml"] ?? "", "utf16le") });
    expect(validate(project).map(line)).toEqual(["domain.yml:1:2 error project/not-utf8"]);
  });
});
