import type { SourceReader } from "../source-reader.ts";
import type { YamlNode } from "../yaml/nodes.ts";

/** Reports an intent of NLU data that no model can be trained with, whichever format names it. */
export function checkIntentName(reader: SourceReader, node: YamlNode, name: string): void {
  if (name.split("/").length <= 2) return;
  reader.report("project/bad-intent-name", node, `The intent '${name}' has more than one '/'.`, {
    hint: "A retrieval intent is named `intent/key`.",
  });
}
