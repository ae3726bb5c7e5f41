import { ACTION_LISTEN, RULE_SNIPPET_ACTION } from "../../domain/index.ts";
import { type Features, MUST_BE_UNSET } from "../features.ts";
import { previousAction } from "../rules/rule-table.ts";
import type { TrackStep, TrainingTrack } from "../training-track.ts";

/** Longer conversations are told by their end. */
const MOST_STEPS = 8;

/**
 * A conversation as a person would tell it: `the user says 'greet' → utter_greet → …`, with the slots and the form
 * that its last state asks for.
 */
export function tellConversation(states: readonly Features[]): string {
  const steps = states.flatMap(toSteps);
  const told = steps.length > MOST_STEPS ? ["…", ...steps.slice(-MOST_STEPS)] : steps;
  const conditions = toConditions(states.at(-1) ?? {});
  return [told.join(" → ") || "the conversation begins", ...conditions].join(", ");
}

function toSteps(state: Features): readonly string[] {
  const action = previousAction(state);
  if (action === undefined || action === RULE_SNIPPET_ACTION) return [];
  if (action !== ACTION_LISTEN) return [action];
  return state.user === undefined ? [] : [toMessage(state.user)];
}

function toMessage({ intent, text, entities = [] }: NonNullable<Features["user"]>): string {
  const marked = entities.length === 0 ? "" : ` with ${entities.map((name) => `'${name}'`).join(" and ")}`;
  return intent === undefined ? `the user writes "${text ?? ""}"` : `the user says '${intent}'${marked}`;
}

function toConditions({ slots = {}, active_loop: loop }: Features): readonly string[] {
  const conditions = Object.entries(slots).map(([name, feature]) =>
    feature === MUST_BE_UNSET ? `'${name}' not set` : `'${name}' set`,
  );
  if (loop !== undefined) {
    conditions.push(loop.name === MUST_BE_UNSET ? "no form running" : `the form '${loop.name}' running`);
  }
  return conditions;
}

/** `takes 'utter_greet'`, or `waits for the user`. */
export function tellAction(action: string): string {
  return action === ACTION_LISTEN ? "waits for the user" : `takes '${action}'`;
}

/** `the rule 'greet'` */
export function tellTrack({ isRule, name }: TrainingTrack): string {
  return `the ${isRule ? "rule" : "story"} '${name}'`;
}

/** `The rule 'greet' …` at the beginning of a sentence. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The states that lead to a step, its own last. */
export function statesUpTo(track: TrainingTrack, step: TrackStep): readonly Features[] {
  return track.steps.slice(0, track.steps.indexOf(step) + 1).map(({ features }) => features);
}
