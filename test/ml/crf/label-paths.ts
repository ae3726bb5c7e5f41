import { labelCount } from "../../../src/ml/crf/span-labels.ts";

/** Scores of a small lattice, in the layout that chain.ts promises. */
export interface PathScores {
  readonly kinds: number;
  readonly length: number;
  readonly emissions: Float64Array;
  readonly between: Float64Array;
  readonly within: Float64Array;
}

/** A path that spans allow, and its score. */
export interface LabelPath {
  readonly labels: readonly number[];
  readonly score: number;
}

const OUTSIDE = "O";

/** Labels told as words: `O`, then `F0 I0 L0 A0 F1 …` (first, inside, last, alone). */
function nameOf(label: number): string {
  return label === 0 ? OUTSIDE : `${"FILA"[(label - 1) % 4]}${Math.floor((label - 1) / 4)}`;
}

/** Whether a label may stand behind another; `null` is the beginning, or the end. */
export function isAllowed(before: number | null, label: number | null): boolean {
  const left = before === null ? OUTSIDE : nameOf(before);
  const right = label === null ? OUTSIDE : nameOf(label);
  const goesOn = right.startsWith("I") || right.startsWith("L");
  if (left.startsWith("F") || left.startsWith("I")) return goesOn && left.slice(1) === right.slice(1);
  return !goesOn;
}

/** Which transition a label behind another has. */
export function transitionAt(
  { kinds }: Pick<PathScores, "kinds">,
  before: number | null,
  label: number,
): { readonly list: "between" | "within"; readonly at: number } {
  const right = nameOf(label);
  if (right.startsWith("I") || right.startsWith("L")) {
    const step = `${nameOf(before ?? 0)[0]}${right[0]}`;
    return { list: "within", at: Number(right.slice(1)) * 4 + ["FI", "FL", "II", "IL"].indexOf(step) };
  }
  const groupOf = (name: string): number => (name === OUTSIDE ? 0 : Number(name.slice(1)) + 1);
  const ended = before === null ? kinds + 1 : groupOf(nameOf(before));
  return { list: "between", at: ended * (kinds + 1) + groupOf(right) };
}

/** The score of a path: those of its labels and of each behind the one before. */
export function scoreOf(scores: PathScores, labels: ArrayLike<number>): number {
  let sum = 0;
  let before: number | null = null;
  for (let token = 0; token < labels.length; token++) {
    const label = labels[token] as number;
    const { list, at } = transitionAt(scores, before, label);
    sum +=
      (scores.emissions[token * labelCount(scores.kinds) + label] as number) + (scores[list][at] as number);
    before = label;
  }
  return sum;
}

/** Every path that spans allow, one by one. */
export function allPaths(scores: PathScores): readonly LabelPath[] {
  const count = labelCount(scores.kinds);
  let begun: number[][] = [[]];
  for (let token = 0; token < scores.length; token++)
    begun = begun.flatMap((path) =>
      Array.from({ length: count }, (_, label) => label)
        .filter((label) => isAllowed(path.at(-1) ?? null, label))
        .map((label) => [...path, label]),
    );
  return begun
    .filter((labels) => isAllowed(labels.at(-1) ?? null, null))
    .map((labels) => ({ labels, score: scoreOf(scores, labels) }));
}

/** Paths with their probabilities, and the logarithm of what their weights sum up to. */
export function weighPaths(scores: PathScores) {
  const paths = allPaths(scores);
  const best = paths.reduce((top, { score }) => Math.max(top, score), Number.NEGATIVE_INFINITY);
  const total = paths.reduce((sum, { score }) => sum + Math.exp(score - best), 0);
  const logTotal = best + Math.log(total);
  return {
    best,
    logTotal,
    paths: paths.map(({ labels, score }) => ({ labels, probability: Math.exp(score - logTotal) })),
  };
}
