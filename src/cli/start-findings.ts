import { relative, resolve } from "node:path";
import type { Diagnostic, ProjectPaths } from "../project/index.ts";
import type { CheckedProject } from "./check-project.ts";

/** What was found wrong with a project, as far as it matters to a server that starts. */
export interface StartFindings {
  /** About what the server uses as it is now; it cannot start with them. */
  readonly blocking: readonly Diagnostic[];
  /** About what the model was trained from, and what has no effect. */
  readonly remarks: readonly Diagnostic[];
}

/**
 * A server uses credentials.yml, endpoints.yml and the project's code as they are now; domain, data and configuration
 * are in the model, which was trained from an earlier state of them.
 *
 * @param connector the only channel that is opened; null opens all
 */
export function findAtStart(
  { project, diagnostics }: Pick<CheckedProject, "project" | "diagnostics">,
  paths: ProjectPaths,
  connector: string | null,
): StartFindings {
  const connections = connectionFiles(paths);
  const named = new Set([
    paths.domain,
    paths.config,
    paths.endpoints,
    paths.credentials,
    ...(paths.data ?? []),
  ]);
  const others = [...project.credentials]
    .filter(([name]) => connector !== null && name !== connector)
    .map(([, { at }]) => at);
  const blocking: Diagnostic[] = [];
  const remarks: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const { code, severity, at } = diagnostic;
    const isMissing = code === "project/file-missing";
    if (severity === "note" || (isMissing && !named.has(at.file)) || others.includes(at)) continue;
    const isUsed = isMissing || connections.has(at.file) || !code.startsWith("project/");
    if (isUsed && severity === "error") blocking.push(diagnostic);
    else if (isUsed || severity === "error") remarks.push(diagnostic);
  }
  return { blocking, remarks };
}

/** By the names that diagnostics use. */
function connectionFiles({ directory, credentials, endpoints }: ProjectPaths): ReadonlySet<string> {
  const names = [
    ...(credentials === undefined ? ["credentials.yml", "credentials.yaml"] : [credentials]),
    ...(endpoints === undefined ? ["endpoints.yml", "endpoints.yaml"] : [endpoints]),
  ];
  return new Set(names.map((name) => relative(directory, resolve(directory, name)).replaceAll("\\", "/")));
}
