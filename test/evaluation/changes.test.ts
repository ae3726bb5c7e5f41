import { describe, expect, it } from "vitest";
import { compareWithEarlier } from "../../src/evaluation/changes.ts";
import { evaluate } from "../../src/evaluation/evaluation.ts";
import { understood } from "./understood.ts";

const now = evaluate(
  understood(`
    hello | greet>greet 0.9
    bye | goodbye>greet 0.6
    ciao | goodbye>goodbye 0.8
    new | fresh>fresh 0.9`),
);

const line = (f1: number) => ({ precision: f1, recall: f1, "f1-score": f1, support: 2 });

describe("compared with an earlier report", () => {
  const earlier = {
    intentReport: { greet: line(1), goodbye: line(0.1), gone: line(0.5), accuracy: 0.5 },
    intentErrors: [{ text: "ciao", intent: "goodbye", intent_prediction: { name: "greet", confidence: 1 } }],
    extractorReports: new Map(),
  };

  it("tells which intents are better, worse, new and gone", () => {
    const { intents, intentFigures } = compareWithEarlier(now, earlier);
    expect(intentFigures[0]).toEqual({ name: "accuracy", before: 0.5, after: 0.75 });
    expect(intents.map(({ name, before, after }) => [name, before, after])).toEqual([
      ["greet", 1, 2 / 3],
      ["gone", 0.5, null],
      ["fresh", null, 1],
      ["goodbye", 0.1, 2 / 3],
    ]);
  });

  it("tells which examples are newly wrong and newly right", () => {
    const { newlyWrong, newlyRight } = compareWithEarlier(now, earlier);
    expect(newlyWrong?.map(({ text }) => text)).toEqual(["bye"]);
    expect(newlyRight?.map(({ text }) => text)).toEqual(["ciao"]);
  });

  it("does not guess where the earlier errors were not written, or are something else", () => {
    for (const intentErrors of [null, {}, "x"])
      expect(compareWithEarlier(now, { ...earlier, intentErrors }).newlyWrong).toBeNull();
    expect(compareWithEarlier(now, { ...earlier, intentReport: [] }).intentFigures[0]?.before).toBeNull();
  });
});
