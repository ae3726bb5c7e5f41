import type { SourcePosition } from "../../base/index.ts";

/** Turns offsets into places: line starts are found once, a place by binary search. Columns count code points. */
export function createLineIndex(
  file: string,
  source: string,
): (start: number, end?: number) => SourcePosition {
  let starts: number[] | null = null;

  const lineStarts = (): readonly number[] => {
    if (starts !== null) return starts;
    starts = [0];
    for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) starts.push(at + 1);
    return starts;
  };

  const locate = (offset: number): { line: number; column: number } => {
    const lines = lineStarts();
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((lines[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: codePoints(source, lines[low] as number, offset) + 1 };
  };

  return (start, end) => {
    const from = locate(Math.min(start, source.length));
    if (end === undefined) return { file, ...from };
    const to = locate(Math.min(end, source.length));
    return { file, ...from, endLine: to.line, endColumn: to.column };
  };
}

function codePoints(source: string, from: number, to: number): number {
  let count = 0;
  for (let index = from; index < to; index++) {
    const unit = source.charCodeAt(index);
    const isLowSurrogate = unit >= 0xdc00 && unit <= 0xdfff;
    if (!isLowSurrogate) count++;
  }
  return count;
}
