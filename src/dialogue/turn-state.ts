import { applyEvent, type BotUttered, type ConversationEvent, type Tracker } from "../conversation/index.ts";
import type { DialoguePorts } from "./ports.ts";

/** A turn in the making: what it has decided so far. The only mutable thing in dialogue/, one per turn. */
export interface TurnState {
  readonly ports: DialoguePorts;
  /** Name of the channel the input came from, or null. */
  readonly channel: string | null;
  readonly tracker: Tracker;
  readonly events: readonly ConversationEvent[];
  /** Everything the bot says, in order; also what was said before the turn was taken back. */
  readonly spoken: readonly BotUttered[];
  readonly failures: readonly { readonly action: string; readonly reason: string }[];
  readonly isTakenBack: boolean;
  /**
   * Adds events in order; each gets the time of now, never before its predecessor's, unless it has one. A reminder
   * without a name gets one, so that the tracker, the stored event and the reminder agree.
   */
  record(...events: readonly ConversationEvent[]): void;
  fail(action: string, reason: string): void;
  /** From here on the turn can be taken back. */
  begin(): void;
  /** The turn cannot go on: what happened since it began is forgotten, but for what was said, and its cause is noted. */
  takeBack(action: string, reason: string): void;
}

/** A turn that has decided nothing yet. */
export function createTurnState(start: Tracker, ports: DialoguePorts, channel: string | null): TurnState {
  const events: ConversationEvent[] = [];
  const spoken: BotUttered[] = [];
  const failures: { action: string; reason: string }[] = [];
  let tracker = start;
  let beginning = { length: 0, tracker };
  let isTakenBack = false;
  const fail = (action: string, reason: string): void => {
    failures.push({ action, reason });
    ports.logger.error(`the action '${action}' failed: ${reason}`, {
      conversationId: tracker.conversationId,
    });
  };
  return {
    ports,
    channel,
    get tracker() {
      return tracker;
    },
    events,
    spoken,
    failures,
    get isTakenBack() {
      return isTakenBack;
    },
    record(...added) {
      for (const event of added) {
        const now = Math.max(ports.clock.now() / 1000, tracker.latestEventTime ?? 0);
        const timestamp = event.timestamp ?? now;
        const named =
          event.event === "reminder" && event.name === null
            ? { ...event, timestamp, name: ports.createId() }
            : { ...event, timestamp };
        events.push(named);
        if (named.event === "bot") spoken.push(named);
        tracker = applyEvent(tracker, named);
      }
    },
    fail,
    begin() {
      beginning = { length: events.length, tracker };
    },
    takeBack(action, reason) {
      fail(action, reason);
      events.length = beginning.length;
      tracker = beginning.tracker;
      isTakenBack = true;
    },
  };
}

/** An event without its time, so that the turn gives it one. */
export function untimed<Event extends ConversationEvent>(event: Event): Event {
  if (event.timestamp === undefined) return event;
  const { timestamp: _, ...rest } = event;
  return rest as Event;
}
