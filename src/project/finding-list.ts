import type { SourcePosition } from "../base/index.ts";
import { clipDiagnostic } from "./clip.ts";
import type { Diagnostic } from "./project.ts";

/** More are of no use to anybody, and their number must not decide how long reading takes. */
const MOST_FINDINGS = 10_000;

/** The findings of one file or rule. */
export interface FindingList {
  add(finding: Diagnostic): void;
  /** Counts a finding without keeping it, and without asking for its place; true when there are too many to keep it. */
  leavesOut(severity: Diagnostic["severity"], at: () => SourcePosition): boolean;
  /** All, or the first ten thousand with one that says how many were left out. */
  readonly all: () => readonly Diagnostic[];
}

export function createFindingList(): FindingList {
  const kept: Diagnostic[] = [];
  let leftOutFrom: SourcePosition | null = null;
  let leftOut = 0;
  let hidesErrors = false;
  const leavesOut: FindingList["leavesOut"] = (severity, at) => {
    if (kept.length < MOST_FINDINGS) return false;
    leftOutFrom ??= at();
    leftOut++;
    hidesErrors ||= severity === "error";
    return true;
  };
  return {
    leavesOut,
    add(finding) {
      if (!leavesOut(finding.severity, () => finding.at)) kept.push(clipDiagnostic(finding));
    },
    all: () => (leftOutFrom === null ? kept : [...kept, tooMany(leftOutFrom, leftOut, hidesErrors)]),
  };
}

/** An error when errors are among those that were left out: the project is not without mistakes. */
function tooMany(at: SourcePosition, leftOut: number, hidesErrors: boolean): Diagnostic {
  return {
    code: "project/too-many-findings",
    severity: hidesErrors ? "error" : "note",
    message: `From here on ${leftOut.toLocaleString("en")} more findings were left out.`,
    at,
    hint: "Mend what is reported, and validate again.",
    related: [],
  };
}
