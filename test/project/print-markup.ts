import type { MarkedEntity } from "../../src/project/readers/entity-markup.ts";

/** An example's text with its entities marked: the inverse of {@link parseMarkup}, in the shortest notation. */
export function printMarkup(text: string, entities: readonly MarkedEntity[]): string {
  const sorted = [...entities].sort((left, right) => left.start - right.start || left.end - right.end);
  let printed = "";
  let last = 0;
  for (let index = 0; index < sorted.length; index++) {
    const { start, end } = sorted[index] as MarkedEntity;
    if (start < last) continue;
    const together = sorted.filter((other) => other.start === start && other.end === end);
    printed += text.slice(last, start) + printMark(text.slice(start, end), together);
    last = end;
    index += together.length - 1;
  }
  return printed + text.slice(last);
}

function printMark(surface: string, entities: readonly MarkedEntity[]): string {
  const [first, ...others] = entities;
  if (first === undefined) return surface;
  const { entity, value, role, group } = first;
  const isPlain = role === undefined && group === undefined && value === surface && !/[:)]/.test(entity);
  if (others.length === 0 && isPlain && entity.trim() === entity && entity !== "")
    return `[${surface}](${entity})`;
  const json = entities.map((one) =>
    JSON.stringify({
      entity: one.entity,
      ...(one.role !== undefined && { role: one.role }),
      ...(one.group !== undefined && { group: one.group }),
      ...(one.value !== surface && { value: one.value }),
    }),
  );
  return others.length === 0 ? `[${surface}]${json[0]}` : `[${surface}][${json.join(", ")}]`;
}
