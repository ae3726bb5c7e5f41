import {
  allActionNames,
  type Domain,
  type SlotDefinition,
  type SlotMapping,
} from "../../src/domain/index.ts";
import { entityLabels } from "../../src/policies/features.ts";
import { bagDifferences, differences } from "./difference.ts";
import type { GoldenData, GoldenFolder } from "./golden.ts";
import { acceptance, readFiles } from "./read-files.ts";

interface DomainGolden extends GoldenData {
  readonly domain?: RasasDomain;
}

interface RasasDomain {
  readonly intents: readonly {
    readonly name: string;
    readonly used_entities: readonly string[];
    readonly retrieval: boolean;
  }[];
  readonly entities: readonly {
    readonly name: string;
    readonly roles: readonly string[];
    readonly groups: readonly string[];
    readonly influences_conversation_by_default: boolean;
  }[];
  readonly slots: readonly RasasSlot[];
  readonly slot_order: readonly string[];
  readonly actions: readonly string[];
  readonly action_texts: readonly string[];
  readonly responses: object;
  readonly forms: Readonly<
    Record<string, { required_slots?: string[]; ignored_intents?: string[] | string }>
  >;
  readonly session_config: { session_expiration_time: number; carry_over_slots_to_new_session: boolean };
  readonly store_entities_as_slots: boolean;
  readonly actions_that_need_the_domain: readonly string[];
}

interface RasasSlot {
  readonly name: string;
  readonly type: string;
  readonly initial_value: unknown;
  readonly influence_conversation: boolean;
  readonly mappings: readonly Readonly<Record<string, unknown>>[];
  readonly values?: readonly string[];
  readonly min_value?: number;
  readonly max_value?: number;
}

/** The domain that Rasa made of the same files. */
export async function compareDomain(golden: DomainGolden, folder: GoldenFolder): Promise<readonly string[]> {
  const { project, errors } = await readFiles(golden, folder, "domain");
  const { domain: rasas, ok } = golden;
  if (ok !== true || rasas === undefined || errors.length > 0) return acceptance(golden, errors);
  const { domain } = project;
  return [
    ...compareIntents(domain, rasas),
    ...bagDifferences("entities", entitiesOf(domain), rasas.entities.map(rasasEntity)),
    ...differences("order of slots", [...domain.slots.keys()], rasas.slot_order),
    ...rasas.slots.flatMap((slot) =>
      differences(`slot ${slot.name}`, ourSlot(domain.slots.get(slot.name)), rasasSlot(slot)),
    ),
    ...differences("actions", allActionNames(domain), rasas.actions),
    ...bagDifferences("end-to-end actions", domain.endToEndActions, rasas.action_texts),
    ...differences("responses", responsesOf(domain), rasas.responses),
    ...differences("forms", [...domain.forms.values()], formsOf(rasas)),
    ...differences("session", domain.session, {
      expirationMinutes: rasas.session_config.session_expiration_time,
      carryOverSlots: rasas.session_config.carry_over_slots_to_new_session,
    }),
    ...differences("store_entities_as_slots", domain.storeEntitiesAsSlots, rasas.store_entities_as_slots),
    ...bagDifferences("send_domain", domain.actionsThatNeedTheDomain, rasas.actions_that_need_the_domain),
  ];
}

/** Names in order, and what policies see of entities: an entity alone, and with each of its roles and groups. */
function compareIntents(domain: Domain, { intents }: RasasDomain): readonly string[] {
  const used = (name: string): readonly string[] => {
    const all = [...domain.entities.values()].flatMap(({ name: entity, roles, groups }) => [
      { entity, value: "" },
      ...roles.map((role) => ({ entity, role, value: "" })),
      ...groups.map((group) => ({ entity, group, value: "" })),
    ]);
    return [...new Set(all.flatMap((entity) => entityLabels([entity], name, domain)))].sort();
  };
  return differences(
    "intents",
    [...domain.intents.values()].map(({ name, isRetrieval }) => [name, isRetrieval, used(name)]),
    intents.map(({ name, retrieval, used_entities }) => [name, retrieval, [...used_entities].sort()]),
  );
}

function entitiesOf(domain: Domain): readonly unknown[] {
  return [...domain.entities.values()].map(({ name, roles, groups, influenceConversation }) => [
    name,
    [...roles].sort(),
    [...groups].sort(),
    influenceConversation,
  ]);
}

function rasasEntity(entity: RasasDomain["entities"][number]): unknown {
  const { name, roles, groups, influences_conversation_by_default: influences } = entity;
  return [name, [...roles].sort(), [...groups].sort(), influences];
}

function ourSlot(slot: SlotDefinition | undefined): unknown {
  if (slot === undefined) return null;
  const { type, initialValue, influenceConversation, values, minValue, maxValue } = slot;
  const range = type === "float" ? [minValue ?? 0, maxValue ?? 1] : null;
  return [type, initialValue, influenceConversation, slot.mappings.map(ourMapping), values ?? null, range];
}

function rasasSlot(slot: RasasSlot): unknown {
  const values = slot.values?.filter((value) => value !== "__other__") ?? null;
  const range = slot.min_value === undefined ? null : [slot.min_value, slot.max_value];
  const { type, initial_value, influence_conversation, mappings } = slot;
  return [type, initial_value, influence_conversation, mappings.map(rasasMapping), values, range];
}

type Loose = Readonly<Record<string, unknown>>;

function ourMapping(mapping: SlotMapping): unknown {
  const { type, entity, role, group, value, action, intent, notIntent, conditions } =
    mapping as unknown as Loose;
  const asked = (conditions as readonly Loose[] | undefined)?.map(({ activeLoop, requestedSlot }) => ({
    ...(activeLoop !== undefined && { active_loop: activeLoop }),
    ...(requestedSlot !== undefined && { requested_slot: requestedSlot }),
  }));
  return written({
    type,
    entity,
    role,
    group,
    value,
    action,
    intent,
    not_intent: notIntent,
    conditions: asked,
  });
}

/** `intent` and `not_intent` may be a name or a list of them; keys that say nothing count as absent. */
function rasasMapping(mapping: Loose): unknown {
  const { type, entity, role, group, value, action, intent, not_intent, conditions } = mapping;
  const listed = (names: unknown) => (names === undefined || names === null ? undefined : [names].flat());
  return written({
    type,
    entity,
    role,
    group,
    value,
    action,
    intent: listed(intent),
    not_intent: listed(not_intent),
    conditions,
  });
}

function written(members: Loose): Loose {
  return Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

function responsesOf(domain: Domain): Loose {
  return Object.fromEntries(
    [...domain.responses].map(([name, variations]) => [
      name,
      variations.map(({ content, ...rest }) => ({ ...content, ...rest })),
    ]),
  );
}

function formsOf({ forms }: RasasDomain): readonly unknown[] {
  return Object.entries(forms).map(([name, { required_slots = [], ignored_intents = [] }]) => ({
    name,
    requiredSlots: required_slots,
    ignoredIntents: [ignored_intents].flat(),
  }));
}
