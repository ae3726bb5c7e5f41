import type { JsonArray, JsonObject } from "../../base/index.ts";
import { type Diagnostic, diagnosticsToJson } from "../../project/index.ts";
import { checkProject } from "../check-project.ts";
import type { CommandContext } from "../command.ts";
import type { PathOptions } from "../options.ts";
import type { Output } from "../output.ts";
import { toProjectPaths } from "../project-paths.ts";
import { count, list } from "../words.ts";

export interface ValidateOptions extends PathOptions {
  readonly maxWarnings?: number;
  readonly failOnWarnings?: true;
}

/** `tsbot validate`: 1 when there are errors, or more warnings than allowed. */
export async function runValidate(context: CommandContext<ValidateOptions>): Promise<number> {
  const { output, options } = context;
  const paths = toProjectPaths(context.directory, options);
  const { project, diagnostics } = await checkProject(paths, context.environment);
  const found = countSeverities(diagnostics);
  const allowed = options.failOnWarnings === true ? 0 : (options.maxWarnings ?? Number.POSITIVE_INFINITY);
  const isRefused = found.error > 0 || found.warning > allowed;
  if (output.isJson) output.data(toJson(diagnosticsToJson(diagnostics), found, isRefused));
  else {
    await output.diagnostics(diagnostics, paths.directory);
    printSummary(output, found, project.files.length);
    if (found.error === 0 && isRefused) output.warn(`${found.warning} warnings, ${allowed} are allowed.`);
  }
  return isRefused ? 1 : 0;
}

type Severities = Record<Diagnostic["severity"], number>;

function countSeverities(diagnostics: readonly Diagnostic[]): Severities {
  const counts: Severities = { error: 0, warning: 0, note: 0 };
  for (const { severity } of diagnostics) counts[severity]++;
  return counts;
}

function printSummary(output: Output, found: Severities, files: number): void {
  const parts = [
    ...(found.error > 0 ? [output.style.red(count(found.error, "error"))] : []),
    ...(found.warning > 0 ? [output.style.yellow(count(found.warning, "warning"))] : []),
    ...(found.note > 0 ? [count(found.note, "note")] : []),
  ];
  const place = files === 0 ? "" : ` in ${count(files, "file")}`;
  output.print(
    parts.length === 0
      ? `${output.style.green("All good:")} no mistakes${place}.`
      : `${list(parts)}${place}.`,
  );
}

function toJson(diagnostics: JsonArray, found: Severities, isRefused: boolean): JsonObject {
  return {
    ok: !isRefused,
    errors: found.error,
    warnings: found.warning,
    notes: found.note,
    diagnostics,
  };
}
