import { describe, expect, it } from "vitest";
import {
  classificationReport,
  type Labelled,
  withConfusions,
} from "../../src/evaluation/classification-report.ts";

const pairs = (text: string): readonly Labelled[] =>
  text.split(" ").map((pair) => {
    const [expected = "", predicted = ""] = pair.split(">");
    return { expected, predicted };
  });

describe("a report over labels", () => {
  // The figures of sklearn.metrics.classification_report for the same pairs.
  it("has precision, recall and F1 of each label, and their averages", () => {
    const { report, precision, f1, macroF1, accuracy } = classificationReport(pairs("a>a a>b b>b b>b c>a"));
    expect(report["a"]).toEqual({ precision: 0.5, recall: 0.5, "f1-score": 0.5, support: 2 });
    expect(report["b"]).toMatchObject({ precision: 2 / 3, recall: 1, support: 2 });
    expect(report["c"]).toMatchObject({ precision: 0, recall: 0, "f1-score": 0, support: 1 });
    expect(accuracy).toBe(0.6);
    expect(precision).toBeCloseTo((0.5 * 2 + (2 / 3) * 2) / 5);
    expect(f1).toBeCloseTo((0.5 * 2 + 0.8 * 2) / 5);
    expect(macroF1).toBeCloseTo((0.5 + 0.8 + 0) / 3);
  });

  it("tells what labels were taken for instead, most often first", () => {
    const taken = pairs("a>b a>c a>c a>d a>d a>d a>e b>b");
    const report = withConfusions(classificationReport(taken).report, taken);
    expect(Object.entries((report["a"] as { confused_with: object }).confused_with)).toEqual([
      ["d", 3],
      ["c", 2],
      ["b", 1],
    ]);
    expect(report["b"]).toMatchObject({ confused_with: {} });
    expect(report["macro avg"]).not.toHaveProperty("confused_with");
  });

  it("leaves out the label for none, and is empty without labels", () => {
    const { report } = classificationReport(pairs("no>no city>no"), "no");
    expect(Object.keys(report)).toContain("city");
    expect(Object.keys(report)).not.toContain("no");
    expect(classificationReport([])).toMatchObject({
      report: {},
      precision: 0,
      f1: 0,
      macroF1: 0,
      accuracy: 0,
    });
  });
});
