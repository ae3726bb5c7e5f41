import { closest, didYouMean } from "../base/index.ts";
import { codeFindings } from "./code-findings.ts";
import { ignoreFindings } from "./ignoring.ts";
import { type FindingExplanation, readingFindings } from "./reading-findings.ts";
import { ruleParts } from "./rules/index.ts";

/** Findings that a project can cause, by the part that they are about. */
export interface FindingPart {
  readonly part: string;
  readonly findings: readonly FindingExplanation[];
}

/** Every finding, in the order of docs/diagnostics.md; what `--explain` prints and what can be ignored is from here too. */
export const findingParts: readonly FindingPart[] = [
  ...readingFindings.map(({ part, findings }) => ({ part: `Reading: ${part.toLowerCase()}`, findings })),
  ...ruleParts.map(({ part, rules }) => ({ part, findings: rules })),
  { part: "Ignoring findings", findings: ignoreFindings },
  { part: "TypeScript of the project", findings: codeFindings },
];

const PREFIX = "project/";

const byCode: ReadonlyMap<string, FindingExplanation & { readonly part: string }> = new Map(
  findingParts.flatMap(({ part, findings }) =>
    findings.map((finding) => {
      const { code, severity, explanation, isIgnorable } = finding;
      return [
        code,
        { code, severity, explanation, part, ...(isIgnorable === false && { isIgnorable }) },
      ] as const;
    }),
  ),
);

/** What a code means; the code may be written without `project/`. Undefined when there is no such code. */
export function explainFinding(code: string): (FindingExplanation & { readonly part: string }) | undefined {
  return byCode.get(code) ?? byCode.get(PREFIX + code);
}

/** Whether findings of a code can be ignored; false for codes that do not exist. */
export function canBeIgnored(code: string): boolean {
  const finding = byCode.get(code);
  return finding !== undefined && finding.isIgnorable !== false;
}

/** `Did you mean 'project/…'?` for the closest code, or an empty string. */
export function similarFinding(code: string): string {
  if (code.startsWith(PREFIX)) return didYouMean(code, byCode.keys());
  const short = closest(
    code,
    [...byCode.keys()].map((known) => known.slice(PREFIX.length)),
  );
  return short === undefined ? "" : `Did you mean '${short}'?`;
}
