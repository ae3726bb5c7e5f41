import type { JsonValue, SourcePosition } from "../../base/index.ts";
import type { SourceReader } from "../source-reader.ts";
import type { YamlScalar } from "../yaml/nodes.ts";
import { decodeEscapes } from "../yaml/to-scalar.ts";

/** One `- text` line of an `examples: |` block. */
export interface ExampleLine {
  readonly text: string;
  readonly at: SourcePosition;
  readonly metadata?: JsonValue;
  /** The place of a part of the text, by offsets in it. */
  place(start: number, end: number): SourcePosition;
}

/** The examples of a block text, each with its own line where the block is literal (`|`). Other lines are reported. */
export function readExampleLines(reader: SourceReader, node: YamlScalar): readonly ExampleLine[] {
  const { source } = reader.document;
  const lines: ExampleLine[] = [];
  if (node.style !== "literal") {
    for (const line of String(node.value).split("\n")) readLine(reader, line, () => reader.at(node), lines);
    return lines;
  }
  let from = node.start;
  while (from < node.end) {
    const newline = source.indexOf("\n", from);
    const to = newline < 0 || newline > node.end ? node.end : newline;
    const offset = from;
    const place = (start: number, end: number) => reader.document.position(offset + start, offset + end);
    readLine(reader, source.slice(from, to), place, lines);
    from = to + 1;
  }
  return lines;
}

function readLine(
  reader: SourceReader,
  raw: string,
  place: (start: number, end: number) => SourcePosition,
  lines: ExampleLine[],
): void {
  const trimmed = (reader.document.decodesEscapes ? decodeEscapes(raw) : raw).trim();
  if (trimmed === "") return;
  const indent = raw.length - raw.trimStart().length;
  if (!trimmed.startsWith("-")) {
    reader.noteGap();
    reader.report(
      "project/example-without-dash",
      place(indent, indent + trimmed.length),
      "This line is no example: it does not begin with '-'.",
      {
        severity: "warning",
        hint: `Begin every example with a dash: \`- ${trimmed.replace(/^[*•+] */, "").slice(0, 60)}\`.`,
      },
    );
    return;
  }
  const text = trimmed.slice(1).trim();
  const begin = indent + (text === "" ? 1 : trimmed.indexOf(text, 1));
  lines.push({
    text,
    at: place(begin, begin + text.length),
    place: (start, end) => place(begin + start, begin + end),
  });
}
