import { describe, expect, it } from "vitest";
import { baseFiles, type Files, line, read, validate } from "../files.ts";

/** A project with a pipeline of these lines, with a tokenizer before and a classifier after. */
const pipeline = (lines: string): Files => ({
  "config.yml": (baseFiles["config.yml"] ?? "").replace(
    /pipeline:[\s\S]*(?=policies:)/,
    `pipeline:\n  - name: WhitespaceTokenizer\n  - name: CountVectorsFeaturizer\n${lines}  - name: DIETClassifier\n`,
  ),
});

const find = async (lines: string) => validate(await read(pipeline(lines)));

describe("options of components", () => {
  it.each([
    ["CountVectorsFeaturizer", "min_ngram: 0", "it counts words or characters"],
    ["CountVectorsFeaturizer", "max_ngram: 1.5", "it counts words or characters"],
    ["CountVectorsFeaturizer", "analyzer: words", "it is one of word, char, char_wb"],
    ["CountVectorsFeaturizer", "lowercase: 1", "it is true or false"],
    ["CountVectorsFeaturizer", "stop_words: english", "it is a list"],
    ["CountVectorsFeaturizer", "min_df: -1", "it is a share or a count of texts"],
    ["CountVectorsFeaturizer", "OOV_token: 7", "it is a text"],
    ["LexicalSyntacticFeaturizer", "features: [low]", "it is a list of lists"],
    ["LexicalSyntacticFeaturizer", "features: [[lower]]", '"lower" is no feature; there are BOS'],
    ["RegexFeaturizer", "case_sensitive: sometimes", "it is true or false"],
    ["RegexEntityExtractor", "use_regexes: 0", "it is true or false"],
    ["ResponseSelector", "retrieval_intent: [faq]", "it is a text"],
  ])("%s cannot have %s", async (name, option, problem) => {
    const [found] = (await find(`  - name: ${name}\n    ${option}\n`)).filter(
      ({ severity }) => severity === "error",
    );
    expect(found).toMatchObject({ code: "project/unusable-option", at: { file: "config.yml", line: 8 } });
    expect(found?.message).toContain(problem);
  });

  it.each([
    ["CountVectorsFeaturizer", "additional_vocabulary_size: {text: 5}"],
    ["CountVectorsFeaturizer", "max_features:"],
    ["SpacyFeaturizer", "pooling: 7"],
    ["LexicalSyntacticFeaturizer", "features: [[low], [pos, digit], []]"],
  ])("%s may have %s", async (name, option) => {
    expect((await find(`  - name: ${name}\n    ${option}\n`)).map(line)).toEqual([]);
  });

  it("count no pieces that are longer than the longest", async () => {
    expect((await find("  - name: CountVectorsFeaturizer\n    min_ngram: 2\n")).map(line)).toEqual([
      "config.yml:8:16 error project/nothing-to-count",
    ]);
  });
});

describe("names in a pipeline", () => {
  it.each([
    [
      "two selectors of one intent",
      "  - name: ResponseSelector\n    retrieval_intent: faq\n  - name: ResponseSelector\n    retrieval_intent: faq\n",
      ["config.yml:10:5 error project/component-clash"],
    ],
    [
      "two selectors of all intents",
      "  - name: ResponseSelector\n  - name: ResponseSelector\n",
      ["config.yml:8:5 error project/component-clash"],
    ],
    [
      "a selector of one intent beside another",
      "  - name: ResponseSelector\n  - name: ResponseSelector\n    retrieval_intent: faq\n",
      [],
    ],
    [
      "two featurizers of one alias",
      "  - name: RegexFeaturizer\n    alias: a\n  - name: CountVectorsFeaturizer\n    alias: a\n",
      ["config.yml:10:5 warning project/component-clash"],
    ],
    [
      "features that nobody provides",
      "  - name: CRFEntityExtractor\n    featurizers: [CountVectorsFeaturizer, words]\n",
      ["config.yml:8:18 warning project/unknown-featurizer"],
    ],
    [
      "features of the second of a name",
      "  - name: CountVectorsFeaturizer\n  - name: CRFEntityExtractor\n    featurizers: [CountVectorsFeaturizer2]\n",
      [],
    ],
  ])("%s", async (_, lines, expected) => {
    const found = (await find(lines)).map(line);
    expect(found.filter((one) => /clash|unknown-featurizer/.test(one))).toEqual(expected);
  });

  it("are told where a featurizer is misspelt", async () => {
    const [found] = await find(
      "  - name: RegexFeaturizer\n    alias: patterns\n  - name: CRFEntityExtractor\n    featurizers: [pattern]\n",
    );
    expect(found).toMatchObject({
      hint: "Did you mean 'patterns'? Featurizers: CountVectorsFeaturizer, patterns.",
    });
  });
});
