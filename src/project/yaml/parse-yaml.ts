import { parseEvents, YAMLException } from "js-yaml";
import { buildTree } from "./build-tree.ts";
import type { Environment } from "./environment.ts";
import { createLineIndex } from "./line-index.ts";
import type { YamlDocument, YamlNode } from "./nodes.ts";
import type { YamlProblem } from "./problem.ts";
import { toSyntaxProblem } from "./syntax-problem.ts";

const MAXIMUM_DEPTH = 50;

/**
 * Parses YAML 1.2 (core schema, with merge keys) keeping the place of every node. One walk over the parser's events;
 * linear in the file. Never throws: problems are returned, and a broken file has no root.
 */
export function parseYaml(
  file: string,
  source: string,
  environment: Environment,
): { readonly document: YamlDocument; readonly problems: readonly YamlProblem[] } {
  const position = createLineIndex(file, source);
  const problems: YamlProblem[] = [];
  let root: YamlNode | null = null;
  try {
    if (source.trim() !== "") {
      const events = parseEvents(source, { maxDepth: MAXIMUM_DEPTH });
      root = buildTree({ source, environment, problems }, events);
    }
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    problems.push(toSyntaxProblem(error, source));
  }
  return { document: { file, source, root, position }, problems };
}
