import { applyEvents, type ConversationEvent, type SlotSet, type Tracker } from "../conversation/index.ts";
import { ACTION_LISTEN, type FormDefinition, REQUESTED_SLOT } from "../domain/index.ts";
import { type ActionOutcome, type ActionScope, done, REJECTED } from "./action-scope.ts";
import { runCustomAction } from "./custom-action.ts";
import { extractSlots } from "./slot-extraction.ts";

/**
 * Runs a form (rasa/core/actions/forms.py and loops.py 3.6). Inactive → activate: extract and validate what is known
 * already. Active and the user spoke: validate what the message filled; nothing filled → reject, so that another
 * action may answer. Then ask for the next missing slot; none missing → deactivate.
 */
export async function runForm(form: FormDefinition, scope: ActionScope): Promise<ActionOutcome> {
  const events: ConversationEvent[] = [];
  const isActivation = scope.tracker.activeLoop?.name !== form.name;
  if (isActivation) events.push(loopEvent(form.name), ...(await activate(form, scope)));
  if (!isDone(events)) {
    const asked = await validateAndAsk(form, scope, { events, isActivation });
    if (asked === null) return REJECTED;
    events.push(...asked);
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
  const ran: ConversationEvent = {
    event: "action",
    name: form.name,
    policy: null,
    confidence: null,
    action_text: null,
    hide_rule_turn: false,
  };
  return applyEvents(tracker, [ran, ...events]);
}

/** Slots are extracted again now that the form is active; what is filled already is validated. */
async function activate(form: FormDefinition, scope: ActionScope): Promise<readonly ConversationEvent[]> {
  const active = trackerWithin(form, scope.tracker, [loopEvent(form.name)]);
  const extracted = await extractSlots({ ...scope, tracker: active });
  const tracker = applyEvents(active, extracted);
  const filled = form.requiredSlots
    .filter((name) => isFilled(tracker, name))
    .map((name): SlotSet => ({ event: "slot", name, value: tracker.slots.get(name) ?? null }));
  const validated = await validate(form, { ...scope, tracker: applyEvents(tracker, filled) });
  const names = new Set(validated.filter((event) => event.event === "slot").map((event) => event.name));
  const kept = extracted.filter((event) => event.event !== "slot" || !names.has(event.name));
  return [...validated, ...kept];
}

async function validateAndAsk(
  form: FormDefinition,
  scope: ActionScope,
  { events, isActivation }: { readonly events: readonly ConversationEvent[]; readonly isActivation: boolean },
): Promise<readonly ConversationEvent[] | null> {
  let validated: readonly ConversationEvent[] = [];
  if (isActivation) {
    const settled = events.some((event) => event.event === "slot");
    if (!settled)
      validated = await validate(form, { ...scope, tracker: trackerWithin(form, scope.tracker, []) });
  } else if (
    scope.tracker.latestAction === ACTION_LISTEN &&
    scope.tracker.activeLoop?.is_interrupted !== true
  ) {
    const answer = await validateAnswer(form, scope);
    if (answer === null) return null;
    validated = answer;
  }
  if (wasRejected(validated)) return validated;
  const soFar = [...events, ...validated];
  return [...validated, ...(await askNext(form, scope, soFar))];
}

/** Validates what the latest message filled; null when a slot was asked for and nothing came. */
async function validateAnswer(
  form: FormDefinition,
  scope: ActionScope,
): Promise<readonly ConversationEvent[] | null> {
  const requested = scope.tracker.slots.get(REQUESTED_SLOT) ?? null;
  const wanted = new Set([...form.requiredSlots, ...(typeof requested === "string" ? [requested] : [])]);
  const filled = slotsSinceLastMessage(scope.tracker).filter((event) => wanted.has(event.name));
  const validated = await validate(form, { ...scope, tracker: trackerWithin(form, scope.tracker, filled) });
  if (wasRejected(validated)) return validated;
  const isAnswered = [...filled, ...validated].some(
    (event) => event.event === "slot" && event.name !== REQUESTED_SLOT,
  );
  const isSteered = validated.some((event) => event.event === "slot" || event.event === "active_loop");
  return requested !== null && !isAnswered && !isSteered ? null : validated;
}

function slotsSinceLastMessage({ recentEvents }: Tracker): readonly SlotSet[] {
  const start = recentEvents.findLastIndex((event) => event.event === "user");
  const latest = new Map<string, SlotSet>();
  for (const event of recentEvents.slice(start + 1)) {
    if (event.event === "slot") latest.set(event.name, event);
  }
  return [...latest.values()];
}

/** Runs `validate_<form>` when the domain lists it; a rejection by it is an event of its own. */
async function validate(form: FormDefinition, scope: ActionScope): Promise<readonly ConversationEvent[]> {
  const name = `validate_${form.name}`;
  if (!scope.ports.domain.actions.includes(name)) return [];
  const outcome = await runCustomAction(name, scope);
  if (outcome.status === "done") return outcome.events;
  return [{ event: "action_execution_rejected", name: form.name, policy: null, confidence: null }];
}

async function askNext(
  form: FormDefinition,
  scope: ActionScope,
  soFar: readonly ConversationEvent[],
): Promise<readonly ConversationEvent[]> {
  const nothing: SlotSet = { event: "slot", name: REQUESTED_SLOT, value: null };
  if (isDone(soFar)) return [nothing];
  const tracker = trackerWithin(form, scope.tracker, soFar);
  const given = soFar.find(
    (event): event is SlotSet => event.event === "slot" && event.name === REQUESTED_SLOT,
  )?.value;
  if (typeof given === "string" && given !== "") return await ask(form, given, { ...scope, tracker });
  const next = form.requiredSlots.find((name) => !isFilled(tracker, name));
  if (next === undefined) return [nothing];
  const request: SlotSet = { event: "slot", name: REQUESTED_SLOT, value: next };
  return [request, ...(await ask(form, next, { ...scope, tracker }))];
}

function isFilled(tracker: Tracker, slot: string): boolean {
  return (tracker.slots.get(slot) ?? null) !== null;
}

/** The most particular question the domain has for a slot; silent without one. */
async function ask(
  form: FormDefinition,
  slot: string,
  scope: ActionScope,
): Promise<readonly ConversationEvent[]> {
  const { domain, responses } = scope.ports;
  const candidates = [
    `action_ask_${form.name}_${slot}`,
    `utter_ask_${form.name}_${slot}`,
    `action_ask_${slot}`,
    `utter_ask_${slot}`,
  ];
  const name = candidates.find(
    (candidate) => domain.actions.includes(candidate) || domain.responses.has(candidate),
  );
  if (name === undefined) return [];
  if (name.startsWith("utter_")) {
    const event = await responses.generate(name, { tracker: scope.tracker, channel: scope.channel });
    return event === null ? [] : [event];
  }
  const outcome = await runCustomAction(name, scope);
  return outcome.status === "done" ? outcome.events : [];
}
