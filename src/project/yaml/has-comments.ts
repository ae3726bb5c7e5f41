import type { YamlDocument, YamlNode } from "./nodes.ts";

/** Whether a document has comments: a `#` that begins a line or follows a blank, outside its texts. */
export function hasComments({ root, source }: YamlDocument): boolean {
  if (!source.includes("#")) return false;
  const texts: (readonly [number, number])[] = [];
  if (root !== null) collectTexts(root, texts);
  texts.sort(([left], [right]) => left - right);
  let next = 0;
  for (const { index } of source.matchAll(/(?<=^|[ \t\n])#/g)) {
    while (next < texts.length && (texts[next]?.[1] ?? 0) <= index) next++;
    if ((texts[next]?.[0] ?? Number.POSITIVE_INFINITY) > index) return true;
  }
  return false;
}

function collectTexts(node: YamlNode, texts: (readonly [number, number])[]): void {
  if (node.kind === "scalar") texts.push([node.start, node.end]);
  else if (node.kind === "sequence") for (const item of node.items) collectTexts(item, texts);
  else
    for (const { keyNode, value } of node.entries) {
      collectTexts(keyNode, texts);
      collectTexts(value, texts);
    }
}
