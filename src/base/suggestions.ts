/** Longer ones are no names; comparing them costs the product of their lengths. */
const LONGEST_WORD = 200;

/**
 * The candidate closest to a misspelt word, or undefined when none is close: at most a third of the word's letters
 * may differ (Damerau–Levenshtein distance with adjacent swaps, letter case ignored).
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `Did you mean 'x'?` for the closest candidate, or an empty string. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const candidate = closest(word, candidates);
  return candidate === undefined ? "" : `Did you mean '${candidate}'?`;
}

/** Optimal string alignment distance; gives up with `limit` as soon as it cannot stay below it. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      current[column] = cellDistance(left, right, { row, column, beforeLast, last, current });
    }
    if (Math.min(...current) >= limit) return limit;
    beforeLast = last;
    last = current;
  }
  return last[right.length] as number;
}

interface Cell {
  readonly row: number;
  readonly column: number;
  readonly beforeLast: readonly number[];
  readonly last: readonly number[];
  readonly current: readonly number[];
}

function cellDistance(left: string, right: string, cell: Cell): number {
  const { row, column, beforeLast, last, current } = cell;
  const same = left[row - 1] === right[column - 1];
  const edited = Math.min(
    (last[column] as number) + 1,
    (current[column - 1] as number) + 1,
    (last[column - 1] as number) + (same ? 0 : 1),
  );
  const swapped =
    row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
  return swapped ? Math.min(edited, (beforeLast[column - 2] as number) + 1) : edited;
}
