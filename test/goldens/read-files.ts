import { type Diagnostic, type Project, type ProjectPaths, readProject } from "../../src/project/index.ts";
import type { GoldenData, GoldenFolder } from "./golden.ts";

/** What was set when the comparisons were recorded. */
const environment = { TSBOT_GOLDEN_VARIABLE: "golden-value" };

export interface ReadFiles {
  readonly project: Project;
  /** Of the files that the comparison names. */
  readonly errors: readonly Diagnostic[];
}

/** Reads the files of a comparison as tsbot reads a project. */
export async function readFiles(
  { input = {} }: GoldenData,
  { inputs }: GoldenFolder,
  what: "domain" | "data" | "config" | "endpoints",
): Promise<ReadFiles> {
  const { paths: given = input.data ?? [], domain } = input;
  const [path = ""] = given;
  const paths: ProjectPaths = {
    directory: inputs,
    // Where no domain is named there is none: what is wrong with that is no error of the files.
    domain: domain ?? "(none)",
    data: [],
    ...(what === "data" ? { data: given } : { [what]: path }),
  };
  const project = await readProject(paths, environment);
  const named = [...given, ...(domain === undefined ? [] : [domain])].map((one) => one.replace(/\/$/, ""));
  const errors = project.diagnostics.filter(
    ({ severity, at }) => severity === "error" && named.some((one) => at.file.startsWith(one)),
  );
  return { project, errors };
}

/** Whether both take the files, or both refuse them. */
export function acceptance({ ok = true }: GoldenData, errors: readonly Diagnostic[]): readonly string[] {
  if (ok === (errors.length === 0)) return [];
  if (!ok) return ["read without an error, Rasa refuses it"];
  return errors.map(
    ({ at, code, message }) => `refused, Rasa reads it: ${at.line}:${at.column} ${message} [${code}]`,
  );
}
