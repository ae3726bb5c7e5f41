import {
  type ActionExecuted,
  applyEvents,
  type ConversationEvent,
  createTracker,
  type EventType,
  type PolicyOpinion,
  type Tracker,
} from "../conversation/index.ts";
import { explainSlots, type SlotExplanation } from "./explain-slots.ts";
import type { DialoguePorts } from "./ports.ts";
import { explainNext } from "./predict-next.ts";

/** Why one action was taken. */
export interface ActionExplanation {
  readonly action: string;
  /** As recorded; null where nobody predicted it. */
  readonly policy: string | null;
  readonly confidence: number | null;
  /** What the model that is loaded now would do there; the same as `action` unless the model changed. */
  readonly now: string;
  readonly opinions: readonly PolicyOpinion[];
}

/** Why a turn went as it did. */
export interface TurnExplanation {
  /** From 1. */
  readonly turn: number;
  /** How many turns there are. */
  readonly turns: number;
  readonly text: string | null;
  readonly intent: string | null;
  readonly slots: readonly SlotExplanation[];
  readonly actions: readonly ActionExplanation[];
  /** Models that decided then, by id; another one may be loaded now. */
  readonly modelIds: readonly string[];
}

/**
 * Explains a turn from a conversation's events: the conversation is folded up to each decision, and the policies are
 * asked again. Null where there is no such turn.
 *
 * @param turn from 1; negative ones count from the end
 */
export function explainTurn(
  conversationId: string,
  events: readonly ConversationEvent[],
  turn: number,
  ports: DialoguePorts,
): TurnExplanation | null {
  const starts = events.flatMap((event, index) => (event.event === "user" ? [index] : []));
  const place = turn < 0 ? starts.length + turn : turn - 1;
  const start = starts[place];
  if (start === undefined) return null;
  const message = events[start];
  if (message?.event !== "user") return null;
  const end = starts[place + 1] ?? events.length;
  const before = applyEvents(createTracker(conversationId, ports.domain), events.slice(0, start + 1));
  const own = events.slice(start + 1, end);
  const firstAction = own.findIndex((event) => event.event === "action");
  const modelIds = own.map(({ metadata }) => metadata?.["model_id"]).filter((id) => typeof id === "string");
  return {
    turn: place + 1,
    turns: starts.length,
    text: message.text,
    intent: message.parse_data.intent.name ?? null,
    slots: explainSlots(before, ports.domain, firstAction < 0 ? own : own.slice(0, firstAction)),
    actions: explainActions(before, own, ports),
    modelIds: [...new Set(modelIds)],
  };
}

/** What a policy adds before its action: it had not happened when the action was chosen. */
const OF_THE_POLICY: ReadonlySet<EventType> = new Set(["user_featurization", "loop_interrupted", "entities"]);

function explainActions(
  start: Tracker,
  events: readonly ConversationEvent[],
  ports: DialoguePorts,
): readonly ActionExplanation[] {
  const explained: ActionExplanation[] = [];
  let tracker = start;
  let held: ConversationEvent[] = [];
  for (const event of events) {
    if (OF_THE_POLICY.has(event.event) || restoresLoop(event, tracker)) {
      held.push(event);
      continue;
    }
    if (isDecided(event)) explained.push(explainAction(event, tracker, ports));
    tracker = applyEvents(tracker, [...held, event]);
    held = [];
  }
  return explained;
}

/** A form that waits in silence is set back by the rule that lets it: an action activates a form that is not active. */
function restoresLoop(event: ConversationEvent, { activeLoop }: Tracker): boolean {
  return event.event === "active_loop" && activeLoop !== null && event.name === activeLoop.name;
}

/** What starts a session was decided by nobody. */
function isDecided(event: ConversationEvent): event is ActionExecuted {
  return event.event === "action" && event.policy !== null;
}

function explainAction(event: ActionExecuted, tracker: Tracker, ports: DialoguePorts): ActionExplanation {
  const { prediction, opinions } = explainNext(tracker, ports);
  return {
    action: event.name ?? event.action_text ?? "",
    policy: event.policy,
    confidence: event.confidence,
    now: prediction.action,
    opinions,
  };
}
