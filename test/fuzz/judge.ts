import { type SourcePosition, toErrorStack } from "../../src/base/index.ts";
import {
  canBeIgnored,
  type Diagnostic,
  explainFinding,
  findingParts,
  type Project,
  readProject,
} from "../../src/project/index.ts";
import { validate, withFiles } from "../project/files.ts";
import type { Mutant } from "./mutate.ts";
import { tryProject } from "./try-project.ts";

/** Every code that a person may ask not to report. */
const IGNORABLE = findingParts
  .flatMap(({ findings }) => findings.map(({ code }) => code))
  .filter((code) => canBeIgnored(code));

/** What became of a mutant. */
export interface Verdict {
  readonly isClean: boolean;
  readonly isTrained: boolean;
  /** Milliseconds for reading and validating. */
  readonly milliseconds: number;
  /** What must not be, in words; empty when all is well. */
  readonly failures: readonly string[];
}

export interface JudgeOptions {
  /** Milliseconds that reading and validating may take. */
  readonly budget: number;
  /** Trains it when it is without errors that cannot be ignored, and talks to it. */
  readonly trains: boolean;
  /** Instead of the product's own, to see that the judge sees. */
  readonly check?: (
    project: Project,
    actionNames: readonly string[],
    ignored?: readonly string[],
  ) => readonly Diagnostic[];
}

/**
 * Reads and validates a mutant as the command line does. Nothing may be thrown, every finding has a place in a file of the
 * mutant and a code that is explained; what has no errors, or only such as can be ignored, trains, loads and answers.
 */
export async function judgeMutant(
  { files, seed }: Mutant,
  { budget, trains, check = validate }: JudgeOptions,
): Promise<Verdict> {
  const started = performance.now();
  const took = (): number => performance.now() - started;
  try {
    return await withFiles(Object.fromEntries(files), async (directory) => {
      const from = performance.now();
      const project = await readProject({ directory }, {});
      const findings = check(project, seed.actionNames);
      const milliseconds = performance.now() - from;
      const failures = findings.flatMap((finding) => misplaced(finding, files));
      if (milliseconds > budget) failures.push(`validating took ${milliseconds.toFixed(0)} ms`);
      const isClean = !hasErrors(findings);
      // Where the only data are what is wrong, nothing is left once that is ignored; training says so itself.
      const hasData = isClean || project.nlu.examples.length + project.stories.length > 0;
      const isTrained = trains && hasData && !hasErrors(check(project, seed.actionNames, IGNORABLE));
      if (isTrained) failures.push(...(await tryProject(project)));
      return { isClean, isTrained, milliseconds, failures };
    });
  } catch (error) {
    return {
      isClean: false,
      isTrained: false,
      milliseconds: took(),
      failures: [`validate threw: ${toErrorStack(error)}`],
    };
  }
}

function hasErrors(findings: readonly Diagnostic[]): boolean {
  return findings.some(({ severity }) => severity === "error");
}

function misplaced(finding: Diagnostic, files: Mutant["files"]): string[] {
  const { code, message, at, related } = finding;
  const places = [at, ...related.map((one) => one.at)];
  return [
    ...places
      .filter((place) => !isInside(place, code, files))
      .map((place) => `${code} is placed at ${JSON.stringify(place)}: ${message}`),
    ...(explainFinding(code) === undefined ? [`nothing explains ${code}`] : []),
    ...(/\bundefined\b|\[object |\bNaN\b/.test(message) ? [`${code} says: ${message}`] : []),
  ];
}

function isInside(place: SourcePosition, code: string, files: Mutant["files"]): boolean {
  const content = files.get(place.file);
  // What is not there has no inside.
  if (content === undefined) return isAbsenceOf(code) && place.line === 1 && place.column === 1;
  const text = Buffer.from(content)
    .toString()
    .replace(/^\uFEFF/, "");
  const lines = text.split("\n");
  const { line, column, endLine = line, endColumn = column } = place;
  const isOrdered = endLine > line || (endLine === line && endColumn >= column);
  return isOrdered && isOn(lines, line, column) && isOn(lines, endLine, endColumn);
}

/** Findings about a file that is missing. */
function isAbsenceOf(code: string): boolean {
  return code === "project/file-missing";
}

function isOn(lines: readonly string[], line: number, column: number): boolean {
  const text = lines[line - 1];
  return text !== undefined && column >= 1 && column <= Array.from(text).length + 1;
}
