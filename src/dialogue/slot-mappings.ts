import { assertNever, type JsonValue } from "../base/index.ts";
import { type Entity, isExternal, type Tracker } from "../conversation/index.ts";
import { type Domain, REQUESTED_SLOT, type SlotDefinition, type SlotMapping } from "../domain/index.ts";

type ValueMapping = Exclude<SlotMapping, { readonly type: "custom" }>;
type EntityMapping = Extract<SlotMapping, { readonly type: "from_entity" }>;

/**
 * The value a mapping gives for the latest message; undefined when it does not apply or finds nothing
 * (rasa/core/actions/action.py 3.6, `ActionExtractSlots`). An entity may be null: it unsets the slot. External events
 * fill slots by entities and intents, never by their made-up text.
 */
export function mappedValue(
  mapping: ValueMapping,
  slot: SlotDefinition,
  context: MappingContext,
): JsonValue | undefined {
  const { latestMessage } = context.tracker;
  if (latestMessage === null || !mappingApplies(mapping, slot, context)) return undefined;
  switch (mapping.type) {
    case "from_entity":
      return entityValue(mapping, slot, latestMessage.parse_data.entities);
    case "from_intent":
    case "from_trigger_intent":
      return mapping.value ?? undefined;
    case "from_text":
      return isExternal(latestMessage) ? undefined : (latestMessage.text ?? undefined);
    default:
      return assertNever(mapping);
  }
}

export interface MappingContext {
  readonly tracker: Tracker;
  readonly domain: Domain;
}

/** Why a mapping gave nothing for the latest message; null where it gave a value or an action decides. */
export function tellWhyNot(
  mapping: SlotMapping,
  slot: SlotDefinition,
  context: MappingContext,
): string | null {
  const { tracker } = context;
  if (!conditionsHold(mapping, slot.name, tracker))
    return "its conditions do not hold: another form, or another question";
  if (mapping.type === "custom") return null;
  if (tracker.latestMessage === null) return "there is no message";
  if (mappedValue(mapping, slot, context) !== undefined) return null;
  const intent = tracker.latestMessage.parse_data.intent.name ?? "none";
  if (!intentFits(mapping, context)) return `the intent ${intent} is not one it takes`;
  if (mapping.type === "from_trigger_intent") return "only the message that starts its form counts";
  if (mapping.type === "from_text") return "an external event has no text of a person";
  if (mapping.type === "from_intent") return "it gives no value";
  if (!isUnique(mapping, slot, context))
    return `another slot of the form is also filled from the entity ${mapping.entity}`;
  return tellEntity(mapping, tracker.latestMessage.parse_data.entities);
}

function tellEntity({ entity, role, group }: EntityMapping, entities: readonly Entity[]): string {
  if (!entities.some((found) => found.entity === entity)) return `the message has no entity ${entity}`;
  const wanted = [role && `role ${role}`, group && `group ${group}`].filter(Boolean).join(" and ");
  return wanted === "" ? `its entity ${entity} has a role or group` : `no entity ${entity} has the ${wanted}`;
}

function mappingApplies(mapping: ValueMapping, slot: SlotDefinition, context: MappingContext): boolean {
  if (!intentFits(mapping, context)) return false;
  if (mapping.type === "from_trigger_intent") return triggerApplies(mapping, context.tracker);
  if (!conditionsHold(mapping, slot.name, context.tracker)) return false;
  return mapping.type !== "from_entity" || isUnique(mapping, slot, context);
}

/**
 * Any one of the conditions is enough; none at all holds always. They do not hold for the slot that a form which was
 * just rejected is asking for.
 */
export function conditionsHold(mapping: SlotMapping, slot: string, tracker: Tracker): boolean {
  if (mapping.conditions === undefined || mapping.conditions.length === 0) return true;
  const loop = tracker.activeLoop?.name ?? null;
  const requested = tracker.slots.get(REQUESTED_SLOT);
  if (tracker.activeLoop?.rejected === true && requested === slot) return false;
  return mapping.conditions.some(({ activeLoop, requestedSlot }) => {
    if (activeLoop !== undefined && activeLoop !== loop) return false;
    return requestedSlot === undefined || requested === requestedSlot;
  });
}

/** `intent` decides alone where it is given; else neither `not_intent` nor the form's `ignored_intents` may name it. */
function intentFits(mapping: ValueMapping, { tracker, domain }: MappingContext): boolean {
  const intent = tracker.latestMessage?.parse_data.intent.name ?? null;
  if (mapping.intent !== undefined && mapping.intent.length > 0)
    return intent !== null && mapping.intent.includes(intent);
  const ignored = domain.forms.get(tracker.activeLoop?.name ?? "")?.ignoredIntents ?? [];
  return intent === null || ![...(mapping.notIntent ?? []), ...ignored].includes(intent);
}

/**
 * Only while a form runs (one that the conditions name, if they do), and without an intent only for the message that
 * started it: quirk 24 of Rasa, where it re-applied on each turn of the form, is not followed.
 */
function triggerApplies(mapping: ValueMapping, { activeLoop, latestMessage }: Tracker): boolean {
  if (activeLoop === null || latestMessage === null) return false;
  const { conditions = [], intent = [] } = mapping;
  if (conditions.length > 0 && !conditions.some((condition) => condition.activeLoop === activeLoop.name))
    return false;
  return intent.length > 0 || activeLoop.trigger_message === (latestMessage.parse_data as unknown);
}

/**
 * While a form is active, an entity fills a required slot that was not asked for only if no other required slot is
 * mapped from the same entity in the same way.
 */
function isUnique(
  mapping: EntityMapping,
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

/** All matching values for list slots, otherwise the last one; an absent role or group matches only absent ones. */
function entityValue(
  mapping: EntityMapping,
  slot: SlotDefinition,
  entities: readonly Entity[],
): JsonValue | undefined {
  const values = entities
    .filter(
      ({ entity, role, group }) =>
        entity === mapping.entity &&
        (role ?? undefined) === mapping.role &&
        (group ?? undefined) === mapping.group,
    )
    .map(({ value }) => value);
  return slot.type === "list" && values.length > 0 ? values.flat() : values.at(-1);
}
