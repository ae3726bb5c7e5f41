import { describe, expect, it } from "vitest";
import { calibrationError, confidenceBins } from "../../src/evaluation/calibration.ts";
import { confusedPart, confusionMatrix, confusions, mostConfused } from "../../src/evaluation/confusion.ts";
import { evaluateEntities } from "../../src/evaluation/entity-evaluation.ts";
import { evaluate } from "../../src/evaluation/evaluation.ts";
import { meanOf, spreadOf } from "../../src/evaluation/statistics.ts";
import { understood, withEntities } from "./understood.ts";

const sure = (confidence: number, isRight: boolean) => ({
  expected: "a",
  predicted: isRight ? "a" : "b",
  confidence,
});

describe("confidence", () => {
  it.each([
    ["nothing was predicted", [], 0],
    ["always sure and right", [sure(1, true), sure(1, true)], 0],
    ["always sure and wrong", [sure(1, false)], 1],
    ["as sure as right", [sure(0.5, true), sure(0.5, false)], 0],
    // Two ranges: |2 - (0.95 + 0.92 + 0.95)| and |0 - 0.35|, of four predictions.
    [
      "in between",
      [sure(0.95, true), sure(0.92, true), sure(0.95, false), sure(0.35, false)],
      (0.82 + 0.35) / 4,
    ],
  ])("is off by the expected calibration error: %s", (_, predictions, expected) => {
    expect(calibrationError(predictions)).toBeCloseTo(expected);
  });

  it("falls into ranges, a border into the one above, 1 into the last", () => {
    const bins = confidenceBins([sure(0, true), sure(0.25, true), sure(0.5, false), sure(1, true)], 4);
    expect(bins.map(({ right, wrong }) => [right, wrong])).toEqual([
      [1, 0],
      [1, 0],
      [0, 1],
      [1, 0],
    ]);
  });
});

describe("confusions", () => {
  const rows = [
    { expected: "b", predicted: "a" },
    { expected: "a", predicted: "b" },
    { expected: "b", predicted: "a" },
    { expected: "c", predicted: "c" },
    { expected: "c", predicted: "b" },
  ];

  it("are counted for each pair, the most frequent first", () => {
    expect(
      confusions(rows).map(({ expected, predicted, rows: some }) => [expected, predicted, some.length]),
    ).toEqual([
      ["b", "a", 2],
      ["a", "b", 1],
      ["c", "b", 1],
    ]);
    expect(mostConfused(rows, "c").map(({ predicted }) => predicted)).toEqual(["b"]);
  });

  it("leave the labels that are confused most when not all fit", () => {
    const matrix = confusionMatrix(rows);
    expect(matrix.labels).toEqual(["a", "b", "c"]);
    expect(confusedPart(matrix, 3)).toBe(matrix);
    expect(confusedPart(matrix, 2)).toEqual({
      labels: ["a", "b"],
      cells: [
        { expected: "b", predicted: "a", count: 2 },
        { expected: "a", predicted: "b", count: 1 },
      ],
    });
  });
});

describe("entities", () => {
  it("are counted by word, and strictly as a whole", () => {
    const evaluations = evaluateEntities([
      // Half of the first is found; the second is found whole; one is made up.
      withEntities("to [New York](city) by [train](way)", "to New [York](city) by [train](way)"),
      withEntities("[now](time) please", "now [please](city)"),
    ]);
    const found = evaluations?.extractors.get("DIETClassifier");
    // city: words expected 2, predicted 2, right 1.
    expect(found?.lines.get("city")).toEqual({ precision: 0.5, recall: 0.5, "f1-score": 0.5, support: 2 });
    expect(found?.lines.get("way")).toEqual({ precision: 1, recall: 1, "f1-score": 1, support: 1 });
    expect(found?.lines.get("time")).toMatchObject({ "f1-score": 0, support: 1 });
    expect(found?.macroF1).toBeCloseTo((0.5 + 1 + 0) / 3);
    // Of 3 entities 1 is whole, of 3 that were found likewise.
    expect(found?.strict.report).toMatchObject({
      city: { precision: 0, recall: 0, "f1-score": 0, support: 1 },
      way: { "f1-score": 1 },
      "micro avg": { precision: 1 / 3, recall: 1 / 3, support: 3 },
    });
    expect(found?.strict.f1).toBeCloseTo(1 / 3);
    expect(found?.rows.map(({ isRight }) => isRight)).toEqual([false, false]);
  });

  it("of pretrained extractors are left out, as in Rasa", () => {
    const date = withEntities("see you [today](time)", "see you [today](time)", "DucklingEntityExtractor");
    const city = withEntities("in [Rome](city)", "in [Rome](city)", "CRFEntityExtractor");
    expect([...(evaluateEntities([date, city])?.extractors.keys() ?? [])]).toEqual(["CRFEntityExtractor"]);
    const plain = withEntities("see you today", "see you [today](time)", "SpacyEntityExtractor");
    expect(evaluateEntities([plain])).toBeNull();
  });

  it("have their group and role in their label, as Rasa has it", () => {
    const role = { role: "from", group: "1" };
    const { wanted, result } = withEntities("in [Rome](city)", "in [Rome](city)");
    const entities = result.entities.map((entity) => ({ ...entity, ...role }));
    const wrong = evaluateEntities([{ wanted, result: { ...result, entities } }]);
    expect(wrong?.all.words[1]).toMatchObject({ expected: "city", predicted: "city.1.from" });
  });

  it("that nobody found count as missed", () => {
    const evaluations = evaluateEntities([withEntities("in [Rome](city)", "in Rome")]);
    expect(evaluations?.extractors.size).toBe(0);
    expect(evaluations?.all).toMatchObject({ macroF1: 0, strict: { f1: 0 } });
  });
});

describe("an evaluation", () => {
  it("takes retrieval intents by their intent, and their responses apart", () => {
    const [one] = understood("when do you open | faq/hours>faq 0.9");
    const selector = { response: { intent_response_key: "faq/place", confidence: 0.7 } };
    const result = { ...one?.result, response_selector: { faq: selector } };
    const { intents, responses } = evaluate([{ ...one, result } as NonNullable<typeof one>]);
    expect(intents).toMatchObject({ accuracy: 1, rows: [{ expected: "faq", predicted: "faq" }] });
    expect(responses).toMatchObject({
      accuracy: 0,
      rows: [{ expected: "faq/hours", predicted: "faq/place", confidence: 0.7 }],
    });
  });

  it("counts what stands below a fallback, as Rasa does, and notes the fallback", () => {
    const [one] = understood("hm | greet>nlu_fallback 0.3");
    const ranking = [
      { name: "nlu_fallback", confidence: 0.3 },
      { name: "greet", confidence: 0.25 },
    ];
    const rows = [one, undefined].flatMap((some) =>
      some === undefined ? [] : [{ ...some, result: { ...some.result, intent_ranking: ranking } }],
    );
    expect(evaluate(rows).intents).toMatchObject({
      accuracy: 1,
      rows: [{ predicted: "greet", confidence: 0.25, fallsBack: true }],
    });
    expect(evaluate(understood("hm | greet>nlu_fallback 0.3")).intents?.rows[0]?.predicted).toBe("");
  });

  it("counts a text without an intent as wrong, and leaves out examples without one", () => {
    const [wrong] = understood("hm | greet>");
    const entityOnly = withEntities("in [Rome](city)", "in [Rome](city)");
    expect(evaluate([wrong as NonNullable<typeof wrong>, entityOnly]).intents).toMatchObject({
      rows: [{ expected: "greet", predicted: "" }],
      accuracy: 0,
    });
  });
});

describe("figures of several runs", () => {
  it("have a mean and a standard deviation", () => {
    expect(meanOf([1, 2, 6])).toBe(3);
    expect(spreadOf([1, 3])).toBe(1);
    expect([meanOf([]), spreadOf([])]).toEqual([0, 0]);
  });
});
