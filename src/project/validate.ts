import type { JsonArray, JsonObject } from "../base/index.ts";
import { canBeIgnored, explainFinding, similarFinding } from "./finding-catalog.ts";
import { createFindingList, type FindingList } from "./finding-list.ts";
import { applyIgnores } from "./ignoring.ts";
import type { Diagnostic, Project } from "./project.ts";
import { withMeantPolicies } from "./rules/config-names.ts";
import { validationRules } from "./rules/index.ts";
import type { Known, Report, ValidationRule } from "./rules/rule.ts";

/**
 * Everything that is wrong with a project: what reading found and what the rules find, by file, line and column. What
 * comments in the files ask to ignore is left out, and what `ignored` names: codes, with or without `project/`.
 */
export function validateProject(
  project: Project,
  known: Known,
  ignored: readonly string[] = [],
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [...project.diagnostics];
  const meant = withMeantPolicies(project, known);
  const knowledge = { ...known, storyFindings: known.checkStories(meant) };
  for (const rule of validationRules) {
    if (rule.needs.some((part) => project.missing[part])) continue;
    const findings = createFindingList();
    rule.check(rule.seesNamesAsWritten === true ? project : meant, createReport(rule, findings), knowledge);
    for (const finding of findings.all()) diagnostics.push(finding);
  }
  const isComplete =
    Object.values(project.missing).every((isMissing) => !isMissing) &&
    known.actionNames !== null &&
    known.channelNames !== null;
  return applyIgnores(diagnostics, project, {
    ignored: new Set(ignored.map((code) => explainFinding(code)?.code ?? code)),
    fullCode: (code) => explainFinding(code)?.code,
    canBeIgnored,
    similar: similarFinding,
    isComplete,
  }).sort(byPlace);
}

function createReport({ code, severity }: ValidationRule, findings: FindingList): Report {
  return (at, message, { hint = "", related = [], severity: own = severity } = {}) => {
    if (at === undefined) return;
    findings.add({ code, severity: own, message, at, related, ...(hint !== "" && { hint }) });
  };
}

function byPlace({ at: left }: Diagnostic, { at: right }: Diagnostic): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return left.line - right.line || left.column - right.column;
}

/** Diagnostics as `--json` prints them. */
export function diagnosticsToJson(diagnostics: readonly Diagnostic[]): JsonArray {
  return diagnostics.map(({ code, severity, message, at, hint, related }) => ({
    code,
    severity,
    message,
    ...placeToJson(at),
    hint: hint ?? null,
    related: related.map((place) => ({ message: place.message, ...placeToJson(place.at) })),
  }));
}

function placeToJson({ file, line, column, endLine, endColumn }: Diagnostic["at"]): JsonObject {
  return { file, line, column, endLine: endLine ?? line, endColumn: endColumn ?? column };
}
