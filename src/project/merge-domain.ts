import type { SourcePosition } from "../base/index.ts";
import {
  DEFAULT_INTENT_NAMES,
  type Domain,
  type IntentDefinition,
  REQUESTED_SLOT,
  SESSION_STARTED_METADATA,
  type SlotDefinition,
} from "../domain/index.ts";
import type { PlaceBook } from "./place-book.ts";
import type { Diagnostic, ProjectPlaces } from "./project.ts";
import type { DomainPart, Placed } from "./readers/domain-parts.ts";

export interface MergedDomain {
  readonly domain: Domain;
  readonly places: ProjectPlaces;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Merges what several files say of the domain, in file order: the first definition of a name counts, others are
 * reported with both places. Adds Rasa's default intents and built-in slots.
 */
export function mergeDomain(
  parts: readonly DomainPart[],
  retrievalIntents: ReadonlySet<string>,
  book: PlaceBook,
): MergedDomain {
  const diagnostics: Diagnostic[] = [];
  const merge = <Value extends { readonly name: string }>(
    kind: string,
    pick: (part: DomainPart) => readonly Placed<Value>[],
  ): Merged<Value> => mergeNamed(kind, parts.flatMap(pick), diagnostics);

  const intents = merge("intent", (part) => part.intents);
  const entities = merge("entity", (part) => part.entities);
  const slots = merge("slot", (part) => part.slots);
  const responses = merge("response", (part) => part.responses);
  const actions = merge("action", (part) => part.actions);
  const forms = merge("form", (part) => part.forms);
  const formMappings = parts.flatMap((part) => part.formMappings);
  const listed = [...actions.values.values()];
  return {
    diagnostics,
    domain: {
      intents: completeIntents(intents.values, retrievalIntents, book),
      entities: entities.values,
      slots: completeSlots(
        withFormMappings(slots.values, formMappings, book),
        builtInSlots(forms.values.size > 0, actions.values.has("action_query_knowledge_base")),
      ),
      responses: new Map([...responses.values].map(([name, { variations }]) => [name, variations])),
      actions: listed.map(({ name }) => name),
      actionsThatNeedTheDomain: listed.filter(needsDomain).map(({ name }) => name),
      forms: forms.values,
      endToEndActions: [...new Set(parts.flatMap((part) => part.endToEndActions))],
      session: {
        expirationMinutes: firstOf(parts, "expirationMinutes") ?? 60,
        carryOverSlots: firstOf(parts, "carryOverSlots") ?? true,
      },
      storeEntitiesAsSlots: firstOf(parts, "storeEntitiesAsSlots") ?? true,
    },
    places: {
      intents: intents.places,
      entities: entities.places,
      slots: slots.places,
      responses: responses.places,
      actions: actions.places,
      forms: forms.places,
      of: book.of,
      ofKey: book.ofKey,
      ofText: book.ofText,
      inSource: book.inSource,
      copy: book.copy,
    },
  };
}

interface Merged<Value> {
  readonly values: ReadonlyMap<string, Value>;
  readonly places: ReadonlyMap<string, SourcePosition>;
}

function mergeNamed<Value extends { readonly name: string }>(
  kind: string,
  items: readonly Placed<Value>[],
  diagnostics: Diagnostic[],
): Merged<Value> {
  const values = new Map<string, Value>();
  const places = new Map<string, SourcePosition>();
  for (const { value, at } of items) {
    const first = places.get(value.name);
    if (first === undefined) {
      values.set(value.name, value);
      places.set(value.name, at);
      continue;
    }
    diagnostics.push({
      code: "project/defined-twice",
      severity: at.file === first.file ? "error" : "warning",
      message: `The ${kind} '${value.name}' is defined twice; the first definition counts.`,
      at,
      hint: "Remove one of them, or give it another name.",
      related: [{ message: "It is defined here first.", at: first }],
    });
  }
  return { values, places };
}

function firstOf<Key extends "expirationMinutes" | "carryOverSlots" | "storeEntitiesAsSlots">(
  parts: readonly DomainPart[],
  key: Key,
): DomainPart[Key] | undefined {
  return parts.find((part) => part[key] !== null)?.[key];
}

/** With the default intents, sorted by name as Rasa keeps them. */
function completeIntents(
  intents: ReadonlyMap<string, IntentDefinition>,
  retrievalIntents: ReadonlySet<string>,
  book: PlaceBook,
): ReadonlyMap<string, IntentDefinition> {
  const all = new Map<string, IntentDefinition>();
  for (const name of DEFAULT_INTENT_NAMES) {
    all.set(name, { name, useEntities: true, ignoreEntities: [], isRetrieval: false, isDefault: true });
  }
  for (const [name, intent] of intents) {
    all.set(name, book.copy(intent, { ...intent, isRetrieval: retrievalIntents.has(name) }));
  }
  return new Map([...all].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)));
}

/** Mappings that stood in forms come after a slot's own. */
function withFormMappings(
  slots: ReadonlyMap<string, SlotDefinition>,
  moved: DomainPart["formMappings"],
  book: PlaceBook,
): ReadonlyMap<string, SlotDefinition> {
  if (moved.length === 0) return slots;
  const all = new Map(slots);
  for (const { slot: name, mapping } of moved) {
    const slot = all.get(name);
    if (slot !== undefined)
      all.set(name, book.copy(slot, { ...slot, mappings: [...slot.mappings, mapping] }));
  }
  return all;
}

/** Actions that validate always get the domain, as in Rasa. */
function needsDomain({ name, sendDomain }: { readonly name: string; readonly sendDomain: boolean }): boolean {
  return sendDomain || name.startsWith("validate_");
}

function completeSlots(
  slots: ReadonlyMap<string, SlotDefinition>,
  builtIn: readonly (readonly [string, SlotDefinition["type"]])[],
): ReadonlyMap<string, SlotDefinition> {
  const all = new Map(slots);
  for (const [name, type] of builtIn) {
    if (all.has(name)) continue;
    all.set(name, {
      name,
      type,
      influenceConversation: false,
      initialValue: null,
      mappings: [],
      isBuiltIn: true,
    });
  }
  return all;
}

function builtInSlots(
  hasForms: boolean,
  hasKnowledgeBase: boolean,
): readonly (readonly [string, SlotDefinition["type"]])[] {
  return [
    ...(hasForms ? [[REQUESTED_SLOT, "text"] as const] : []),
    ...(hasKnowledgeBase ? KNOWLEDGE_BASE_SLOTS.map((name) => [name, "text"] as const) : []),
    [SESSION_STARTED_METADATA, "any"],
  ];
}

/** Slots that rasa_sdk's knowledge base action sets. */
const KNOWLEDGE_BASE_SLOTS = [
  "knowledge_base_listed_objects",
  "knowledge_base_last_object",
  "knowledge_base_last_object_type",
];
