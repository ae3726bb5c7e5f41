import type { YamlNode } from "./nodes.ts";

/** The texts of a tree that stand outside quotes and hold an environment variable: quoted, they would hold none. */
export function* findVariables(node: YamlNode): Generator<string> {
  if (node.kind === "scalar") {
    const { style, value } = node;
    if (style === "plain" && typeof value === "string" && value.includes("${")) yield value;
  } else if (node.kind === "sequence") {
    for (const item of node.items) yield* findVariables(item);
  } else {
    for (const { keyNode, value } of node.entries) {
      yield* findVariables(keyNode);
      yield* findVariables(value);
    }
  }
}
