import type { SourcePosition } from "../../base/index.ts";
import type { MappingCondition, SlotDefinition, SlotMapping } from "../../domain/index.ts";
import type { Project } from "../project.ts";
import { payloadsOf } from "./payloads.ts";
import { baseIntent, slotSteps, titleOf, userSteps } from "./story-walk.ts";

/** A name that is used somewhere. */
export interface Mention {
  readonly name: string;
  /** Asked for when something is wrong with the name. */
  readonly place: () => SourcePosition | undefined;
  /** The beginning of a sentence: `The rule 'greet' uses`. */
  readonly where: string;
}

interface OwnedMapping {
  readonly slot: SlotDefinition;
  readonly mapping: SlotMapping;
}

/** Every slot mapping of the domain with its slot. */
export function allMappings({ domain }: Project): readonly OwnedMapping[] {
  return [...domain.slots.values()].flatMap((slot) => slot.mappings.map((mapping) => ({ slot, mapping })));
}

/** A mapping's condition that names a form. */
export interface FormCondition extends OwnedMapping {
  readonly condition: MappingCondition;
  readonly form: string;
}

export function formConditions(project: Project): readonly FormCondition[] {
  return allMappings(project).flatMap(({ slot, mapping }) =>
    (mapping.conditions ?? []).flatMap((condition) =>
      typeof condition.activeLoop === "string"
        ? [{ slot, mapping, condition, form: condition.activeLoop }]
        : [],
    ),
  );
}

/** Where intents are named outside of the domain's list. */
export function intentMentions(project: Project): readonly Mention[] {
  const { domain, places } = project;
  const fromStories = [...userSteps(project)].flatMap(({ story, step }) =>
    step.intent === undefined
      ? []
      : [{ name: step.intent, place: () => step.at, where: `${titleOf(story)} uses` }],
  );
  const fromForms = [...domain.forms.values()].flatMap((form) =>
    form.ignoredIntents.map((name, index) => ({
      name,
      place: () => places.of(form, "ignored_intents", index),
      where: `The form '${form.name}' ignores`,
    })),
  );
  return [
    ...fromStories,
    ...[...intentsOfData(project)].map(([name, at]) => ({
      name,
      place: () => at,
      where: "The NLU data hold examples of",
    })),
    ...allMappings(project).flatMap((owned) => intentsOfMapping(project, owned)),
    ...fromForms,
    ...payloadsOf(project).map(({ response, variation, path, intent }) => ({
      name: intent,
      place: () => places.ofText(variation, intent, ...path),
      where: `A payload of the response '${response}' sends`,
    })),
  ];
}

function intentsOfMapping({ places }: Project, { slot, mapping }: OwnedMapping): readonly Mention[] {
  if (mapping.type === "custom") return [];
  const lists = [
    ["intent", mapping.intent ?? []],
    ["not_intent", mapping.notIntent ?? []],
  ] as const;
  return lists.flatMap(([key, names]) =>
    names.map((name, index) => ({
      name,
      place: () => places.of(mapping, key, index),
      where: `A mapping of the slot '${slot.name}' names`,
    })),
  );
}

/** Each intent of the data once, with its first place. */
function intentsOfData({ nlu }: Project): ReadonlyMap<string, SourcePosition> {
  const found = new Map<string, SourcePosition>();
  const add = (name: string, at: SourcePosition): void => {
    const intent = baseIntent(name);
    if (!found.has(intent)) found.set(intent, at);
  };
  for (const { kind, name, at } of nlu.entries) if (kind === "intent") add(name, at);
  for (const { intent, at } of nlu.examples) if (intent !== undefined) add(intent, at);
  return found;
}

/** Where entities are named outside of the domain's list; those of examples once each. */
export function entityMentions(project: Project): readonly Mention[] {
  const { places } = project;
  const fromStories = [...userSteps(project)].flatMap(({ story, step }) =>
    step.entities.map((entity, index) => ({
      name: entity.entity,
      place: () => places.inSource(story, step.at, "entities", index) ?? step.at,
      where: `${titleOf(story)} uses`,
    })),
  );
  const fromMappings = allMappings(project).flatMap(({ slot, mapping }) =>
    mapping.type === "from_entity"
      ? [
          {
            name: mapping.entity,
            place: () => places.of(mapping, "entity"),
            where: `The slot '${slot.name}' is filled from`,
          },
        ]
      : [],
  );
  const fromPayloads = payloadsOf(project).flatMap(({ response, variation, path, entities }) =>
    entities.map((name) => ({
      name,
      place: () => places.ofText(variation, name, ...path),
      where: `A payload of the response '${response}' sends`,
    })),
  );
  return [
    ...fromStories,
    ...fromMappings,
    ...fromPayloads,
    ...entitiesOfIntents(project),
    ...entitiesOfExamples(project),
  ];
}

function entitiesOfIntents({ domain, places }: Project): readonly Mention[] {
  return [...domain.intents.values()].flatMap((intent) => {
    const lists = [
      ["use_entities", intent.useEntities === true ? [] : intent.useEntities],
      ["ignore_entities", intent.ignoreEntities],
    ] as const;
    return lists.flatMap(([key, names]) =>
      names.map((name, index) => ({
        // `city#departure` is the entity `city` in a role.
        name: name.split("#", 1)[0] ?? name,
        place: () => places.of(intent, key, index),
        where: `'${key}' of '${intent.name}' names`,
      })),
    );
  });
}

function entitiesOfExamples({ nlu, places }: Project): readonly Mention[] {
  const first = new Map<string, Mention>();
  for (const { entities, at } of nlu.examples) {
    for (const entity of entities) {
      const name = entity.entity;
      if (!first.has(name))
        first.set(name, { name, place: () => places.of(entity, "entity") ?? at, where: "An example marks" });
    }
  }
  return [...first.values()];
}

/** Where slots are named outside of the domain's `slots`. */
export function slotMentions(project: Project): readonly Mention[] {
  const { domain, places } = project;
  const fromStories = [...slotSteps(project)].flatMap(({ story, step }) =>
    step.slots.map((slot, index) => ({
      name: slot.name,
      place: () => places.inSource(story, step.at, "slot_was_set", index) ?? step.at,
      where: `${titleOf(story)} uses`,
    })),
  );
  const fromForms = [...domain.forms.values()].flatMap((form) =>
    form.requiredSlots.map((name, index) => ({
      name,
      place: () => places.of(form, "required_slots", index),
      where: `The form '${form.name}' requires`,
    })),
  );
  const fromMappings = allMappings(project).flatMap(({ slot, mapping }) =>
    (mapping.conditions ?? []).flatMap((condition) =>
      condition.requestedSlot === undefined
        ? []
        : [
            {
              name: condition.requestedSlot,
              place: () => places.of(condition, "requested_slot"),
              where: `A mapping of the slot '${slot.name}' names`,
            },
          ],
    ),
  );
  return [...fromStories, ...fromForms, ...fromMappings, ...slotsOfResponses(project)];
}

function slotsOfResponses({ domain, places }: Project): readonly Mention[] {
  return [...domain.responses].flatMap(([response, variations]) =>
    variations
      .flatMap(({ condition }) => condition ?? [])
      .map((condition) => ({
        name: condition.name,
        place: () => places.of(condition, "name"),
        where: `A condition of the response '${response}' names`,
      })),
  );
}
