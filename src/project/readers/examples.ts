import { exampleKeys } from "../shapes/nlu.ts";
import { isNull, type SourceReader } from "../source-reader.ts";
import { getValue, type YamlNode } from "../yaml/nodes.ts";
import { type ExampleLine, readExampleLines } from "./example-lines.ts";

/** A block of `- text` lines, or a list of `text:` items (with metadata). */
export function readExamples(reader: SourceReader, node: YamlNode, kind: string): readonly ExampleLine[] {
  if (node.kind === "scalar") return readExampleLines(reader, node);
  const items = reader.sequence(node, "'examples'")?.items ?? [];
  if (items.length > 0 && items.every((item) => item.kind === "scalar")) {
    return readBareItems(reader, node, items, kind);
  }
  return items.flatMap((item) => readItem(reader, item));
}

/** A list of texts: the `|` was forgotten. The texts are taken, so that nothing else is blamed for it. */
function readBareItems(
  reader: SourceReader,
  node: YamlNode,
  items: readonly YamlNode[],
  kind: string,
): readonly ExampleLine[] {
  reader.report(
    "project/examples-without-bar",
    keyBefore(reader, node),
    `The examples of this ${kind} are a list; Rasa wants a block of lines.`,
    {
      hint: "Write `examples: |`, with the bar; the lines below stay as they are.",
    },
  );
  return items.flatMap((item) => {
    const at = reader.at(item);
    const text = item.kind === "scalar" ? String(item.value ?? "") : "";
    return text === "" ? [] : [{ text, at, place: () => at }];
  });
}

/** The place of the word `examples` above a list. */
function keyBefore(reader: SourceReader, node: YamlNode) {
  const { source } = reader.document;
  const start = source.lastIndexOf("examples", node.start);
  return start < 0 ? reader.at(node) : reader.document.position(start, start + "examples".length);
}

function readItem(reader: SourceReader, item: YamlNode): readonly ExampleLine[] {
  const mapping = reader.mapping(item, "an example of a list");
  if (mapping === null || isNull(item)) return [];
  reader.checkKeys(mapping, exampleKeys, "an example");
  const node = getValue(mapping, "text");
  if (node === undefined) {
    reader.report("project/missing-key", mapping, "An example of a list needs 'text'.", {
      hint: "Write `- text: |` with the example below it, or `examples: |` with plain lines.",
    });
    return [];
  }
  // One example, of several lines too; Rasa keeps a dash that begins it.
  const text = reader.text(node, "'text' of an example")?.trim() ?? "";
  if (text === "") return [];
  const at = reader.at(node);
  if (text.startsWith("- ")) {
    reader.report(
      "project/example-with-dash",
      at,
      "The dash at the start of this text is part of the example.",
      {
        severity: "warning",
        hint: "In a list of `text:` items the examples have no dash of their own.",
      },
    );
  }
  const metadata = getValue(mapping, "metadata");
  return [
    {
      text,
      at,
      place: () => at,
      ...(metadata !== undefined && !isNull(metadata) && { metadata: reader.json(metadata) }),
    },
  ];
}
