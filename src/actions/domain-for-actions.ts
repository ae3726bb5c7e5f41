import type { JsonObject, JsonValue } from "../base/index.ts";
import type { Domain, SlotDefinition, SlotMapping } from "../domain/index.ts";

const CACHE = new WeakMap<Domain, JsonObject>();

/** The domain in the shape of domain.yml, as action servers expect it. Made once for each domain. */
export function domainForActions(domain: Domain): JsonObject {
  const known = CACHE.get(domain);
  if (known !== undefined) return known;
  const json = toJson(domain);
  CACHE.set(domain, json);
  return json;
}

function toJson(domain: Domain): JsonObject {
  const { session } = domain;
  return {
    config: { store_entities_as_slots: domain.storeEntitiesAsSlots },
    session_config: {
      session_expiration_time: session.expirationMinutes,
      carry_over_slots_to_new_session: session.carryOverSlots,
    },
    intents: [...domain.intents.values()].map(({ name, useEntities }) => ({
      [name]: { use_entities: useEntities === true ? true : [...useEntities] },
    })),
    entities: [...domain.entities.keys()],
    slots: Object.fromEntries([...domain.slots].map(([name, slot]) => [name, slotToJson(slot)])),
    responses: Object.fromEntries(
      [...domain.responses].map(([name, variations]) => [name, variations.map(({ content }) => content)]),
    ),
    actions: [...domain.actions],
    forms: Object.fromEntries(
      [...domain.forms].map(([name, { requiredSlots, ignoredIntents }]) => [
        name,
        {
          required_slots: [...requiredSlots],
          ...(ignoredIntents.length > 0 && { ignored_intents: [...ignoredIntents] }),
        },
      ]),
    ),
    e2e_actions: [...domain.endToEndActions],
  };
}

function slotToJson(slot: SlotDefinition): JsonObject {
  return {
    type: slot.type,
    initial_value: slot.initialValue,
    influence_conversation: slot.influenceConversation,
    mappings: slot.mappings.map(mappingToJson),
    ...(slot.values !== undefined && { values: [...slot.values] }),
    ...(slot.minValue !== undefined && { min_value: slot.minValue }),
    ...(slot.maxValue !== undefined && { max_value: slot.maxValue }),
  };
}

function mappingToJson(mapping: SlotMapping): JsonValue {
  const { conditions, ...rest } = mapping;
  const { notIntent, ...plain } = rest as typeof rest & { readonly notIntent?: readonly string[] };
  return {
    ...(plain as unknown as JsonObject),
    ...(notIntent !== undefined && { not_intent: [...notIntent] }),
    ...(conditions !== undefined && {
      conditions: conditions.map(({ activeLoop, requestedSlot }) => ({
        ...(activeLoop !== undefined && { active_loop: activeLoop }),
        ...(requestedSlot !== undefined && { requested_slot: requestedSlot }),
      })),
    }),
  };
}
