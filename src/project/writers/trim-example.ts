import type { ProjectNluData } from "../project.ts";
import type { MarkedEntity } from "../readers/entity-markup.ts";

type Example = ProjectNluData["examples"][number];

/** An example as YAML can hold it: without blanks at its ends, unless they are part of an entity. */
export function trimExample({ text, entities }: Pick<Example, "text" | "entities">): {
  readonly text: string;
  readonly entities: readonly MarkedEntity[];
} {
  const first = Math.min(text.length - text.trimStart().length, ...entities.map(({ start }) => start));
  const last = Math.max(text.trimEnd().length, first, ...entities.map(({ end }) => end));
  if (first === 0 && last === text.length) return { text, entities };
  return {
    text: text.slice(first, last),
    entities: entities.map((entity) => ({ ...entity, start: entity.start - first, end: entity.end - first })),
  };
}
