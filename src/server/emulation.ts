import type { JsonObject, JsonValue } from "../base/index.ts";
import type { Entity, ParseResult } from "../conversation/index.ts";

/** Services whose answer to "understand this text" a client may expect instead of Rasa's (`emulation_mode`). */
export const EMULATION_MODES = ["WIT", "LUIS", "DIALOGFLOW"] as const;
export type EmulationMode = (typeof EMULATION_MODES)[number];

/** A parse result in another service's shape (rasa/nlu/emulators 3.6). `createId` makes the id of a response. */
export function emulate(mode: EmulationMode, result: ParseResult, createId: () => string): JsonObject {
  return EMULATORS[mode](result, createId);
}

const EMULATORS: Readonly<
  Record<EmulationMode, (result: ParseResult, createId: () => string) => JsonObject>
> = { WIT: toWit, LUIS: toLuis, DIALOGFLOW: toDialogflow };

function toWit({ text, intent, entities }: ParseResult): JsonObject {
  const groups = groupBy(entities, ({ entity, role }) => `${entity}:${role ?? entity}`);
  return {
    text,
    intents: [{ name: intent.name, confidence: intent.confidence ?? null }],
    entities: mapValues(groups, (found) =>
      found.map(({ entity, role, value, start, end, confidence_entity: confidence }) => ({
        confidence: confidence ?? 1,
        name: entity,
        value,
        body: text.slice(start ?? 0, end ?? 0),
        start: start ?? null,
        end: end ?? null,
        role: role ?? entity,
        entities: [],
      })),
    ),
  };
}

function toLuis({ text, intent, entities, intent_ranking: ranking = [] }: ParseResult): JsonObject {
  const ranked = ranking.length > 0 ? ranking : [intent];
  const groups = groupBy(entities, ({ entity, role }) => role ?? entity);
  const instances = mapValues(groups, (found) =>
    found.slice(-1).map(({ entity, role, value, start, end, confidence, extractor }) => ({
      role: role ?? null,
      type: entity,
      text: value,
      startIndex: start ?? null,
      length: start === undefined || end === undefined ? null : end - start,
      score: confidence ?? null,
      modelType: extractor ?? null,
    })),
  );
  const values = mapValues(groups, (found) => found.slice(-1).map(({ value }) => value));
  return {
    query: text,
    prediction: {
      normalizedQuery: text,
      topIntent: intent.name,
      intents: Object.fromEntries(
        ranked.flatMap(({ name, confidence }) =>
          name === null ? [] : [[name, { score: confidence ?? null }]],
        ),
      ),
      entities: { $instance: instances, ...values },
    },
  };
}

function toDialogflow({ text, intent, entities }: ParseResult, createId: () => string): JsonObject {
  return {
    responseId: createId(),
    queryResult: {
      queryText: text,
      action: intent.name,
      parameters: mapValues(
        groupBy(entities, ({ entity }) => entity),
        (found) => found.map(({ value }) => value),
      ),
      fulfillmentText: "",
      fulfillmentMessages: [],
      outputContexts: [],
      intent: { name: intent.name, displayName: intent.name },
      intentDetectionConfidence: intent.confidence ?? null,
    },
  };
}

function groupBy(
  entities: readonly Entity[],
  keyOf: (entity: Entity) => string,
): ReadonlyMap<string, readonly Entity[]> {
  const groups = new Map<string, Entity[]>();
  for (const entity of entities) {
    const key = keyOf(entity);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entity]);
    else group.push(entity);
  }
  return groups;
}

function mapValues(
  groups: ReadonlyMap<string, readonly Entity[]>,
  change: (entities: readonly Entity[]) => JsonValue,
): JsonObject {
  return Object.fromEntries([...groups].map(([key, entities]) => [key, change(entities)]));
}
