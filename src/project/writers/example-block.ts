import type { JsonObject, JsonValue } from "../../base/index.ts";
import { isBlockText, isPrintable } from "./yaml-scalars.ts";

/** A line of `examples`, already with its markup and without blanks at its ends. */
export interface Line {
  readonly text: string;
  readonly metadata: JsonValue | undefined;
}

/**
 * The entries that hold some lines: one with a block of `- text` lines; a list of `text:` items where a line has metadata,
 * a line break or characters that only quotes can hold. Such a list cannot hold an empty text, so that gets a block.
 */
export function linesToYaml(head: JsonObject, lines: readonly Line[]): readonly JsonObject[] {
  if (lines.length === 0) return [];
  if (lines.every(isSimple)) return [{ ...head, examples: block(lines) }];
  const [empty, others] = [lines.filter(({ text }) => text === ""), lines.filter(({ text }) => text !== "")];
  const list = others.map(toItem);
  return [
    ...(list.length > 0 ? [{ ...head, examples: list }] : []),
    ...(empty.length > 0 ? [{ ...head, examples: block(empty) }] : []),
  ];
}

function isSimple({ text, metadata }: Line): boolean {
  return metadata === undefined && isPrintable(text);
}

function block(lines: readonly Line[]): string {
  return lines
    .map(({ text }) => `- ${text}`.trimEnd())
    .join("\n")
    .concat("\n");
}

function toItem({ text, metadata }: Line): JsonObject {
  const body = isBlockText(`${text}\n`) ? `${text}\n` : text;
  return { text: body, ...(metadata !== undefined && { metadata }) };
}
