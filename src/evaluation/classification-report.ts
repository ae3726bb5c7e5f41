import { isJsonObject, type JsonObject, type JsonValue } from "../base/index.ts";

/** What a label should have been, and what it was taken for. */
export interface Labelled {
  readonly expected: string;
  readonly predicted: string;
}

/** How often labels were right: Rasa's report, with its names. */
export interface ClassificationReport {
  /** By label, `macro avg`, `weighted avg`, and `accuracy` or `micro avg` (Rasa writes both). */
  readonly report: JsonObject;
  /** The same of the labels alone. */
  readonly lines: ReadonlyMap<string, ReportLine>;
  /** Weighted by how often a label should be. */
  readonly precision: number;
  readonly f1: number;
  /** Every label counts the same. */
  readonly macroF1: number;
  readonly accuracy: number;
}

/** The figures of one label, or an average of several. */
export type ReportLine = Readonly<Record<"precision" | "recall" | "f1-score" | "support", number>>;

/** How often a label should be, was predicted, and both. */
export interface LabelCounts {
  correct: number;
  expected: number;
  predicted: number;
}

/**
 * Precision, recall and F1 of every label that should be, as sklearn's `classification_report` computes them and
 * rasa/model_testing.py 3.6 completes them. Where nothing was predicted or expected a ratio is 0.
 *
 * @param excluded a label that stands for "none" and has no line of its own
 */
export function classificationReport(
  pairs: readonly Labelled[],
  excluded: string | null = null,
): ClassificationReport {
  const labels = [...new Set(pairs.map(({ expected }) => expected))]
    .filter((label) => label !== excluded)
    .sort();
  if (labels.length === 0)
    return { report: {}, lines: new Map(), precision: 0, f1: 0, macroF1: 0, accuracy: 0 };
  const counts = countLabels(pairs);
  const lines = labels.map((label): [string, ReportLine] => [label, lineOf(counts.get(label) ?? NOTHING)]);
  const accuracy = share(
    pairs.filter(({ expected, predicted }) => expected === predicted).length,
    pairs.length,
  );
  const weighted = average(lines, ({ support }) => support);
  const macro = average(lines, () => 1);
  const chosen = labels.map((label) => counts.get(label) ?? NOTHING);
  const micro = lineOf({
    correct: sum(chosen, ({ correct }) => correct),
    expected: sum(chosen, ({ expected }) => expected),
    predicted: sum(chosen, ({ predicted }) => predicted),
  });
  return {
    report: {
      ...Object.fromEntries(lines),
      accuracy,
      "macro avg": { ...macro },
      "weighted avg": { ...weighted },
      "micro avg": { ...micro },
    },
    lines: new Map(lines),
    precision: weighted.precision,
    f1: weighted["f1-score"],
    macroF1: macro["f1-score"],
    accuracy,
  };
}

const NOTHING: LabelCounts = { correct: 0, expected: 0, predicted: 0 };

function countLabels(pairs: readonly Labelled[]): ReadonlyMap<string, LabelCounts> {
  const counts = new Map<string, LabelCounts>();
  const of = (label: string): LabelCounts => {
    const known = counts.get(label) ?? { ...NOTHING };
    counts.set(label, known);
    return known;
  };
  for (const { expected, predicted } of pairs) {
    of(expected).expected++;
    of(predicted).predicted++;
    if (expected === predicted) of(expected).correct++;
  }
  return counts;
}

/** Precision, recall and F1 of counts. */
export function lineOf({ correct, expected, predicted }: LabelCounts): ReportLine {
  const precision = share(correct, predicted);
  const recall = share(correct, expected);
  return {
    precision,
    recall,
    "f1-score": share(2 * precision * recall, precision + recall),
    support: expected,
  };
}

function average(
  lines: readonly (readonly [string, ReportLine])[],
  weightOf: (line: ReportLine) => number,
): ReportLine {
  const weight = sum(lines, ([, line]) => weightOf(line));
  const mean = (key: keyof ReportLine): number =>
    share(
      sum(lines, ([, line]) => line[key] * weightOf(line)),
      weight,
    );
  return {
    precision: mean("precision"),
    recall: mean("recall"),
    "f1-score": mean("f1-score"),
    support: sum(lines, ([, line]) => line.support),
  };
}

/** The report with what each label was taken for instead, the three most frequent (rasa/nlu/test.py 3.6). */
export function withConfusions(report: JsonObject, pairs: readonly Labelled[]): JsonObject {
  const mistaken = new Map<string, Map<string, number>>();
  for (const { expected, predicted } of pairs) {
    const times = mistaken.get(expected) ?? new Map<string, number>();
    mistaken.set(expected, times);
    if (expected !== predicted) times.set(predicted, (times.get(predicted) ?? 0) + 1);
  }
  const lines = Object.entries(report).map(([label, line]): [string, JsonValue] => {
    const times = mistaken.get(label);
    if (times === undefined || !isJsonObject(line)) return [label, line];
    const most = [...times].sort(([, left], [, right]) => right - left).slice(0, 3);
    return [label, { ...line, confused_with: Object.fromEntries(most) }];
  });
  return Object.fromEntries(lines);
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

/** A part of a whole; of nothing it is 0. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
