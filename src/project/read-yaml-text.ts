import { type JsonValue, TsbotError } from "../base/index.ts";
import { toJson } from "./yaml/nodes.ts";
import { parseYaml } from "./yaml/parse-yaml.ts";

/**
 * YAML (or JSON, which is YAML) that is no file of a project, as plain data within the budgets of files; variables stay as
 * they are written. Null for an empty text. Throws the first problem as `project/yaml-…`, with its line.
 */
export function readYamlText(source: string): JsonValue {
  const { document, problems } = parseYaml("", source, null);
  const [problem] = problems;
  if (problem !== undefined) {
    const { line } = document.position(problem.start);
    throw new TsbotError(problem.code, `Line ${line}: ${problem.message}`, {
      ...(problem.hint !== undefined && { hint: problem.hint }),
    });
  }
  if (document.root === null) return null;
  try {
    return toJson(document.root);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TsbotError("project/yaml-too-complex", "It stands for more than a million values.");
  }
}
