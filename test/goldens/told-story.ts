import type { JsonValue } from "../../src/base/index.ts";
import type { Entity } from "../../src/conversation/index.ts";
import { ACTION_LISTEN, type Domain, RULE_SNIPPET_ACTION } from "../../src/domain/index.ts";
import type { PathStep, StoryPath } from "../../src/policies/story-paths.ts";
import { createStorySlots } from "../../src/policies/story-slots.ts";
import type { TrainingTrack } from "../../src/policies/training-track.ts";

/** A story in a form in which ours and Rasa's can be compared. */
export interface Told {
  readonly name: string;
  readonly isRule: boolean;
  /** Messages, actions and loops in order, with the slots that are set then. */
  readonly happens: readonly unknown[];
  /** What policies learn to do, in order, with `action_listen` and the placeholder of rules. */
  readonly decisions: readonly string[];
}

/** An event of a recorded tracker. */
export type RasasEvent =
  | {
      readonly event: "user";
      readonly text?: string;
      readonly intent: string | null;
      readonly entities: readonly Entity[];
    }
  | {
      readonly event: "action";
      readonly name?: string;
      readonly text?: string;
      readonly unpredictable?: boolean;
    }
  | { readonly event: "slot"; readonly name: string; readonly value?: JsonValue }
  | { readonly event: "active_loop"; readonly name?: string | null }
  | { readonly event: "restart" };

/** What a slot named without a value is set to: Rasa writes `filled`. */
const ANY = "filled";

/** What a recorded tracker tells. */
export function fromEvents(
  name: string,
  isRule: boolean,
  events: readonly RasasEvent[],
  domain: Domain,
): Told {
  const slots = new Map<string, JsonValue>();
  const happens: unknown[] = [];
  const actions: { readonly action: string; readonly loop: string | null }[] = [];
  let loop: string | null = null;
  for (const event of events) {
    if (event.event === "slot") slots.set(event.name, event.value ?? null);
    if (event.event === "active_loop") loop = event.name ?? null;
    if (event.event === "action") actions.push({ action: actionOf(event), loop });
    const moment = momentOf(event);
    if (moment !== null) happens.push([...moment, slotsOf(slots)]);
  }
  happens.push(["end", slotsOf(slots)]);
  return { name, isRule, happens, decisions: withoutRepeats(actions, domain) };
}

function actionOf({ name, text }: Extract<RasasEvent, { readonly event: "action" }>): string {
  return name ?? text ?? "";
}

function momentOf(event: RasasEvent): readonly unknown[] | null {
  switch (event.event) {
    case "user":
      return ["user", event.intent, event.text ?? null, event.entities.map(entityOf)];
    case "restart":
      return ["action", "action_restart"];
    case "active_loop":
      return ["loop", event.name ?? null];
    case "action":
      return isVisible(actionOf(event)) ? ["action", actionOf(event)] : null;
    default:
      return null;
  }
}

interface PathContext {
  readonly track: TrainingTrack;
  readonly domain: Domain;
  /** Of conversation tests: intents have their full names. */
  readonly isTest: boolean;
}

/**
 * What a way through our stories tells, and by what its end differs from others': by what policies see of the slots; where a
 * checkpoint stays open by their values, as anything may follow.
 */
export function fromPath(
  name: string,
  { story, steps, isOpen }: StoryPath,
  { track, domain, isTest }: PathContext,
): { readonly told: Told; readonly atEnd: unknown } {
  const slots = createStorySlots(domain, track.isRule);
  const bare = new Set<string>();
  const happens: unknown[] = [];
  const add = (moment: readonly unknown[]): void => {
    const current = new Map(
      [...slots.values].map(([slot, value]) => [slot, bare.has(slot) && value !== null ? ANY : value]),
    );
    happens.push([...moment, slotsOf(current)]);
  };
  for (const step of [...story.conditions, ...steps]) {
    const moment = ourMoment(step, isTest);
    if (moment !== null) add(moment);
    if (step.type === "user") slots.fillFrom(step.entities);
    if (step.type !== "slot") continue;
    slots.set(step.slots);
    for (const slot of step.slots) {
      if (slot.value === undefined) bare.add(slot.name);
      else bare.delete(slot.name);
    }
  }
  add(["end"]);
  const decisions = track.steps.map(({ action }) => action);
  return {
    told: { name, isRule: track.isRule, happens, decisions },
    atEnd: [...(isOpen ? slots.values : slots.features)],
  };
}

function ourMoment(step: PathStep, isTest: boolean): readonly unknown[] | null {
  switch (step.type) {
    case "user": {
      const intent = (isTest ? step.intent : step.intent?.split("/", 1)[0]) ?? null;
      return ["user", intent, step.text ?? null, step.entities.map(entityOf)];
    }
    case "active_loop":
      return ["loop", step.name];
    case "action":
      return ["action", step.action];
    case "bot":
      return ["action", step.text];
    default:
      return null;
  }
}

function isVisible(action: string): boolean {
  return action !== ACTION_LISTEN && action !== RULE_SNIPPET_ACTION;
}

function slotsOf(slots: ReadonlyMap<string, JsonValue>): readonly unknown[] {
  return [...slots].sort(([left], [right]) => (left < right ? -1 : 1));
}

function entityOf({ entity, value, role, group }: Entity): unknown {
  return [entity, value, role ?? null, group ?? null];
}

/** Of a form that runs again and again with nothing between but messages, policies learn the first run only. */
function withoutRepeats(
  actions: readonly { readonly action: string; readonly loop: string | null }[],
  domain: Domain,
): readonly string[] {
  const decisions: string[] = [];
  for (const { action, loop } of actions) {
    const last = loop === action && domain.forms.has(action) ? decisions.lastIndexOf(action) : -1;
    const isRepeat = last >= 0 && decisions.slice(last + 1).every((one) => one === ACTION_LISTEN);
    if (isRepeat) decisions.length = last + 1;
    else decisions.push(action);
  }
  return decisions;
}
