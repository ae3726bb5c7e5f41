/** Lines around a change that are shown with it. */
const CONTEXT = 3;

/** Changed lines up to which the shortest difference is looked for; beyond, the middle is shown as replaced. */
const MAXIMUM_CHANGES = 2000;

interface Line {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** The difference of two texts in the unified format, without headings; no lines when they are equal. */
export function unifiedDiff(before: string, after: string): readonly string[] {
  const lines = compareLines(splitLines(before), splitLines(after));
  return hunksOf(lines).flatMap((hunk) => [
    heading(lines, hunk),
    ...lines.slice(hunk.from, hunk.to).map(print),
  ]);
}

/** With its line break, so that a last line without one differs from a last line with one. */
function splitLines(text: string): readonly string[] {
  return text === "" ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

function print({ sign, text }: Line): string {
  const line = `${sign}${text.replace(/\r?\n$/, "")}`;
  return text.endsWith("\n") ? line : `${line}\n\\ No newline at end of file`;
}

interface Hunk {
  readonly from: number;
  readonly to: number;
}

function hunksOf(lines: readonly Line[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  lines.forEach(({ sign }, index) => {
    if (sign === " ") return;
    const from = Math.max(0, index - CONTEXT);
    const to = Math.min(lines.length, index + CONTEXT + 1);
    const last = hunks.at(-1);
    if (last !== undefined && from <= last.to) hunks[hunks.length - 1] = { from: last.from, to };
    else hunks.push({ from, to });
  });
  return hunks;
}

function heading(lines: readonly Line[], { from, to }: Hunk): string {
  const side = (other: Line["sign"]): string => {
    const count = (part: readonly Line[]): number => part.filter(({ sign }) => sign !== other).length;
    const size = count(lines.slice(from, to));
    const start = count(lines.slice(0, from)) + (size === 0 ? 0 : 1);
    return size === 1 ? `${start}` : `${start},${size}`;
  };
  return `@@ -${side("+")} +${side("-")} @@`;
}

function compareLines(before: readonly string[], after: readonly string[]): readonly Line[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const same = (text: string): Line => ({ sign: " ", text });
  return [
    ...before.slice(0, start).map(same),
    ...compareMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

/** The shortest difference, after E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986). */
function compareMiddle(before: readonly string[], after: readonly string[]): readonly Line[] {
  const limit = Math.min(before.length + after.length, MAXIMUM_CHANGES);
  const trace: Int32Array[] = [];
  let reached = new Int32Array(2 * limit + 3);
  const middle = limit + 1;
  for (let changes = 0; changes <= limit; changes++) {
    trace.push(reached.slice());
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      const at = middle + diagonal;
      let x = isDown(reached, at, diagonal, changes)
        ? reachedAt(reached, at + 1)
        : reachedAt(reached, at - 1) + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      reached[at] = x;
      if (x >= before.length && x - diagonal >= after.length) return walkBack(trace, middle, before, after);
    }
    reached = reached.slice();
  }
  return [
    ...before.map((text): Line => ({ sign: "-", text })),
    ...after.map((text): Line => ({ sign: "+", text })),
  ];
}

function reachedAt(reached: Int32Array, at: number): number {
  return reached[at] ?? 0;
}

function isDown(reached: Int32Array, at: number, diagonal: number, changes: number): boolean {
  if (diagonal === -changes) return true;
  return diagonal !== changes && reachedAt(reached, at - 1) < reachedAt(reached, at + 1);
}

function walkBack(
  trace: readonly Int32Array[],
  middle: number,
  before: readonly string[],
  after: readonly string[],
): readonly Line[] {
  const lines: Line[] = [];
  let x = before.length;
  let y = after.length;
  const step = (sign: Line["sign"]): void => {
    if (sign !== "+") x--;
    if (sign !== "-") y--;
    lines.push({ sign, text: (sign === "+" ? after[y] : before[x]) ?? "" });
  };
  for (let changes = trace.length - 1; changes > 0; changes--) {
    const reached = trace[changes] as Int32Array;
    const diagonal = x - y;
    const down = isDown(reached, middle + diagonal, diagonal, changes);
    const from = diagonal + (down ? 1 : -1);
    const startX = reachedAt(reached, middle + from);
    while (x > startX && y > startX - from) step(" ");
    step(down ? "+" : "-");
  }
  while (x > 0) step(" ");
  return lines.reverse();
}
