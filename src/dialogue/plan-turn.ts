import type { JsonObject } from "../base/index.ts";
import { type ParseResult, type Tracker, timeZoneOf, type UserUttered } from "../conversation/index.ts";
import { ACTION_LISTEN, ACTION_SESSION_START, SESSION_STARTED_METADATA } from "../domain/index.ts";
import { actionEvent } from "./action-scope.ts";
import { parsePayload } from "./payload.ts";
import type { DialoguePorts } from "./ports.ts";
import { predictAndRun } from "./predict-loop.ts";
import { fillSlots, runAction, turnScope } from "./run-action.ts";
import { needsSession, sessionStartEvent, startSession } from "./session.ts";
import type { TurnInput, TurnPlan } from "./turn.ts";
import { createTurnState, type TurnState } from "./turn-state.ts";

/**
 * Decides one turn: from an input to the next `action_listen`. Pure apart from its ports: nothing is stored or sent
 * (rasa/core/processor.py 3.6, `handle_message`, `trigger_external_user_uttered`).
 */
export async function planTurn(tracker: Tracker, input: TurnInput, ports: DialoguePorts): Promise<TurnPlan> {
  const turn = createTurnState(tracker, ports, outputChannel(tracker, input));
  await handle(turn, input);
  const { events, spoken, failures } = turn;
  return { events, tracker: turn.tracker, spoken, failures };
}

function outputChannel(tracker: Tracker, input: TurnInput): string | null {
  if ("outputChannel" in input && input.outputChannel !== undefined) return input.outputChannel;
  return input.kind === "message" ? input.channel : tracker.latestInputChannel;
}

async function handle(turn: TurnState, input: TurnInput): Promise<void> {
  switch (input.kind) {
    case "message":
      await ensureSession(turn, input.metadata);
      turn.begin();
      if (input.predict) ensureListening(turn);
      turn.record(await understand(turn, input));
      await fillSlots(turn);
      if (input.predict) await predictAndRun(turn);
      return;
    case "external":
      await ensureSession(turn, undefined);
      turn.begin();
      ensureListening(turn);
      turn.record(externalMessage(turn, input));
      await fillSlots(turn);
      await predictAndRun(turn);
      return;
    case "events":
      if (!startsSession(input)) await ensureFirstSession(turn);
      turn.record(...input.events);
      return;
    case "history":
      turn.record(...input.events);
      return;
    case "session":
      if (input.renews === true) await ensureSession(turn, undefined);
      else await ensureFirstSession(turn);
      return;
    case "action":
      await runAction(turn, {
        action: input.name,
        policy: input.policy,
        confidence: input.confidence ?? 0,
        events: [],
        hideRuleTurn: false,
      });
      return;
  }
}

/** Events that bring their own session start need none before them. */
function startsSession({ events }: Extract<TurnInput, { readonly kind: "events" }>): boolean {
  const [first, second] = events;
  return (
    first?.event === "action" && first.name === ACTION_SESSION_START && second?.event === "session_started"
  );
}

async function ensureSession(turn: TurnState, metadata: JsonObject | undefined): Promise<void> {
  const { tracker, ports } = turn;
  if (!needsSession(tracker, ports.domain, ports.clock.now())) return;
  if (metadata !== undefined && Object.keys(metadata).length > 0) {
    turn.record({ event: "slot", name: SESSION_STARTED_METADATA, value: metadata });
  }
  await beginSession(turn);
}

async function ensureFirstSession(turn: TurnState): Promise<void> {
  const { tracker } = turn;
  if (tracker.steps.length === 0 && tracker.recentEvents.length === 0) await beginSession(turn);
}

/**
 * Policies hear a message only after `action_listen`. A turn that was stopped at its limit of actions, or that ran a
 * single action, did not end with one: without it every later message, a restart too, would be taken for more of that
 * turn. One that paused the conversation goes on where it was when it is resumed, as in Rasa.
 */
function ensureListening({ tracker, record }: TurnState): void {
  if (tracker.latestAction !== ACTION_LISTEN && !hasPaused(tracker)) record(actionEvent(ACTION_LISTEN));
}

function hasPaused({ paused, history }: Tracker): boolean {
  const latestAction = history.findLastIndex((event) => event.event === "action");
  return paused || history.slice(latestAction + 1).some((event) => event.event === "pause");
}

/** A domain may list `action_session_start` to greet, or to fetch what is known of the person, itself. */
async function beginSession(turn: TurnState): Promise<void> {
  if (turn.ports.domain.actions.includes(ACTION_SESSION_START)) {
    await runAction(turn, {
      action: ACTION_SESSION_START,
      policy: null,
      confidence: 1,
      events: [],
      hideRuleTurn: false,
    });
    return;
  }
  turn.record(sessionStartEvent());
  const outcome = startSession(turnScope(turn));
  if (outcome.status === "done") turn.record(...outcome.events);
}

type MessageInput = Extract<TurnInput, { readonly kind: "message" }>;

async function understand({ ports, tracker }: TurnState, input: MessageInput): Promise<UserUttered> {
  const { text, messageId, channel, metadata } = input;
  const timeZone = timeZoneOf(tracker, metadata);
  const parsed =
    input.parseResult ?? parsePayload(text, ports.domain) ?? (await parseText(ports, text, timeZone));
  return {
    event: "user",
    text,
    parse_data: { ...parsed, text, message_id: messageId, metadata: metadata ?? {} },
    input_channel: channel,
    message_id: messageId,
    ...(metadata !== undefined && { metadata }),
  };
}

async function parseText(
  { interpreter, clock, timeZone: projectZone = null }: DialoguePorts,
  text: string,
  ownZone: string | null,
): Promise<ParseResult> {
  const timeZone = ownZone ?? projectZone;
  return await interpreter.parse(text, {
    referenceTime: clock.now(),
    ...(timeZone !== null && { timeZone }),
  });
}

/** An external event is a user message nobody wrote (inventory §5.3). */
function externalMessage(
  { tracker }: TurnState,
  { intent, entities, metadata: origin }: Extract<TurnInput, { readonly kind: "external" }>,
): UserUttered {
  const text = `EXTERNAL: ${intent}`;
  const metadata = { ...origin, is_external: true };
  return {
    event: "user",
    text,
    parse_data: { intent: { name: intent }, entities, text, message_id: null, metadata },
    input_channel: tracker.latestInputChannel,
    message_id: null,
    metadata,
  };
}
