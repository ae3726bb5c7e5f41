import type { JsonObject } from "../base/index.ts";
import { type LabelCounts, lineOf } from "./classification-report.ts";
import { entityLabel } from "./entity-label.ts";
import type { LabelledText } from "./understood.ts";

type Spans = LabelledText["entities"];

/**
 * Precision, recall and F1 of whole entities, by their type and over all (`micro avg`), as CoNLL-2003 scores them: right
 * is what has the same beginning, end and type.
 */
export function spanReport(rows: readonly { readonly expected: Spans; readonly predicted: Spans }[]): {
  readonly report: JsonObject;
  readonly f1: number;
} {
  const counts = new Map<string, LabelCounts>();
  const all: LabelCounts = { correct: 0, expected: 0, predicted: 0 };
  const add = (label: string, what: keyof LabelCounts): void => {
    const known = counts.get(label) ?? { correct: 0, expected: 0, predicted: 0 };
    counts.set(label, known);
    known[what]++;
    all[what]++;
  };
  for (const row of rows) {
    const expected = byKey(row.expected);
    const predicted = byKey(row.predicted);
    for (const [key, label] of expected) {
      add(label, "expected");
      if (predicted.has(key)) add(label, "correct");
    }
    for (const label of predicted.values()) add(label, "predicted");
  }
  const lines = [...counts]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([label, of]) => [label, { ...lineOf(of) }]);
  const micro = lineOf(all);
  return { report: { ...Object.fromEntries(lines), "micro avg": { ...micro } }, f1: micro["f1-score"] };
}

/** Two extractors may find the same: it counts once. */
function byKey(spans: Spans): ReadonlyMap<string, string> {
  return new Map(
    spans.map((span) => {
      const label = entityLabel(span);
      return [JSON.stringify([span.start, span.end, label]), label];
    }),
  );
}
