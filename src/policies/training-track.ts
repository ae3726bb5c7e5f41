import type { JsonValue, SourcePosition } from "../base/index.ts";
import type { Entity, Story, UserStep } from "../conversation/index.ts";
import {
  ACTION_LISTEN,
  type Domain,
  RULE_SNIPPET_ACTION,
  type SlotDefinition,
  type SlotMapping,
} from "../domain/index.ts";
import {
  actionFeature,
  entityLabels,
  type Features,
  MUST_BE_UNSET,
  slotFeature,
  type UserFeatures,
} from "./features.ts";
import type { FlatStep, StoryPath } from "./story-paths.ts";

/** One decision of a story or rule: the features it is made with, and the action. */
export interface TrackStep {
  readonly features: Features;
  readonly action: string;
  /** A rule does not predict this action, it merely happens. */
  readonly unpredictable: boolean;
}

/** A story or rule as the decisions it teaches. */
export interface TrainingTrack {
  readonly name: string;
  readonly isRule: boolean;
  readonly at: SourcePosition;
  readonly steps: readonly TrackStep[];
}

/** Stories and rules as Rasa trains on them: `action_listen` before each message and at the end, slots and loops tracked. */
export function toTrack({ story, steps }: StoryPath, domain: Domain): TrainingTrack {
  const walk = createWalk(story, domain);
  for (const condition of story.conditions) walk.take(condition);
  walk.begin(steps[0]);
  for (const step of steps) walk.take(step);
  walk.end();
  return { name: story.name, isRule: story.kind === "rule", at: story.at, steps: walk.steps };
}

interface Walk {
  readonly steps: readonly TrackStep[];
  begin(first: FlatStep | undefined): void;
  take(step: FlatStep): void;
  end(): void;
}

function createWalk(story: Story, domain: Domain): Walk {
  const isRule = story.kind === "rule";
  const steps: TrackStep[] = [];
  const slots: SlotFeatures = new Map();
  let user: UserFeatures | null = null;
  let loop: string | null = null;
  let previous: string | null = null;
  let users: (UserFeatures | null)[] = [];

  const act = (action: string, unpredictable = false): void => {
    if (collapseLoop(action)) return;
    steps.push({ features: featuresOf({ loop, previous, slots, user }, domain), action, unpredictable });
    users.push(user);
    previous = action;
  };

  /** A form that runs again right after a message: only its first run is history. */
  const collapseLoop = (action: string): boolean => {
    if (loop !== action || !domain.forms.has(action)) return false;
    const last = steps.findLastIndex((step) => step.action === action);
    if (last < 0 || steps.slice(last + 1).some((step) => step.action !== ACTION_LISTEN)) return false;
    user = users[last] ?? null;
    steps.length = last + 1;
    users = users.slice(0, last + 1);
    previous = action;
    return true;
  };

  const setSlot = (name: string, value: JsonValue): void =>
    applySlot(slots, domain.slots.get(name), { value, isRule });

  const say = (step: UserStep): void => {
    if (previous !== ACTION_LISTEN) act(ACTION_LISTEN);
    user = userFeatures(step, domain);
    for (const [name, value] of impliedSlots(step.entities, domain)) setSlot(name, value);
  };

  return {
    steps,
    begin(first) {
      if (isRule && !story.conversationStart) act(RULE_SNIPPET_ACTION, true);
      else if (first?.type !== "user") act(ACTION_LISTEN);
    },
    take(step) {
      switch (step.type) {
        case "user":
          say(step);
          return;
        case "action":
          act(step.action);
          return;
        case "bot":
          act(step.text);
          return;
        case "active_loop":
          loop = step.name ?? (isRule ? MUST_BE_UNSET : null);
          return;
        case "slot":
          for (const { name, value } of step.slots)
            setSlot(name, value === undefined ? anyValue(name, domain) : value);
          return;
      }
    },
    end() {
      if (isRule && !story.waitForUserInput) act(RULE_SNIPPET_ACTION, true);
      if (previous !== ACTION_LISTEN) act(ACTION_LISTEN, isRule && !story.waitForUserInput);
    },
  };
}

interface Here {
  readonly loop: string | null;
  readonly previous: string | null;
  readonly slots: SlotFeatures;
  readonly user: UserFeatures | null;
}

type SlotFeatures = Map<string, readonly number[] | typeof MUST_BE_UNSET>;

function featuresOf({ loop, previous, slots, user }: Here, domain: Domain): Features {
  return {
    ...(loop !== null && { active_loop: { name: loop } }),
    ...(previous !== null && { prev_action: actionFeature(previous, domain) }),
    ...(slots.size > 0 && { slots: Object.fromEntries(slots) }),
    ...(user !== null && { user }),
  };
}

function applySlot(
  slots: SlotFeatures,
  definition: SlotDefinition | undefined,
  { value, isRule }: { readonly value: JsonValue; readonly isRule: boolean },
): void {
  if (definition?.influenceConversation !== true) return;
  const feature = slotFeature(definition, value);
  if (feature !== null) slots.set(definition.name, feature);
  else if (isRule && value === null) slots.set(definition.name, MUST_BE_UNSET);
  else slots.delete(definition.name);
}

/** A slot named without a value is set to something. */
function anyValue(name: string, domain: Domain): JsonValue {
  const type = domain.slots.get(name)?.type;
  if (type === "list") return ["value"];
  return type === "bool" ? true : type === "float" ? 1 : "value";
}

function userFeatures(step: UserStep, domain: Domain): UserFeatures | null {
  if (step.intent === undefined) return step.text === undefined ? null : { text: step.text };
  const intent = step.intent.split("/", 1)[0] ?? step.intent;
  const entities = entityLabels(step.entities, intent, domain);
  return { ...(entities.length > 0 && { entities }), intent };
}

/** In stories, entities fill the slots that are mapped from them without conditions (`store_entities_as_slots`). */
function impliedSlots(
  entities: readonly Entity[],
  domain: Domain,
): readonly (readonly [string, JsonValue])[] {
  if (!domain.storeEntitiesAsSlots) return [];
  const implied: (readonly [string, JsonValue])[] = [];
  for (const slot of domain.slots.values()) {
    for (const mapping of slot.mappings) {
      if (mapping.type !== "from_entity" || isConditioned(mapping)) continue;
      const entity = entities.findLast(
        ({ entity, role, group }) =>
          entity === mapping.entity &&
          (role ?? undefined) === mapping.role &&
          (group ?? undefined) === mapping.group,
      );
      if (entity !== undefined)
        implied.push([slot.name, slot.type === "list" ? [entity.value] : entity.value]);
    }
  }
  return implied;
}

function isConditioned(mapping: SlotMapping): boolean {
  return (mapping.conditions?.length ?? 0) > 0;
}
