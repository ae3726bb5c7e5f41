import { type MarkedEntity, parseMarkup } from "../readers/entity-markup.ts";

/**
 * An example's text with its entities marked, in the shortest notation (`[Rome](city)` where nothing more is to be said).
 * Null where no markup says it: entities that overlap, brackets that would be read as something else.
 */
export function writeMarkup(text: string, entities: readonly MarkedEntity[]): string | null {
  if (entities.length === 0 && !text.includes("[")) return text;
  const sorted = sortEntities(entities);
  let written = "";
  let last = 0;
  let index = 0;
  while (index < sorted.length) {
    const { start, end } = sorted[index] as MarkedEntity;
    const together = sorted.slice(index).filter((other) => other.start === start && other.end === end);
    if (start < last) return null;
    written += text.slice(last, start) + writeMark(text.slice(start, end), together);
    last = end;
    index += together.length;
  }
  written += text.slice(last);
  return isReadAs(written, text, sorted) ? written : null;
}

/** By their place in the text; several on one span in the order given. */
export function sortEntities(entities: readonly MarkedEntity[]): readonly MarkedEntity[] {
  return [...entities].sort((left, right) => left.start - right.start || left.end - right.end);
}

function writeMark(surface: string, entities: readonly MarkedEntity[]): string {
  const [first, ...others] = entities;
  if (first === undefined) return surface;
  if (others.length > 0) return `[${surface}][${entities.map((one) => toJson(surface, one)).join(", ")}]`;
  const { entity, value, role, group } = first;
  const isShort = role === undefined && group === undefined && value === surface;
  return isShort && /^[^:)]+$/.test(entity) && entity.trim() === entity
    ? `[${surface}](${entity})`
    : `[${surface}]${toJson(surface, first)}`;
}

/** As Python writes JSON, in Rasa's order of keys. */
function toJson(surface: string, { entity, value, role, group }: MarkedEntity): string {
  const pairs = [
    ["entity", entity],
    ["role", role],
    ["group", group],
    ["value", value === surface ? undefined : value],
  ].filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `{${pairs.map(([key, text]) => `"${key}": ${toJsonText(text)}`).join(", ")}}`;
}

/** A mark ends at its first `}`, and a line at any of Unicode's line ends, so these are written as escapes. */
function toJsonText(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[}\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function isReadAs(written: string, text: string, entities: readonly MarkedEntity[]): boolean {
  const read = parseMarkup(written);
  return (
    read.text === text &&
    read.entities.length === entities.length &&
    read.entities.every((entity, index) => isSame(entity, entities[index] as MarkedEntity))
  );
}

function isSame(left: MarkedEntity, right: MarkedEntity): boolean {
  return (["start", "end", "entity", "value", "role", "group"] as const).every(
    (key) => left[key] === right[key],
  );
}
