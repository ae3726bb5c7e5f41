import type { SourcePosition } from "../../base/index.ts";
import type { SourceReader } from "../source-reader.ts";
import type { YamlScalar } from "../yaml/nodes.ts";

/** One `- text` line of an `examples: |` block. */
export interface ExampleLine {
  readonly text: string;
  readonly at: SourcePosition;
  /** The place of a part of the text, by offsets in it. */
  place(start: number, end: number): SourcePosition;
}

/** The examples of a block text, each with its own line where the block is literal (`|`). Other lines are reported. */
export function readExampleLines(reader: SourceReader, node: YamlScalar): readonly ExampleLine[] {
  const { document } = reader;
  const lines: ExampleLine[] = [];
  const take = (raw: string, offset: number | null): void => {
    const trimmed = raw.trim();
    if (trimmed === "") return;
    const indent = raw.length - raw.trimStart().length;
    const at = (start: number, end: number): SourcePosition =>
      offset === null ? reader.at(node) : document.position(offset + start, offset + end);
    if (!trimmed.startsWith("-")) {
      reader.report(
        "project/example-without-dash",
        at(indent, indent + trimmed.length),
        `This line is no example: it does not begin with '-'.`,
        {
          severity: "warning",
          hint: "Begin every example with `- `.",
        },
      );
      return;
    }
    const text = trimmed.slice(1).trim();
    const begin = indent + trimmed.indexOf(text, 1);
    lines.push({
      text,
      at: at(begin, begin + text.length),
      place: (start, end) => at(begin + start, begin + end),
    });
  };

  if (node.style !== "literal") {
    for (const line of String(node.value).split("\n")) take(line, null);
    return lines;
  }
  let offset = node.start;
  for (const line of document.source.slice(node.start, node.end).split("\n")) {
    take(line.replace(/\r$/, ""), offset);
    offset += line.length + 1;
  }
  return lines;
}
