import { applyEvents, type ConversationEvent, type SlotSet, type Tracker } from "../conversation/index.ts";
import { ACTION_LISTEN, type FormDefinition, REQUESTED_SLOT } from "../domain/index.ts";
import { type ActionOutcome, type ActionScope, actionEvent, done, REJECTED } from "./action-scope.ts";
import { runCustomAction } from "./custom-action.ts";
import { askForSlot } from "./form-questions.ts";
import { extractSlots } from "./slot-extraction.ts";

// A form runs in three parts (rasa/core/actions/forms.py and loops.py 3.6): when it is new it activates, taking what is
// known already; else it validates what the person's answer filled; then it asks for the next missing slot, or ends.
// Each part is an outcome: when a validation or question is rejected or fails, so is the whole run of the form.

/** Runs a form. Nothing filled although a slot was asked for: it rejects, so that another action may answer. */
export async function runForm(form: FormDefinition, scope: ActionScope): Promise<ActionOutcome> {
  const events: ConversationEvent[] = [];
  const isActivation = scope.tracker.activeLoop?.name !== form.name;
  if (isActivation) {
    const activated = await activate(form, scope);
    if (activated.status !== "done") return activated;
    events.push(loopEvent(form.name), ...activated.events);
  }
  if (!isDone(events)) {
    const asked = await validateAndAsk(form, scope, { events, isActivation });
    if (asked.status !== "done") return asked;
    events.push(...asked.events);
  }
  if (isDone(events)) events.push(loopEvent(null));
  return done(events);
}

function loopEvent(name: string | null): ConversationEvent {
  return { event: "active_loop", name };
}

/** A validation ends the form early by unsetting the requested slot or the loop, unless it rejected. */
function isDone(events: readonly ConversationEvent[]): boolean {
  if (wasRejected(events)) return false;
  const requested = events.findLast(
    (event): event is SlotSet => event.event === "slot" && event.name === REQUESTED_SLOT,
  );
  const loop = events.findLast((event) => event.event === "active_loop");
  return requested?.value === null || loop?.name === null;
}

function wasRejected(events: readonly ConversationEvent[]): boolean {
  return events.some((event) => event.event === "action_execution_rejected");
}

/** The conversation as a form's own actions see it: the form has run, and these events with it. */
function trackerWithin(
  form: FormDefinition,
  tracker: Tracker,
  events: readonly ConversationEvent[],
): Tracker {
  return applyEvents(tracker, [actionEvent(form.name), ...events]);
}

/** Slots are extracted again now that the form is active; what is filled already is validated. */
async function activate(form: FormDefinition, scope: ActionScope): Promise<ActionOutcome> {
  const active = applyEvents(scope.tracker, [loopEvent(form.name)]);
  const extracted = await extractSlots({ ...scope, tracker: active });
  const tracker = applyEvents(active, extracted);
  const filled = form.requiredSlots
    .filter((name) => isFilled(tracker, name))
    .map((name): SlotSet => ({ event: "slot", name, value: tracker.slots.get(name) ?? null }));
  const validated = await validate(form, { ...scope, tracker: trackerWithin(form, tracker, filled) });
  if (validated.status !== "done") return validated;
  const names = new Set(validated.events.map((event) => (event.event === "slot" ? event.name : null)));
  const kept = extracted.filter((event) => event.event !== "slot" || !names.has(event.name));
  return done([...validated.events, ...kept]);
}

async function validateAndAsk(
  form: FormDefinition,
  scope: ActionScope,
  { events, isActivation }: { readonly events: readonly ConversationEvent[]; readonly isActivation: boolean },
): Promise<ActionOutcome> {
  const validated = await validateIfRequired(form, scope, {
    isActivation,
    isSettled: events.some((event) => event.event === "slot"),
  });
  if (validated.status !== "done" || wasRejected(validated.events)) return validated;
  const asked = await askNext(form, scope, [...events, ...validated.events]);
  return asked.status === "done" ? done([...validated.events, ...asked.events]) : asked;
}

/** @param isSettled whether the activation has validated already. */
async function validateIfRequired(
  form: FormDefinition,
  scope: ActionScope,
  { isActivation, isSettled }: { readonly isActivation: boolean; readonly isSettled: boolean },
): Promise<ActionOutcome> {
  const { tracker } = scope;
  if (isActivation) {
    return isSettled
      ? done([])
      : await validate(form, { ...scope, tracker: trackerWithin(form, tracker, []) });
  }
  return isAnswer(tracker) ? await validateAnswer(form, scope) : done([]);
}

/** Validates what the latest message filled; rejects when a slot was asked for and nothing came. */
async function validateAnswer(form: FormDefinition, scope: ActionScope): Promise<ActionOutcome> {
  const requested = scope.tracker.slots.get(REQUESTED_SLOT) ?? null;
  const wanted = new Set([...form.requiredSlots, ...(typeof requested === "string" ? [requested] : [])]);
  const filled = slotsSinceLastMessage(scope.tracker).filter((event) => wanted.has(event.name));
  const validated = await validate(form, { ...scope, tracker: trackerWithin(form, scope.tracker, filled) });
  if (validated.status !== "done" || wasRejected(validated.events)) return validated;
  const isAnswered = [...filled, ...validated.events].some(
    (event) => event.event === "slot" && event.name !== REQUESTED_SLOT,
  );
  return requested === null || isAnswered ? validated : REJECTED;
}

function slotsSinceLastMessage({ recentEvents }: Tracker): readonly SlotSet[] {
  const start = recentEvents.findLastIndex((event) => event.event === "user");
  const latest = new Map<string, SlotSet>();
  for (const event of recentEvents.slice(start + 1)) {
    if (event.event === "slot") latest.set(event.name, event);
  }
  return [...latest.values()];
}

/** Runs `validate_<form>` when the domain lists it. */
async function validate(form: FormDefinition, scope: ActionScope): Promise<ActionOutcome> {
  const name = `validate_${form.name}`;
  return scope.ports.domain.actions.includes(name) ? await runCustomAction(name, scope) : done([]);
}

async function askNext(
  form: FormDefinition,
  scope: ActionScope,
  soFar: readonly ConversationEvent[],
): Promise<ActionOutcome> {
  const nothing: SlotSet = { event: "slot", name: REQUESTED_SLOT, value: null };
  if (isDone(soFar)) return done([nothing]);
  const tracker = trackerWithin(form, scope.tracker, soFar);
  const given = soFar.find(
    (event): event is SlotSet => event.event === "slot" && event.name === REQUESTED_SLOT,
  )?.value;
  if (typeof given === "string" && given !== "") return await askForSlot(form, given, { ...scope, tracker });
  const next = form.requiredSlots.find((name) => !isFilled(tracker, name)) ?? askedBefore(scope.tracker);
  if (next === undefined) return done([nothing]);
  const asked = await askForSlot(form, next, { ...scope, tracker });
  const request: SlotSet = { event: "slot", name: REQUESTED_SLOT, value: next };
  return asked.status === "done" ? done([request, ...asked.events]) : asked;
}

/**
 * A form that goes on after an interruption asks again what it asked, also a slot that only its validation requires; in
 * Rasa it would take itself for done.
 */
function askedBefore(tracker: Tracker): string | undefined {
  if (isAnswer(tracker)) return undefined;
  const requested = tracker.slots.get(REQUESTED_SLOT);
  return typeof requested === "string" && !isFilled(tracker, requested) ? requested : undefined;
}

/** Whether the form hears a message itself; after an interruption it only goes on. */
function isAnswer({ latestAction, activeLoop }: Tracker): boolean {
  return latestAction === ACTION_LISTEN && activeLoop?.is_interrupted !== true;
}

function isFilled(tracker: Tracker, slot: string): boolean {
  return (tracker.slots.get(slot) ?? null) !== null;
}
