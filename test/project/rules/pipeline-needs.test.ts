import { describe, expect, it } from "vitest";
import { baseFiles, edit, type Files, line, read, validate } from "../files.ts";

const pipeline = (...names: readonly string[]): Files => ({
  "config.yml": (baseFiles["config.yml"] ?? "").replace(
    /pipeline:[\s\S]*(?=policies:)/,
    `pipeline:\n${["WhitespaceTokenizer", ...names].map((name) => `  - name: ${name}\n`).join("")}`,
  ),
});

const nlu = (entry: string): Files => ({ "data/nlu.yml": baseFiles["data/nlu.yml"] + entry });

const find = async (files: Files): Promise<readonly string[]> => validate(await read(files)).map(line);

const COUNT = "CountVectorsFeaturizer";
const CODE = "warning project/data-without-component";

describe("what the training data need of the pipeline", () => {
  it.each<readonly [string, Files, readonly string[]]>([
    ["a classifier for intents", pipeline(COUNT, "CRFEntityExtractor"), [`data/nlu.yml:5:9 ${CODE}`]],
    [
      "an extractor for marked entities",
      pipeline(COUNT, "LogisticRegressionClassifier"),
      [`data/nlu.yml:9:9 ${CODE}`],
    ],
    [
      "an extractor that is not switched off",
      edit("config.yml", "DIETClassifier", "DIETClassifier\n    entity_recognition: false"),
      [`data/nlu.yml:9:9 ${CODE}`],
    ],
    [
      "ResponseSelector for retrieval intents",
      {
        ...nlu("  - intent: faq/hours\n    examples: |\n      - when?\n      - how late?\n"),
        ...edit("domain.yml", "  - buy\n", "  - buy\n  - faq\n"),
        "data/faq.yml":
          "rules:\n  - rule: faq\n    steps:\n      - intent: faq\n      - action: utter_faq\nresponses:\n  utter_faq/hours:\n    - text: At nine.\n",
      },
      [`data/nlu.yml:13:9 ${CODE}`],
    ],
    [
      "EntitySynonymMapper for synonyms",
      nlu("  - synonym: rose\n    examples: |\n      - roses\n"),
      [`data/nlu.yml:11:14 ${CODE}`],
    ],
    [
      "a component for regexes",
      nlu("  - regex: flower\n    examples: |\n      - ros\\w+\n"),
      [`data/nlu.yml:13:9 ${CODE}`],
    ],
    [
      "nothing for lookup tables beside what learns entities",
      nlu("  - lookup: flower\n    examples: |\n      - rose\n"),
      [],
    ],
    [
      "a component for lookup tables otherwise",
      {
        ...nlu("  - lookup: flower\n    examples: |\n      - rose\n"),
        ...pipeline(COUNT, "LogisticRegressionClassifier"),
      },
      [`data/nlu.yml:9:9 ${CODE}`, `data/nlu.yml:11:13 ${CODE}`],
    ],
    [
      "nothing that is known beside a component that is not",
      pipeline("MitieEntityExtractor"),
      ["config.yml:6:11 error project/unknown-component"],
    ],
    ["nothing of a suggested pipeline", { "config.yml": "language: en\nassistant_id: shop\n" }, []],
  ])("%s", async (_name, files, expected) => {
    expect(await find(files)).toEqual(expected);
  });

  it("names the pipeline beside the data", async () => {
    const [found] = validate(await read(pipeline(COUNT, "CRFEntityExtractor")));
    expect(found?.message).toBe("The NLU data have intents, but the pipeline lacks a classifier.");
    expect(found?.related).toMatchObject([{ at: { file: "config.yml", line: 4 } }]);
  });
});

describe("the pipeline", () => {
  it.each<readonly [string, Files, readonly string[]]>([
    [
      "extractors that learn the same",
      pipeline(COUNT, "DIETClassifier", "CRFEntityExtractor"),
      ["config.yml:8:11 warning project/competing-extractors"],
    ],
    [
      "a classifier without features, which Rasa needs",
      pipeline("DIETClassifier"),
      ["config.yml:6:11 warning project/component-order"],
    ],
    [
      "an extractor before the tokenizer",
      edit(
        "config.yml",
        "  - name: WhitespaceTokenizer\n",
        "  - name: CRFEntityExtractor\n  - name: WhitespaceTokenizer\n",
      ),
      [
        "config.yml:5:11 error project/component-order",
        "config.yml:8:11 warning project/competing-extractors",
      ],
    ],
    [
      "a rule for messages that were not understood, without FallbackClassifier",
      {
        "data/more.yml":
          "rules:\n  - rule: what\n    steps:\n      - intent: nlu_fallback\n      - action: utter_greet\n",
      },
      ["data/more.yml:4:17 warning project/fallback-without-classifier"],
    ],
    [
      "nothing with it",
      {
        "data/more.yml":
          "rules:\n  - rule: what\n    steps:\n      - intent: nlu_fallback\n      - action: utter_greet\n",
        ...edit("config.yml", "DIETClassifier", "DIETClassifier\n  - name: FallbackClassifier"),
      },
      [],
    ],
  ])("lacks or has too much: %s", async (_name, files, expected) => {
    expect(await find(files)).toEqual(expected);
  });
});

describe("policies", () => {
  const story =
    "stories:\n  - story: more\n    steps:\n      - intent: buy\n      - action: action_pay\n      - action: utter_sold\n";
  const greeting = {
    "data/stories.yml": story
      .replace("buy", "greet")
      .replace(/ +- action: action_pay[\s\S]*/, "      - action: utter_greet\n"),
    "data/rules.yml": (baseFiles["data/rules.yml"] ?? "").replace(
      / {2}- rule: greet[\s\S]*?(?= {2}- rule: buy)/,
      "",
    ),
  };
  const policies = (text: string): Files => edit("config.yml", "  - name: RulePolicy\n", text);

  it.each<readonly [string, Files, readonly string[]]>([
    ["stories that nothing learns", greeting, ["config.yml:8:1 warning project/stories-without-policy"]],
    ...["MemoizationPolicy", "AugmentedMemoizationPolicy", "TEDPolicy"].map(
      (name) =>
        [
          `nothing with ${name}`,
          { ...greeting, ...policies(`  - name: RulePolicy\n  - name: ${name}\n`) },
          [],
        ] as const,
    ),
    [
      "nothing more beside a policy that does not exist",
      { ...greeting, ...policies("  - name: RulePolicy\n  - name: KerasPolicy\n") },
      ["config.yml:10:11 error project/unknown-policy"],
    ],
    ["nothing of a story that says what a rule says", { "data/stories.yml": story }, []],
    [
      "nothing of a user's own words in a story, which TEDPolicy learns",
      {
        "data/stories.yml": story.replace("intent: buy", "user: a rose please"),
        ...policies("  - name: RulePolicy\n  - name: TEDPolicy\n"),
      },
      [],
    ],
    [
      "a user's own words in a story, without TEDPolicy",
      {
        "data/stories.yml": story.replace("intent: buy", "user: a rose please"),
        ...policies("  - name: RulePolicy\n  - name: MemoizationPolicy\n"),
      },
      ["data/stories.yml:4:15 warning project/end-to-end-without-policy"],
    ],
    [
      "nothing where the intent stands beside them",
      {
        "data/stories.yml": story.replace("intent: buy", "intent: buy\n        user: a rose please"),
        ...policies("  - name: RulePolicy\n  - name: TEDPolicy\n"),
      },
      [],
    ],
    [
      "forms without RulePolicy",
      {
        "data/rules.yml": null,
        "data/stories.yml": story,
        "domain.yml": `${baseFiles["domain.yml"]}forms:\n  buy_form:\n    required_slots: []\n`,
        ...policies("  - name: MemoizationPolicy\n"),
      },
      [
        "config.yml:8:1 error project/rules-without-policy",
        "domain.yml:3:5 warning project/unused-intent",
        "domain.yml:14:3 warning project/unused-response",
        "domain.yml:21:3 warning project/unused-form",
      ],
    ],
  ])("%s", async (_name, files, expected) => {
    expect(await find(files)).toEqual(expected);
  });
});
