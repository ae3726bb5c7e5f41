import type { Labelled } from "./classification-report.ts";

/** How often a label was taken for a label; only what happened is listed. */
export interface ConfusionMatrix {
  /** Rows and columns, in this order. */
  readonly labels: readonly string[];
  readonly cells: readonly ConfusionCell[];
}

export interface ConfusionCell {
  readonly expected: string;
  readonly predicted: string;
  readonly count: number;
}

/** Counts pairs; labels in alphabetical order. */
export function confusionMatrix(pairs: readonly Labelled[]): ConfusionMatrix {
  const labels = new Set<string>();
  const counts = new Map<string, Map<string, number>>();
  for (const { expected, predicted } of pairs) {
    labels.add(expected).add(predicted);
    const row = counts.get(expected) ?? new Map<string, number>();
    counts.set(expected, row);
    row.set(predicted, (row.get(predicted) ?? 0) + 1);
  }
  const cells = [...counts].flatMap(([expected, row]) =>
    [...row].map(([predicted, count]) => ({ expected, predicted, count })),
  );
  return { labels: [...labels].sort(), cells };
}

/** The matrix of the labels that are confused most, at most so many, in their order; whole where it is small enough. */
export function confusedPart(matrix: ConfusionMatrix, most: number): ConfusionMatrix {
  if (matrix.labels.length <= most) return matrix;
  const mistakes = matrix.cells
    .filter(({ expected, predicted }) => expected !== predicted)
    .sort((left, right) => right.count - left.count);
  const kept = new Set<string>();
  for (const { expected, predicted } of mistakes)
    if (new Set([...kept, expected, predicted]).size <= most) kept.add(expected).add(predicted);
  return {
    labels: matrix.labels.filter((label) => kept.has(label)),
    cells: matrix.cells.filter(({ expected, predicted }) => kept.has(expected) && kept.has(predicted)),
  };
}

/** Mistakes of one kind: what should be one label and was taken for another. */
export interface Confusion<Row extends Labelled> {
  readonly expected: string;
  readonly predicted: string;
  readonly rows: readonly Row[];
}

/** All mistakes by their kind, the most frequent first. */
export function confusions<Row extends Labelled>(rows: readonly Row[]): readonly Confusion<Row>[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.expected === row.predicted) continue;
    const key = JSON.stringify([row.expected, row.predicted]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      return first === undefined
        ? []
        : [{ expected: first.expected, predicted: first.predicted, rows: group }];
    })
    .sort((left, right) => right.rows.length - left.rows.length);
}

/** What a label was taken for, the most frequent first, at most three as in Rasa's reports. */
export function mostConfused<Row extends Labelled>(
  rows: readonly Row[],
  label: string,
): readonly Confusion<Row>[] {
  return confusions(rows.filter(({ expected }) => expected === label)).slice(0, 3);
}
