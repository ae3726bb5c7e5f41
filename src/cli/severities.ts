import type { Diagnostic } from "../project/index.ts";
import type { Style } from "./style.ts";
import { count, list } from "./words.ts";

/** How many findings of each kind there are. */
export type Severities = Record<Diagnostic["severity"], number>;

export function countSeverities(diagnostics: readonly Diagnostic[]): Severities {
  const counts: Severities = { error: 0, warning: 0, note: 0 };
  for (const { severity } of diagnostics) counts[severity]++;
  return counts;
}

/** `2 errors and 1 warning in 6 files`, or `All good: no mistakes in 6 files`. */
export function describeFindings(found: Severities, files: number, style: Style): string {
  const parts = [
    ...(found.error > 0 ? [style.red(count(found.error, "error"))] : []),
    ...(found.warning > 0 ? [style.yellow(count(found.warning, "warning"))] : []),
    ...(found.note > 0 ? [count(found.note, "note")] : []),
  ];
  const place = files === 0 ? "" : ` in ${count(files, "file")}`;
  return parts.length === 0 ? `${style.green("All good:")} no mistakes${place}` : `${list(parts)}${place}`;
}
