import { describe, expect, it } from "vitest";
import { silentLogger } from "../../src/base/index.ts";
import { compareConfigurations } from "../../src/evaluation/configuration-comparison.ts";
import { ALWAYS_TRAINED, dealToFolds, leaveOut } from "../../src/evaluation/folds.ts";
import { understandHeldOut } from "../../src/evaluation/held-out.ts";

const examples = (intent: string, amount: number) =>
  Array.from({ length: amount }, (_, index) => ({ text: `${intent} ${index}`, intent, entities: [] }));

const data = [...examples("greet", 10), ...examples("bye", 5), ...examples("rare", 1)];
const nluData = { examples: data, synonyms: new Map(), regexes: [], lookups: [] };
const pipeline = { language: "en", components: [{ name: "KeywordIntentClassifier", options: {} }] };
const options = { seed: 1, means: { logger: silentLogger } };

describe("folds", () => {
  it("have their share of every intent, and never the only example of one", () => {
    const foldOf = dealToFolds(data, 5, 1);
    for (let fold = 0; fold < 5; fold++) {
      const some = data.filter((example) => foldOf.get(example) === fold);
      expect(some.filter(({ intent }) => intent === "greet")).toHaveLength(2);
      expect(some.filter(({ intent }) => intent === "bye")).toHaveLength(1);
    }
    expect(data.filter((example) => foldOf.get(example) === ALWAYS_TRAINED)).toEqual(examples("rare", 1));
  });

  it("are the same for a seed", () => {
    const deal = (seed: number) => data.map((example) => dealToFolds(data, 5, seed).get(example));
    expect(deal(1)).toEqual(deal(1));
    expect(deal(1)).not.toEqual(deal(2));
  });
});

describe("leaving out a part", () => {
  it.each([
    [0, 10, 5],
    [50, 5, 2],
    [75, 2, 1],
    [99, 1, 1],
  ])("of %i percent keeps some of every intent", (percentage, greetings, goodbyes) => {
    const kept = leaveOut(data, percentage / 100, 1);
    const count = (name: string) => kept.filter(({ intent }) => intent === name).length;
    expect([count("greet"), count("bye"), count("rare")]).toEqual([greetings, goodbyes, 1]);
  });
});

describe("cross-validation", () => {
  it("tests every example once, by a model that has not seen it", async () => {
    const { folds, untested } = await understandHeldOut(pipeline, nluData, { folds: 5, ...options });
    const understood = folds.flat();
    expect(understood.map(({ wanted }) => wanted.text).sort()).toEqual(
      data
        .filter(({ intent }) => intent !== "rare")
        .map(({ text }) => text)
        .sort(),
    );
    // A classifier that knows texts letter for letter finds none that was kept from it.
    expect(understood.every(({ result }) => result.intent.name === null)).toBe(true);
    expect(untested).toEqual(["rare"]);
  });
});

describe("comparing configurations", () => {
  it("trains each with each part of each run, on examples that testing does not use", async () => {
    const trials: string[] = [];
    const { f1, examples: amounts } = await compareConfigurations({
      configurations: new Map([
        ["a", pipeline],
        ["b", pipeline],
      ]),
      data: nluData,
      runs: 2,
      percentages: [0, 50],
      ...options,
      onEvaluation: async ({ name, run, percentage, number, total }, { intents }) => {
        trials.push(`${number}/${total} ${name} ${run} ${percentage} ${intents?.rows.length}`);
      },
    });
    expect(trials).toHaveLength(8);
    expect(trials[0]).toBe("0/8 a 1 0 3");
    expect(trials[7]).toBe("7/8 b 2 50 3");
    expect(amounts).toEqual([13, 7]);
    expect([...f1]).toEqual([
      [
        "a",
        [
          [0, 0],
          [0, 0],
        ],
      ],
      [
        "b",
        [
          [0, 0],
          [0, 0],
        ],
      ],
    ]);
  });
});
