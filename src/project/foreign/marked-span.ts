import type { MarkedEntity } from "../readers/entity-markup.ts";
import { isOffset, toUnits } from "../readers/nlu-json.ts";
import type { SourceReader } from "../source-reader.ts";
import type { YamlNode } from "../yaml/nodes.ts";

/** A part of a text that another tool marked, in code points, end exclusive. */
export interface Span {
  readonly entity: string;
  readonly role?: string;
  readonly start: unknown;
  readonly end: unknown;
}

/** The entity of a span, none with a finding where the span does not lie in the text. */
export function markSpan(
  reader: SourceReader,
  node: YamlNode,
  text: string,
  span: Span,
): readonly MarkedEntity[] {
  const { entity, role, start: from, end: to } = span;
  const { length } = [...text];
  if (!isOffset(from) || !isOffset(to) || from >= to || to > length) {
    reader.report(
      "project/annotation-outside-text",
      node,
      `This annotation lies outside its text of ${length} characters.`,
      { severity: "warning", hint: "It is left out; mark the entity again in the tool that wrote the file." },
    );
    return [];
  }
  const [start, end] = [toUnits(text, from), toUnits(text, to)];
  const marked = {
    start,
    end,
    entity,
    value: text.slice(start, end),
    ...(role !== undefined && role !== "" && { role }),
  };
  return [reader.remember(marked, node)];
}
