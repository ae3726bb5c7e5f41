import { describe, expect, it } from "vitest";
import { baseFiles, edit, type Files, line, read, validate } from "./files.ts";

const base = (name: string): string => baseFiles[name] ?? "";

/** A file of the base project with lines at its end. */
const append = (name: string, lines: string): Files => ({ [name]: base(name) + lines });

const rules = (steps: string): Files => append("data/rules.yml", `  - rule: more\n    steps:\n${steps}`);
const stories = (text: string): Files => ({
  ...append("config.yml", "  - name: MemoizationPolicy\n"),
  "data/stories.yml": `version: "3.1"\nstories:\n${text}`,
});

/** What is wrong, the change that makes it so, and all findings then. */
const cases: readonly (readonly [string, Files, readonly string[]])[] = [
  ["nothing", {}, []],
  // Actions and responses.
  [
    "an action in a rule that is defined nowhere",
    edit("data/rules.yml", "action_pay", "action_pey"),
    ["data/rules.yml:10:17 error project/unknown-action", "domain.yml:19:5 warning project/unused-action"],
  ],
  [
    "an action of a mapping that is defined nowhere",
    edit("domain.yml", "from_entity\n        entity: flower", "custom\n        action: action_find"),
    ["domain.yml:12:17 error project/unknown-action"],
  ],
  ["nothing in action_failed, which needs no code", append("domain.yml", "  - action_failed\n"), []],
  [
    "custom actions that nobody runs, without actions/",
    { "endpoints.yml": "# none\n" },
    ["endpoints.yml:1:1 warning project/action-without-code"],
  ],
  [
    "an action that no rule takes",
    append("domain.yml", "  - action_forgotten\n"),
    ["domain.yml:20:5 warning project/unused-action"],
  ],
  [
    "a response in a rule that is missing",
    edit("data/rules.yml", "utter_greet", "utter_gret"),
    ["data/rules.yml:6:17 error project/missing-response", "domain.yml:14:3 warning project/unused-response"],
  ],
  [
    "no response missing that the domain lists for an nlg server to word, but one that it does not",
    {
      ...append("domain.yml", "  - utter_weather\n"),
      ...append("endpoints.yml", "nlg: {url: http://x}\n"),
      ...edit(
        "data/rules.yml",
        "- action: utter_greet\n",
        "- action: utter_greet\n      - action: utter_weather\n      - action: utter_wether\n",
      ),
    },
    ["data/rules.yml:8:17 error project/missing-response"],
  ],
  [
    "what an intent is to do with a form that it interrupts",
    edit("domain.yml", "  - buy\n", "  - buy:\n      resume: often\n"),
    ["domain.yml:5:15 error project/wrong-type"],
  ],
  [
    "an answer of a retrieval intent that is missing",
    {
      ...edit("domain.yml", "  - buy\n", "  - buy\n  - faq\n"),
      ...append("data/nlu.yml", "  - intent: faq/hours\n    examples: |\n      - when?\n      - how late?\n"),
      ...rules("      - intent: faq\n      - action: utter_faq\n"),
      ...edit("config.yml", "DIETClassifier", "DIETClassifier\n  - name: ResponseSelector"),
    },
    ["data/nlu.yml:11:13 error project/missing-response"],
  ],
  [
    "a variable in a text that is no slot",
    edit("domain.yml", "One {flower}", "One {flover}"),
    ["domain.yml:17:18 error project/unknown-variable"],
  ],
  [
    "a brace in a text that is not closed",
    edit("domain.yml", "One {flower}", "One {flower"),
    ["domain.yml:17:18 error project/unbalanced-brace"],
  ],
  [
    "single braces in a payload",
    edit(
      "domain.yml",
      '"Hello!"',
      `"Hello!"\n      buttons:\n        - title: a\n          payload: '/buy{"flower": "rose"}'`,
    ),
    ["domain.yml:18:21 warning project/payload-braces"],
  ],
  // Intents, entities, slots.
  [
    "an intent in a rule that the domain does not list",
    edit("data/rules.yml", "intent: greet", "intent: grete"),
    ["data/rules.yml:5:17 error project/unknown-intent", "domain.yml:3:5 warning project/unused-intent"],
  ],
  [
    "an intent of the data that the domain does not list",
    edit("data/nlu.yml", "intent: greet", "intent: grete"),
    [
      "data/nlu.yml:3:13 error project/unknown-intent",
      "domain.yml:3:5 warning project/intent-without-examples",
    ],
  ],
  [
    "an intent of a mapping that the domain does not list",
    edit("domain.yml", "        entity: flower", "        entity: flower\n        not_intent: [greet, bye]"),
    ["domain.yml:13:29 error project/unknown-intent"],
  ],
  [
    "settings for events of an intent that the domain does not list",
    append("config.yml", "tsbot:\n  events:\n    EXTERNAL_tock:\n      cooldown: 1 hour\n"),
    ["config.yml:12:5 error project/unknown-intent"],
  ],
  [
    "an intent without examples and use",
    edit("domain.yml", "  - buy\n", "  - buy\n  - bye\n"),
    [
      "domain.yml:5:5 warning project/intent-without-examples",
      "domain.yml:5:5 warning project/unused-intent",
    ],
  ],
  [
    "an external intent with examples",
    {
      ...edit("domain.yml", "  - buy\n", "  - buy\n  - EXTERNAL_dry\n"),
      ...append(
        "data/nlu.yml",
        "  - intent: EXTERNAL_dry\n    examples: |\n      - it is dry\n      - dry\n",
      ),
      ...rules("      - intent: EXTERNAL_dry\n      - action: utter_greet\n"),
    },
    ["data/nlu.yml:13:9 warning project/external-intent-with-examples"],
  ],
  [
    "an external intent without examples: nothing",
    {
      ...edit("domain.yml", "  - buy\n", "  - buy\n  - EXTERNAL_dry\n"),
      ...rules("      - intent: EXTERNAL_dry\n      - action: utter_greet\n"),
    },
    [],
  ],
  [
    "an entity of an example that the domain does not list",
    edit("data/nlu.yml", "[tulip](flower)", "[tulip](flover)"),
    ["data/nlu.yml:10:26 error project/unknown-entity"],
  ],
  [
    "an entity of a rule that the domain does not list",
    edit(
      "data/rules.yml",
      "intent: buy",
      "intent: buy\n        entities:\n          - flower\n          - colour: red",
    ),
    ["data/rules.yml:12:13 error project/unknown-entity"],
  ],
  [
    "a role that the entity does not have",
    edit("domain.yml", "        entity: flower", "        entity: flower\n        role: gift"),
    ["domain.yml:13:15 error project/unknown-role"],
  ],
  [
    "an entity that nothing marks",
    edit("domain.yml", "  - flower\n", "  - flower\n  - colour\n"),
    ["domain.yml:7:5 warning project/unused-entity"],
  ],
  [
    "a slot of a rule that the domain does not have",
    rules(
      "      - intent: greet\n      - slot_was_set:\n          - flower: rose\n          - flwer: rose\n      - action: utter_sold\n",
    ),
    ["data/rules.yml:17:13 error project/unknown-slot"],
  ],
  [
    "a value that a slot cannot have",
    {
      ...edit(
        "domain.yml",
        "slots:\n",
        "slots:\n  paid:\n    type: bool\n    mappings:\n      - type: custom\n",
      ),
      ...rules(
        "      - intent: buy\n      - slot_was_set:\n          - paid: perhaps\n      - action: action_pay\n      - action: utter_sold\n",
      ),
    },
    ["data/rules.yml:16:19 warning project/bad-slot-value"],
  ],
  // Examples.
  [
    "a text under two intents",
    edit("data/nlu.yml", "- I want", "- hello\n      - I want"),
    ["data/nlu.yml:10:9 warning project/similar-examples"],
  ],
  [
    "an example twice",
    edit("data/nlu.yml", "- good day", "- good day\n      - hello"),
    ["data/nlu.yml:7:9 warning project/duplicate-example"],
  ],
  [
    "an intent with one example",
    edit("data/nlu.yml", "      - hello\n", ""),
    ["data/nlu.yml:3:13 warning project/few-examples"],
  ],
  [
    "an intent in two blocks",
    append("data/nlu.yml", "  - intent: greet\n    examples: |\n      - morning\n"),
    ["data/nlu.yml:11:13 warning project/intent-in-two-blocks"],
  ],
  [
    "an entity inside a word",
    edit("data/nlu.yml", "[tulip](flower)", "[tulip](flower)s"),
    ["data/nlu.yml:10:18 warning project/misaligned-entity"],
  ],
  [
    "a regex that does not compile",
    {
      ...append("data/nlu.yml", "  - regex: flower\n    examples: |\n      - (rose|tulip\n"),
      ...edit("config.yml", "  - name: DIET", "  - name: RegexFeaturizer\n  - name: DIET"),
    },
    ["data/nlu.yml:13:9 error project/bad-regex"],
  ],
  [
    "a pattern of no entity",
    {
      ...edit("config.yml", "  - name: DIET", "  - name: RegexEntityExtractor\n  - name: DIET"),
      ...append("data/nlu.yml", "  - lookup: flowers\n    examples: |\n      - rose\n"),
    },
    ["data/nlu.yml:11:13 warning project/pattern-not-an-entity"],
  ],
  [
    "a regex of an entity that the domain has but no example",
    {
      ...edit("config.yml", "  - name: DIET", "  - name: RegexEntityExtractor\n  - name: DIET"),
      ...edit("domain.yml", "  - flower\n", "  - flower\n  - city\n"),
      ...append("data/nlu.yml", "  - regex: city\n    examples: |\n      - [A-Z]\\w+stadt\n"),
    },
    ["data/nlu.yml:11:12 warning project/pattern-not-an-entity"],
  ],
  [
    "a pipeline that no model holds",
    edit("config.yml", "  - name: DIET", `${"  - name: CountVectorsFeaturizer\n".repeat(100)}  - name: DIET`),
    ["config.yml:105:11 error project/too-many-components"],
  ],
  [
    "data that are empty",
    { "data/nlu.yml": "", "data/rules.yml": "" },
    [
      "data/nlu.yml:1:1 warning project/empty-file",
      "data/nlu.yml:1:1 error project/no-training-data",
      "data/rules.yml:1:1 warning project/empty-file",
      "domain.yml:3:5 warning project/no-nlu-data",
    ],
  ],
  [
    "data without anything to train",
    { "data/nlu.yml": 'version: "3.1"\n', "data/rules.yml": "# none yet\n" },
    ["data/nlu.yml:1:1 error project/no-training-data", "domain.yml:3:5 warning project/no-nlu-data"],
  ],
  [
    "a token_pattern that is none",
    edit("config.yml", "WhitespaceTokenizer", "WhitespaceTokenizer\n    token_pattern: '('"),
    ["config.yml:6:20 error project/bad-token-pattern"],
  ],
  // Stories and rules.
  [
    "a rule with two messages",
    rules(
      "      - intent: greet\n      - action: utter_greet\n      - intent: buy\n      - action: utter_sold\n",
    ),
    ["data/rules.yml:16:17 error project/rule-two-messages"],
  ],
  [
    "nothing in a second message where RulePolicy does not restrict rules",
    {
      ...rules(
        "      - intent: greet\n      - action: utter_greet\n      - intent: buy\n      - action: utter_sold\n",
      ),
      ...edit("config.yml", "RulePolicy", "RulePolicy\n    restrict_rules: false"),
    },
    [],
  ],
  [
    "a checkpoint in a rule",
    edit("data/rules.yml", "      - intent: buy", "      - checkpoint: here\n      - intent: buy"),
    ["data/rules.yml:9:9 error project/step-not-in-rules"],
  ],
  [
    "two rules that contradict each other",
    rules("      - intent: greet\n      - action: utter_sold\n"),
    ["data/rules.yml:12:11 error project/rule-contradiction"],
  ],
  [
    "two rules told apart by a condition: nothing",
    append(
      "data/rules.yml",
      "  - rule: more\n    condition:\n      - slot_was_set:\n          - flower: rose\n    steps:\n      - intent: greet\n      - action: utter_sold\n",
    ),
    [],
  ],
  [
    "a story that contradicts a rule",
    stories("  - story: s\n    steps:\n      - intent: greet\n      - action: utter_sold\n"),
    ["data/stories.yml:6:17 error project/rule-contradiction"],
  ],
  [
    "two stories that go different ways",
    {
      "data/rules.yml": null,
      ...stories(
        "  - story: a\n    steps:\n      - intent: greet\n      - action: utter_greet\n      - intent: buy\n      - action: action_pay\n  - story: b\n    steps:\n      - intent: greet\n      - action: utter_sold\n",
      ),
      ...edit("config.yml", "RulePolicy", "MemoizationPolicy"),
    },
    ["data/stories.yml:6:17 warning project/story-conflict"],
  ],
  [
    "a story that leaves the user without an answer",
    stories(
      "  - story: s\n    steps:\n      - intent: greet\n      - action: utter_greet\n      - intent: buy\n",
    ),
    ["data/stories.yml:7:17 warning project/story-ends-with-user"],
  ],
  [
    "a checkpoint that leads nowhere",
    stories(
      "  - story: s\n    steps:\n      - intent: greet\n      - action: utter_greet\n      - checkpoint: end\n",
    ),
    ["data/stories.yml:7:21 warning project/unused-checkpoint"],
  ],
  [
    "two stories of one name",
    stories(
      "  - story: s\n    steps:\n      - intent: greet\n      - action: utter_greet\n  - story: s\n    steps:\n      - intent: greet\n      - action: utter_greet\n      - intent: greet\n      - action: utter_greet\n",
    ),
    ["data/stories.yml:7:12 warning project/duplicate-story-name"],
  ],
  [
    "two stories of the same steps",
    stories(
      "  - story: a\n    steps:\n      - intent: greet\n      - action: utter_greet\n  - story: b\n    steps:\n      - intent: greet\n      - action: utter_greet\n",
    ),
    ["data/stories.yml:7:12 warning project/duplicate-story"],
  ],
  [
    "a retrieval intent with its key",
    rules("      - intent: greet/morning\n      - action: utter_greet\n"),
    ["data/rules.yml:14:17 error project/full-retrieval-intent"],
  ],
  // Configuration.
  [
    "a component that does not exist",
    edit("config.yml", "DIETClassifier", "DIETClasifier"),
    ["config.yml:7:11 error project/unknown-component"],
  ],
  [
    "a policy of Rasa 2",
    append("config.yml", "  - name: MappingPolicy\n"),
    ["config.yml:10:11 error project/unknown-policy"],
  ],
  [
    "a policy in the pipeline",
    edit("config.yml", "  - name: DIETClassifier", "  - name: DIETClassifier\n  - name: TEDPolicy"),
    ["config.yml:8:11 error project/unknown-component"],
  ],
  [
    "a featurizer before the tokenizer",
    edit(
      "config.yml",
      "  - name: WhitespaceTokenizer\n",
      "  - name: RegexFeaturizer\n  - name: WhitespaceTokenizer\n",
    ),
    ["config.yml:5:11 error project/component-order"],
  ],
  [
    "a fallback before the classifier",
    edit("config.yml", "  - name: DIET", "  - name: FallbackClassifier\n  - name: DIET"),
    ["config.yml:7:11 error project/component-order"],
  ],
  [
    "two tokenizers",
    edit("config.yml", "  - name: DIET", "  - name: WhitespaceTokenizer\n  - name: DIET"),
    ["config.yml:7:11 error project/two-tokenizers"],
  ],
  [
    "a language without blanks",
    edit("config.yml", "language: en", "language: ja"),
    ["config.yml:2:11 error project/unsupported-language"],
  ],
  [
    "a response selector without retrieval intents",
    edit("config.yml", "DIETClassifier", "DIETClassifier\n  - name: ResponseSelector"),
    ["config.yml:8:11 warning project/selector-without-retrieval-intents"],
  ],
  [
    "an option that does not exist, and one out of range",
    edit(
      "config.yml",
      "DIETClassifier",
      "DIETClassifier\n  - name: FallbackClassifier\n    treshold: 1\n    ambiguity_threshold: 2",
    ),
    ["config.yml:9:5 warning project/unknown-option", "config.yml:10:26 error project/bad-option"],
  ],
  [
    "rules without RulePolicy",
    edit("config.yml", "RulePolicy", "MemoizationPolicy"),
    ["config.yml:8:1 error project/rules-without-policy"],
  ],
  [
    "two policies of equal priority",
    append("config.yml", "  - name: MemoizationPolicy\n  - name: AugmentedMemoizationPolicy\n"),
    ["config.yml:11:11 warning project/equal-priorities"],
  ],
  [
    "a channel that does not exist",
    append("credentials.yml", "calback:\n  url: http://x\n"),
    ["credentials.yml:2:1 error project/unknown-channel"],
  ],
  [
    "a callback channel without a URL, with a misspelt key",
    append("credentials.yml", "callback:\n  uri: http://x\n"),
    [
      "credentials.yml:2:1 error project/channel-key-missing",
      "credentials.yml:3:3 warning project/channel-key-unknown",
    ],
  ],
  [
    "values of the callback channel that would be refused at the start",
    append("credentials.yml", "callback:\n  url: localhost:5034/bot\n  token: 12345\n"),
    ["credentials.yml:3:8 error project/bad-url", "credentials.yml:4:10 error project/wrong-type"],
  ],
  [
    "texts of channels that would be refused at the start",
    {
      "credentials.yml": "rest:\n  on_open: 1\ncallback:\n  url: http://x\n  secret: 12\n  on_open: [a]\n",
    },
    [
      "credentials.yml:2:12 error project/channel-key-wrong",
      "credentials.yml:5:11 error project/channel-key-wrong",
      "credentials.yml:6:12 error project/channel-key-wrong",
    ],
  ],
  [
    "a secret without anything in it",
    append("credentials.yml", 'callback:\n  url: http://x\n  secret: ""\n'),
    ["credentials.yml:4:11 error project/channel-key-wrong"],
  ],
  [
    "keys of the action server that would have no effect",
    append(
      "endpoints.yml",
      "  token: 12345\n  basic_auth: secret\n  heders: {a: b}\n  colour: red\n  params: {a: [b]}\n",
    ),
    [
      "endpoints.yml:3:10 error project/wrong-type",
      "endpoints.yml:4:15 error project/wrong-type",
      "endpoints.yml:5:3 error project/unknown-key",
      "endpoints.yml:6:3 warning project/unknown-key",
      "endpoints.yml:7:15 error project/wrong-type",
    ],
  ],
  [
    "half of a basic_auth",
    append("endpoints.yml", "  basic_auth: {usernam: me}\n"),
    ["endpoints.yml:3:15 error project/missing-key", "endpoints.yml:3:16 error project/unknown-key"],
  ],
  [
    "an action server's address without a scheme",
    { "endpoints.yml": "action_endpoint:\n  url: localhost:5055/webhook\n" },
    ["endpoints.yml:2:8 error project/bad-url"],
  ],
  [
    "a misspelt url of the action server",
    { "endpoints.yml": "action_endpoint:\n  ulr: http://localhost:5055/webhook\n" },
    ["endpoints.yml:2:3 error project/unknown-key"],
  ],
  [
    "sections of endpoints.yml that have no effect",
    append(
      "endpoints.yml",
      `tracker_store: {type: SQL, dialect: sqlite}
lock_store: {type: redis}
event_broker: {type: pika}
nlg: {type: my.bot.Speaker}
nlu: {url: http://x}
models: {url: http://x}
`,
    ),
    [
      ...[3, 4, 5].map((at) => `endpoints.yml:${at}:1 warning project/section-without-effect`),
      "endpoints.yml:6:13 warning project/section-without-effect",
      ...[7, 8].map((at) => `endpoints.yml:${at}:1 warning project/section-without-effect`),
    ],
  ],
  [
    "an nlg server without an address",
    append("endpoints.yml", "nlg: {type: callback}\n"),
    ["endpoints.yml:3:6 error project/missing-key"],
  ],
  [
    "an nlg server's address that is none",
    append("endpoints.yml", "nlg: {url: nlg, tokn: x}\n"),
    ["endpoints.yml:3:12 error project/bad-url", "endpoints.yml:3:17 error project/unknown-key"],
  ],
  [
    "no nlg server where the domain's responses are to speak",
    append("endpoints.yml", "nlg: {type: response}\n"),
    [],
  ],
];

describe("validate", () => {
  it("says what is used instead of a tracker store, and nothing of sections that are empty or the default", async () => {
    const files = append(
      "endpoints.yml",
      "tracker_store: {type: SQL, dialect: postgresql, url: db}\nlock_store: {type: in_memory}\nnlu: {url: http://x}\n",
    );
    const [found, ...others] = validate(await read(files));
    expect(others).toEqual([]);
    expect(found?.message).toBe("'nlu' has no effect in tsbot.");
    expect(found?.hint).toContain("the model that is loaded");
  });

  it.each(cases)("finds %s", async (_name, files, expected) => {
    expect(validate(await read(files)).map(line)).toEqual(expected);
  });

  it("reports an action that is not in actions/ where other actions are, with the closest of them", async () => {
    const project = await read({ "endpoints.yml": null });
    const [found, ...others] = validate(project, ["action_play"]);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: "project/action-without-code", severity: "error" });
    expect(found?.at).toMatchObject({ file: "domain.yml", line: 19, column: 5 });
    expect(found?.hint).toContain("Did you mean 'action_play'?");
  });

  it("says nothing of actions that could not be loaded", async () => {
    expect(validate(await read({ "endpoints.yml": null }), null)).toEqual([]);
  });
});
