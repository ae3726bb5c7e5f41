import type { JsonValue } from "../base/index.ts";
import { type Entity, isExternal, type Tracker } from "../conversation/index.ts";
import { type Domain, REQUESTED_SLOT, type SlotDefinition, type SlotMapping } from "../domain/index.ts";

/** What a mapping gives: a value, or nothing. */
export type Extracted = { readonly value: JsonValue } | null;

type ValueMapping = Exclude<SlotMapping, { readonly type: "custom" }>;

/**
 * The value the first fitting mapping of a slot gives for the latest message (rasa/core/actions/action.py 3.6,
 * `ActionExtractSlots`). External events fill slots by entities and intents, never by their made-up text.
 */
export function extractSlot(slot: SlotDefinition, tracker: Tracker, domain: Domain): Extracted {
  for (const mapping of slot.mappings) {
    if (mapping.type === "custom" || !mappingApplies(mapping, slot, { tracker, domain })) continue;
    const extracted = mappedValue(mapping, slot, tracker);
    if (extracted !== null) return extracted;
  }
  return null;
}

interface MappingContext {
  readonly tracker: Tracker;
  readonly domain: Domain;
}

function mappingApplies(mapping: ValueMapping, slot: SlotDefinition, context: MappingContext): boolean {
  if (!conditionsHold(mapping, context.tracker)) return false;
  if (!intentFits(mapping, context)) return false;
  if (mapping.type === "from_trigger_intent") return triggerApplies(mapping, context.tracker);
  return mapping.type !== "from_entity" || isUnique(mapping, slot, context);
}

/** Any one of the conditions is enough; none at all holds always. */
export function conditionsHold(mapping: SlotMapping, tracker: Tracker): boolean {
  if (mapping.conditions === undefined || mapping.conditions.length === 0) return true;
  const loop = tracker.activeLoop?.name ?? null;
  return mapping.conditions.some(({ activeLoop, requestedSlot }) => {
    if (activeLoop !== undefined && activeLoop !== loop) return false;
    return requestedSlot === undefined || tracker.slots.get(REQUESTED_SLOT) === requestedSlot;
  });
}

function intentFits(mapping: ValueMapping, { tracker, domain }: MappingContext): boolean {
  const intent = tracker.latestMessage?.parse_data.intent.name ?? null;
  const ignored = domain.forms.get(tracker.activeLoop?.name ?? "")?.ignoredIntents ?? [];
  const excluded = [...(mapping.notIntent ?? []), ...ignored];
  if (intent !== null && excluded.includes(intent)) return false;
  if (mapping.intent === undefined || mapping.intent.length === 0) return true;
  return intent !== null && mapping.intent.includes(intent);
}

/** Only at the activation of a form: the message that triggered it (quirk 24 of Rasa: without an intent it re-applied). */
function triggerApplies(mapping: ValueMapping, tracker: Tracker): boolean {
  const loop = tracker.activeLoop;
  if (loop === null || tracker.latestMessage === null) return false;
  if (mapping.intent !== undefined && mapping.intent.length > 0) return true;
  return loop.trigger_message === (tracker.latestMessage.parse_data as unknown);
}

/**
 * While a form is active, an entity fills a required slot that was not asked for only if no other required slot is
 * mapped from the same entity in the same way.
 */
function isUnique(
  mapping: Extract<SlotMapping, { readonly type: "from_entity" }>,
  slot: SlotDefinition,
  { tracker, domain }: MappingContext,
): boolean {
  const form = domain.forms.get(tracker.activeLoop?.name ?? "");
  if (form === undefined || !form.requiredSlots.includes(slot.name)) return true;
  if (tracker.slots.get(REQUESTED_SLOT) === slot.name) return true;
  const sameWay = form.requiredSlots.filter((name) =>
    domain.slots
      .get(name)
      ?.mappings.some(
        (other) =>
          other.type === "from_entity" &&
          other.entity === mapping.entity &&
          other.role === mapping.role &&
          other.group === mapping.group,
      ),
  );
  return sameWay.length === 1;
}

function mappedValue(mapping: ValueMapping, slot: SlotDefinition, tracker: Tracker): Extracted {
  const message = tracker.latestMessage;
  if (message === null) return null;
  switch (mapping.type) {
    case "from_entity":
      return entityValue(mapping, slot, message.parse_data.entities);
    case "from_intent":
    case "from_trigger_intent":
      return { value: mapping.value };
    case "from_text":
      return isExternal(message) || message.text === null ? null : { value: message.text };
    default:
      return null;
  }
}

/** All matching values for list slots, otherwise the last one; an absent role or group matches only absent ones. */
function entityValue(
  mapping: Extract<SlotMapping, { readonly type: "from_entity" }>,
  slot: SlotDefinition,
  entities: readonly Entity[],
): Extracted {
  const values = entities
    .filter(
      ({ entity, role, group }) =>
        entity === mapping.entity &&
        (role ?? undefined) === mapping.role &&
        (group ?? undefined) === mapping.group,
    )
    .map(({ value }) => value);
  const last = values.at(-1);
  if (last === undefined) return null;
  return { value: slot.type === "list" ? values.flat() : last };
}
