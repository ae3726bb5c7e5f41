import type { JsonObject } from "../../base/index.ts";
import type { ProjectNluData } from "../project.ts";
import type { MarkedEntity } from "../readers/entity-markup.ts";
import type { NluContent } from "./written.ts";

/** NLU data in Rasa's JSON format, which holds everything of them but responses. */
export function nluToJson({ nlu }: Pick<NluContent, "nlu">): string {
  const data = {
    common_examples: nlu.examples.map(exampleToJson),
    regex_features: nlu.regexes.map(({ name, pattern }) => ({ name, pattern })),
    lookup_tables: nlu.lookups.map(({ name, elements }) => ({ name, elements })),
    entity_synonyms: [...groupSynonyms(nlu.synonyms)].map(([value, synonyms]) => ({ value, synonyms })),
  };
  return `${JSON.stringify({ rasa_nlu_data: data }, null, 2)}\n`;
}

/** What stands for each value, in the order of the synonyms. */
export function groupSynonyms(synonyms: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [text, value] of synonyms) {
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [text]);
    else group.push(text);
  }
  return groups;
}

function exampleToJson({ text, intent, entities, metadata }: ProjectNluData["examples"][number]): JsonObject {
  return {
    text,
    ...(intent !== undefined && { intent }),
    ...(entities.length > 0 && { entities: entities.map((entity) => entityToJson(text, entity)) }),
    ...(metadata !== undefined && { metadata: { ...metadata } }),
  };
}

/** Offsets count code points, as Python does. */
function entityToJson(text: string, { start, end, entity, value, role, group }: MarkedEntity): JsonObject {
  const from = [...text.slice(0, start)].length;
  return {
    start: from,
    end: from + [...text.slice(start, end)].length,
    value,
    entity,
    ...(role !== undefined && { role }),
    ...(group !== undefined && { group }),
  };
}
