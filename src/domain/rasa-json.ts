import type { JsonObject, JsonValue } from "../base/index.ts";
import type {
  Domain,
  EntityDefinition,
  FormDefinition,
  IntentDefinition,
  ResponseVariation,
  SlotDefinition,
  SlotMapping,
} from "./domain.ts";

const made = new WeakMap<Domain, JsonObject>();

/**
 * The domain as domain.yml says it, which is what the API answers and action servers expect: what is as by default, and
 * what Rasa adds by itself, is left out. Made once for each domain.
 */
export function domainToRasaJson(domain: Domain): JsonObject {
  const known = made.get(domain);
  if (known !== undefined) return known;
  const json = toJson(domain);
  made.set(domain, json);
  return json;
}

function toJson(domain: Domain): JsonObject {
  const slots = [...domain.slots.values()].filter(({ isBuiltIn }) => !isBuiltIn);
  return {
    version: domain.version ?? "3.1",
    intents: [...domain.intents.values()].filter(({ isDefault }) => !isDefault).map(intentToJson),
    entities: [...domain.entities.values()].map(entityToJson),
    ...section("slots", byName(slots, slotToJson)),
    ...section(
      "responses",
      fromMap(domain.responses, (variations) => variations.map(variationToJson)),
    ),
    ...(domain.actions.length > 0 && { actions: actionsToJson(domain) }),
    ...section("forms", fromMap(domain.forms, formToJson)),
    ...(domain.endToEndActions.length > 0 && { e2e_actions: [...domain.endToEndActions] }),
    ...(!domain.storeEntitiesAsSlots && { config: { store_entities_as_slots: false } }),
    session_config: {
      session_expiration_time: domain.session.expirationMinutes,
      carry_over_slots_to_new_session: domain.session.carryOverSlots,
    },
  };
}

function section(name: string, value: JsonObject): JsonObject {
  return Object.keys(value).length > 0 ? { [name]: value } : {};
}

function byName<Item extends { readonly name: string }>(
  items: readonly Item[],
  toJson: (item: Item) => JsonObject,
): JsonObject {
  return Object.fromEntries(items.map((item) => [item.name, toJson(item)]));
}

function fromMap<Item>(items: ReadonlyMap<string, Item>, toJson: (item: Item) => JsonValue): JsonObject {
  return Object.fromEntries([...items].map(([name, item]) => [name, toJson(item)]));
}

function intentToJson({ name, useEntities, ignoreEntities, resumesSilently }: IntentDefinition): JsonValue {
  const properties = {
    ...(useEntities !== true && { use_entities: [...useEntities] }),
    ...(ignoreEntities.length > 0 && { ignore_entities: [...ignoreEntities] }),
    ...(resumesSilently === true && { resume: "silent" }),
  };
  return Object.keys(properties).length > 0 ? { [name]: properties } : name;
}

function entityToJson({ name, roles, groups, influenceConversation }: EntityDefinition): JsonValue {
  const properties = {
    ...(roles.length > 0 && { roles: [...roles] }),
    ...(groups.length > 0 && { groups: [...groups] }),
    ...(!influenceConversation && { influence_conversation: false }),
  };
  return Object.keys(properties).length > 0 ? { [name]: properties } : name;
}

function slotToJson(slot: SlotDefinition): JsonObject {
  if (slot.written !== undefined) return slot.written;
  return {
    type: slot.type,
    ...(slot.values !== undefined && { values: [...slot.values] }),
    ...(slot.minValue !== undefined && { min_value: slot.minValue }),
    ...(slot.maxValue !== undefined && { max_value: slot.maxValue }),
    ...(slot.initialValue !== null && { initial_value: slot.initialValue }),
    ...(!slot.influenceConversation && slot.type !== "any" && { influence_conversation: false }),
    mappings: slot.mappings.map(mappingToJson),
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

function variationToJson({ id, channel, condition, content }: ResponseVariation): JsonObject {
  return {
    ...(id !== undefined && { id }),
    ...(channel !== undefined && { channel }),
    ...(condition !== undefined && { condition: condition as unknown as JsonValue }),
    ...content,
  };
}

function actionsToJson({ actions, actionsThatNeedTheDomain }: Domain): JsonValue {
  return actions.map((name) =>
    actionsThatNeedTheDomain.includes(name) ? { [name]: { send_domain: true } } : name,
  );
}

function formToJson({ requiredSlots, ignoredIntents }: FormDefinition): JsonObject {
  return {
    required_slots: [...requiredSlots],
    ...(ignoredIntents.length > 0 && { ignored_intents: [...ignoredIntents] }),
  };
}
