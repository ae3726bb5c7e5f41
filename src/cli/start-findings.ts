import { relative, resolve } from "node:path";
import type { SourcePosition } from "../base/index.ts";
import type { Diagnostic, Project, ProjectPaths } from "../project/index.ts";
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
  const isOthers = (at: SourcePosition): boolean => {
    const channel = channelAt(project, at);
    return connector !== null && channel !== null && channel !== connector;
  };
  const blocking: Diagnostic[] = [];
  const remarks: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const { code, severity, at } = diagnostic;
    const isMissing = code === "project/file-missing";
    if (severity === "note" || (isMissing && !named.has(at.file)) || isOthers(at)) continue;
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

/** The channel in whose section of credentials.yml a place is: the last one that begins before it. */
function channelAt({ credentials }: Pick<Project, "credentials">, at: SourcePosition): string | null {
  let found: { readonly name: string; readonly at: SourcePosition } | null = null;
  for (const [name, section] of credentials) {
    const isBefore = section.at.file === at.file && !isAfter(section.at, at);
    if (isBefore && (found === null || isAfter(section.at, found.at))) found = { name, at: section.at };
  }
  return found?.name ?? null;
}

function isAfter(left: SourcePosition, right: SourcePosition): boolean {
  return left.line > right.line || (left.line === right.line && left.column > right.column);
}
