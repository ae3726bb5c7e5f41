/** One measured figure beside its peer and its target. */
export interface Row {
  readonly what: string;
  readonly rasa: string;
  readonly tsbot: string;
  readonly ratio: string;
  readonly target: string;
}

const HEADINGS: Row = { what: "what", rasa: "Rasa 3.6.21", tsbot: "tsbot", ratio: "ratio", target: "target" };

/** Prints rows as a Markdown table with aligned columns. */
export function printTable(rows: readonly Row[]): void {
  const keys = ["what", "rasa", "tsbot", "ratio", "target"] as const;
  const widths = keys.map((key) => Math.max(...[HEADINGS, ...rows].map((row) => row[key].length)));
  const line = (row: Row): string =>
    `| ${keys.map((key, index) => row[key].padEnd(widths[index] ?? 0)).join(" | ")} |`;
  console.log(line(HEADINGS));
  console.log(`|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
  for (const row of rows) console.log(line(row));
}

/** Milliseconds or seconds, whichever reads better. */
export function formatDuration(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

/** The middle of some runs. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
