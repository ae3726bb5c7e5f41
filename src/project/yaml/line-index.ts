import type { SourcePosition } from "../../base/index.ts";

/** Units between two remembered counts, so that a place on a line of megabytes is found without walking the line. */
const STRIDE = 128;

/** Turns offsets into places: line starts are found once, a place by binary search. Columns count code points. */
export function createLineIndex(
  file: string,
  source: string,
): (start: number, end?: number) => SourcePosition {
  let starts: readonly number[] | null = null;
  let pairs: Uint32Array | null = null;

  /** Surrogate pairs that end before an offset. */
  const pairsBefore = (offset: number): number => {
    pairs ??= countPairs(source);
    const index = Math.floor(offset / STRIDE);
    return (pairs[index] as number) + pairsBetween(source, index * STRIDE, offset);
  };

  const codePoints = (from: number, to: number): number => {
    const between = to - from < STRIDE ? pairsBetween(source, from, to) : pairsBefore(to) - pairsBefore(from);
    return to - from - between;
  };

  // Places are asked for mostly in the order of the file: the line of the last one, or the next, is often right.
  let last = 0;
  const lineOf = (offset: number): number => {
    starts ??= lineStarts(source);
    if (offset >= (starts[last] as number)) {
      for (let line = last; line < last + 4; line++) {
        if (offset < (starts[line + 1] ?? Number.POSITIVE_INFINITY)) return line;
      }
    }
    return searchLine(starts, offset);
  };

  const locate = (offset: number): { line: number; column: number } => {
    last = lineOf(offset);
    return { line: last + 1, column: codePoints(starts?.[last] ?? 0, offset) + 1 };
  };

  return (start, end) => {
    const { line, column } = locate(Math.min(start, source.length));
    if (end === undefined) return { file, line, column };
    const to = locate(Math.min(end, source.length));
    return { file, line, column, endLine: to.line, endColumn: to.column };
  };
}

function searchLine(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function lineStarts(source: string): readonly number[] {
  const starts = [0];
  for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function pairsBetween(source: string, from: number, to: number): number {
  let count = 0;
  for (let index = from; index < to; index++) {
    const unit = source.charCodeAt(index);
    if (unit >= 0xdc00 && unit <= 0xdfff) count++;
  }
  return count;
}

/** Surrogate pairs before every multiple of {@link STRIDE}. */
function countPairs(source: string): Uint32Array {
  const counts = new Uint32Array(Math.floor(source.length / STRIDE) + 1);
  for (let index = 1; index < counts.length; index++) {
    counts[index] =
      (counts[index - 1] as number) + pairsBetween(source, (index - 1) * STRIDE, index * STRIDE);
  }
  return counts;
}
