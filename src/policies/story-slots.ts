import { type JsonValue, jsonEquals } from "../base/index.ts";
import type { Entity, SlotStep } from "../conversation/index.ts";
import type { Domain, SlotDefinition, SlotMapping } from "../domain/index.ts";
import { MUST_BE_UNSET, slotFeature } from "./features.ts";

/** The slots on the way through a story or rule. */
export interface StorySlots {
  /** What policies see of them now. */
  readonly features: ReadonlyMap<string, readonly number[] | typeof MUST_BE_UNSET>;
  /** What they are set to; null where a story or rule says that one is not set. */
  readonly values: ReadonlyMap<string, JsonValue>;
  set(slots: SlotStep["slots"]): void;
  /** In stories, entities fill the slots that are mapped from them outside of forms (`store_entities_as_slots`). */
  fillFrom(entities: readonly Entity[]): void;
  /** Whether all of these are set so. */
  hold(slots: SlotStep["slots"]): boolean;
}

/** No slot is set yet. In rules `null` says that a slot must not be set; in stories, that it is not. */
export function createStorySlots(domain: Domain, isRule: boolean): StorySlots {
  const features = new Map<string, readonly number[] | typeof MUST_BE_UNSET>();
  const values = new Map<string, JsonValue>();

  const set = (name: string, value: JsonValue): void => {
    values.set(name, value);
    const definition = domain.slots.get(name);
    if (definition?.influenceConversation !== true) return;
    const feature = slotFeature(definition, value);
    if (feature !== null) features.set(name, feature);
    else if (isRule && value === null) features.set(name, MUST_BE_UNSET);
    else features.delete(name);
  };

  return {
    features,
    values,
    set(slots) {
      for (const { name, value } of slots) set(name, value === undefined ? anyValue(name, domain) : value);
    },
    fillFrom(entities) {
      for (const [name, value] of storySlotValues(domain, entities)) set(name, value);
    },
    hold: (slots) =>
      slots.every(({ name, value }) => {
        const current = values.get(name) ?? null;
        return value === undefined ? current !== null : jsonEquals(current, value);
      }),
  };
}

/** A slot named without a value is set to something. */
function anyValue(name: string, domain: Domain): JsonValue {
  const type = domain.slots.get(name)?.type;
  if (type === "list") return ["value"];
  return type === "bool" ? true : type === "float" ? 1 : "value";
}

/** What entities set slots to outside of forms, as in stories. */
export function storySlotValues(domain: Domain, entities: readonly Entity[]): ReadonlyMap<string, JsonValue> {
  const values = new Map<string, JsonValue>();
  if (!domain.storeEntitiesAsSlots) return values;
  for (const slot of domain.slots.values()) {
    const value = mappedValue(slot, entities);
    if (value !== undefined) values.set(slot.name, value);
  }
  return values;
}

function mappedValue({ type, mappings }: SlotDefinition, entities: readonly Entity[]): JsonValue | undefined {
  const mapped = mappings.flatMap((mapping) =>
    isForForms(mapping) ? [] : entities.filter((entity) => isMappedFrom(mapping, entity)),
  );
  if (type !== "list") return mapped.at(-1)?.value;
  return mapped.length === 0 ? undefined : mapped.map(({ value }) => value);
}

function isMappedFrom(mapping: SlotMapping, { entity, role, group }: Entity): boolean {
  return (
    mapping.type === "from_entity" &&
    entity === mapping.entity &&
    (role ?? undefined) === mapping.role &&
    (group ?? undefined) === mapping.group
  );
}

function isForForms({ conditions = [] }: SlotMapping): boolean {
  return (conditions[0]?.activeLoop ?? null) !== null;
}
