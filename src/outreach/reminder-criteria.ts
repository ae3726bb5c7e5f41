import { isJsonObject, type JsonObject, type JsonValue, jsonEquals } from "../base/index.ts";
import type { ReminderCancelled } from "../conversation/index.ts";
import type { Reminder } from "../storage/index.ts";

type Entities = readonly JsonValue[] | JsonObject | null | undefined;

/** Which reminders a cancellation means, or why it means none that can be known. */
export type Criteria =
  | { readonly type: "all" }
  | { readonly type: "matching"; readonly matches: (reminder: Candidate) => boolean }
  | { readonly type: "unclear"; readonly message: string; readonly hint: string };

/** What criteria look at. */
export type Candidate = Pick<Reminder, "name" | "intent" | "entities">;

/**
 * Reads a `cancel_reminder` event: nothing given means all of the conversation; of several fields all must match;
 * entities match by name and value, in list or map form, whatever else they carry. What is given but empty (`{}`, `""`)
 * asks for nothing; where nothing else is given it could mean "all" or be a mistake, so it cancels nothing.
 */
export function toCriteria({ name, intent, entities }: ReminderCancelled): Criteria {
  const wanted = toPairs(entities);
  const given = [name, intent, entities].filter((field) => field !== null && field !== undefined);
  const hasName = typeof name === "string" && name !== "";
  const hasIntent = typeof intent === "string" && intent !== "";
  if (given.length === 0) return { type: "all" };
  if (!hasName && !hasIntent && wanted.length === 0) {
    return {
      type: "unclear",
      message: "A cancellation with empty entities, name or intent and nothing else cancels nothing.",
      hint: "Leave the field out to cancel all reminders, or give a name, an intent, or the entities they were set with.",
    };
  }
  return {
    type: "matching",
    matches: (reminder) =>
      (!hasName || reminder.name === name) &&
      (!hasIntent || reminder.intent === intent) &&
      wanted.every((pair) => toPairs(reminder.entities).some((own) => samePair(pair, own))),
  };
}

interface Pair {
  readonly entity: string;
  readonly value: JsonValue;
}

function toPairs(entities: Entities): readonly Pair[] {
  if (entities === null || entities === undefined) return [];
  if (isJsonObject(entities)) return Object.entries(entities).map(([entity, value]) => ({ entity, value }));
  return entities
    .filter(isJsonObject)
    .map((item) => ({ entity: String(item["entity"] ?? ""), value: item["value"] ?? null }));
}

function samePair(left: Pair, right: Pair): boolean {
  return left.entity === right.entity && jsonEquals(left.value, right.value);
}
