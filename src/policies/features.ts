import { type JsonValue, toText } from "../base/index.ts";
import type { Entity, Situation, UserUttered } from "../conversation/index.ts";
import type { Domain, IntentDefinition, SlotDefinition } from "../domain/index.ts";

/** In rules: the slot or loop must not be set. */
export const MUST_BE_UNSET = "should_not_be_set";

/** A situation as policies compare it; the keys and their order are those of Rasa 3.6's states. */
export interface Features {
  readonly active_loop?: { readonly name: string };
  readonly prev_action?: { readonly action_name: string } | { readonly action_text: string };
  readonly slots?: Readonly<Record<string, readonly number[] | typeof MUST_BE_UNSET>>;
  readonly user?: UserFeatures;
}

export interface UserFeatures {
  readonly entities?: readonly string[];
  readonly intent?: string;
  readonly text?: string;
}

/** What of a slot policies see (rasa/shared/core/slots.py 3.6, `as_feature`); null when there is nothing to see. */
export function slotFeature(slot: SlotDefinition, value: JsonValue): readonly number[] | null {
  if (!slot.influenceConversation) return null;
  const feature = featureVector(slot, value);
  return feature.some((number) => number !== 0) ? feature : null;
}

function featureVector(slot: SlotDefinition, value: JsonValue): readonly number[] {
  switch (slot.type) {
    case "text":
      return [value === null ? 0 : 1];
    case "bool":
      return value === null ? [0, 0] : [1, isTrue(value) ? 1 : 0];
    case "float":
      return floatFeature(slot, value);
    case "list":
      return [Array.isArray(value) && value.length > 0 ? 1 : 0];
    case "categorical":
      return categoricalFeature(slot.values ?? [], value);
    case "any":
      return [];
  }
}

function isTrue(value: JsonValue): boolean {
  return (
    value === true ||
    value === 1 ||
    (typeof value === "string" && ["true", "1", "1.0"].includes(value.toLowerCase()))
  );
}

function floatFeature({ minValue = 0, maxValue = 1 }: SlotDefinition, value: JsonValue): readonly number[] {
  const number =
    typeof value === "number" ? value : typeof value === "string" ? Number.parseFloat(value) : Number.NaN;
  if (Number.isNaN(number)) return [0, 0];
  const clamped = Math.min(maxValue, Math.max(minValue, number));
  return [1, (clamped - minValue) / (maxValue - minValue)];
}

function categoricalFeature(values: readonly string[], value: JsonValue): readonly number[] {
  const feature = new Array<number>(values.length + 1).fill(0);
  if (value === null) return feature;
  const index = values.indexOf(toText(value).toLowerCase());
  feature[index < 0 ? values.length : index] = 1;
  return feature;
}

/** The names of entities that policies see for an intent: types, and types with their role or group. */
export function entityLabels(
  entities: readonly Entity[],
  intent: string | undefined,
  domain: Domain,
): readonly string[] {
  const definition = intent === undefined ? undefined : domain.intents.get(intent);
  const labels = new Set<string>();
  for (const { entity, role, group } of entities) {
    if (!domain.entities.has(entity) || !isUsed(entity, definition, domain)) continue;
    labels.add(entity);
    if (role) addIfUsed(labels, `${entity}#${role}`, definition);
    if (group) addIfUsed(labels, `${entity}#${group}`, definition);
  }
  return [...labels].sort();
}

function addIfUsed(labels: Set<string>, label: string, definition: IntentDefinition | undefined): void {
  if (definition === undefined || !definition.ignoreEntities.includes(label)) labels.add(label);
}

function isUsed(entity: string, definition: IntentDefinition | undefined, domain: Domain): boolean {
  if (definition === undefined) return domain.entities.get(entity)?.influenceConversation !== false;
  if (definition.ignoreEntities.includes(entity)) return false;
  if (definition.useEntities === true) return domain.entities.get(entity)?.influenceConversation !== false;
  return definition.useEntities.includes(entity);
}

/** Features of a situation; `useText` takes the message's text in place of its intent. */
export function toFeatures(situation: Situation, domain: Domain, useText: boolean): Features {
  const user = situation.user === null ? null : userFeatures(situation.user, domain, useText);
  const slots = slotFeatures(situation.slots, domain);
  const { previousAction, activeLoop } = situation;
  return {
    ...(activeLoop !== null && { active_loop: { name: activeLoop.name } }),
    ...(previousAction !== null && { prev_action: actionFeature(previousAction, domain) }),
    ...(slots !== null && { slots }),
    ...(user !== null && { user }),
  };
}

/** The action before, by name or by its end-to-end text. */
export function actionFeature(action: string, domain: Domain): NonNullable<Features["prev_action"]> {
  return domain.endToEndActions.includes(action) ? { action_text: action } : { action_name: action };
}

function userFeatures(
  { text, parse_data }: UserUttered,
  domain: Domain,
  useText: boolean,
): UserFeatures | null {
  if (useText) return text === null ? null : { text };
  const intent = parse_data.intent.name ?? undefined;
  const entities = entityLabels(parse_data.entities, intent, domain);
  if (intent === undefined && entities.length === 0) return null;
  return {
    ...(entities.length > 0 && { entities }),
    ...(intent !== undefined && { intent: baseIntent(intent) }),
  };
}

/** `faq/opening` is `faq` to the policies. */
function baseIntent(intent: string): string {
  return intent.split("/", 1)[0] ?? intent;
}

function slotFeatures(slots: Situation["slots"], domain: Domain): NonNullable<Features["slots"]> | null {
  let features: Record<string, readonly number[]> | null = null;
  for (const [name, value] of slots) {
    if (value === null) continue;
    const definition = domain.slots.get(name);
    const feature = definition === undefined ? null : slotFeature(definition, value);
    if (feature === null) continue;
    features ??= Object.create(null) as Record<string, readonly number[]>;
    features[name] = feature;
  }
  return features;
}
