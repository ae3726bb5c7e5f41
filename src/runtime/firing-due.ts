import type { Clock, Logger } from "../base/index.ts";
import type { Channel } from "../channels/index.ts";
import {
  type AwaitedPosts,
  createAwaitedPosts,
  createEventScheduler,
  createOccurrenceEnd,
  createReminderScheduler,
  type DueWork,
  type EndOccurrence,
  type ReminderScheduler,
} from "../outreach/index.ts";
import type { ConversationStore } from "../storage/index.ts";
import { fireReminder } from "./firing.ts";
import { fireExternalEvent } from "./firing-events.ts";
import type { RuntimeServices } from "./services.ts";
import type { Committed, Turns } from "./turns.ts";

interface FiringOptions {
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly createId: () => string;
}

/** What fires when it is due: reminders, and events from outside that wait. */
export interface Firing {
  readonly scheduler: ReminderScheduler;
  readonly endOccurrence: EndOccurrence;
  readonly events: { readonly scheduler: DueWork; readonly awaited: AwaitedPosts };
  /** Looks at what a commit scheduled and ended. */
  follow(committed: Committed): void;
  /** What is due may be done again: another model was loaded, or another process left its work. */
  nudge(): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createFiring(options: FiringOptions, services: RuntimeServices, turns: () => Turns): Firing {
  const { store, clock, channels, createId } = options;
  // Without a model, or one with dialogue, nobody can answer: that is no failure of the reminder's.
  // Nor is it that nothing more can be sent: they are looked at again within the minute.
  const isReady = (): boolean => (services.model()?.predictor ?? null) !== null && !services.outbox.isFull();
  const endOccurrence = createOccurrenceEnd({
    store,
    clock,
    createId,
    onScheduled: (at) => scheduler.nudge(at),
  });
  const scheduler = createReminderScheduler({
    ...options,
    fire: (reminder) => fireReminder({ services, turns: turns(), channels, endOccurrence }, reminder),
    endOccurrence,
    isReady,
  });
  const awaited = createAwaitedPosts(clock);
  const eventScheduler = createEventScheduler({
    ...options,
    fire: (event, counting) => fireExternalEvent({ services, turns: turns(), channels }, event, counting),
    onTried: awaited.hear,
    isReady,
  });
  return {
    scheduler,
    endOccurrence,
    events: { scheduler: eventScheduler, awaited },
    follow({ conversationId, reminders, externalEvents }) {
      nudgeEarliest(
        scheduler,
        reminders.flatMap((change) => (change.type === "schedule" ? [change.reminder.dueAt] : [])),
      );
      nudgeEarliest(
        eventScheduler,
        externalEvents.flatMap((change) => (change.type === "wait" ? [change.event.dueAt] : [])),
      );
      for (const change of externalEvents) {
        if ("id" in change) awaited.hear({ conversationId, id: change.id });
      }
    },
    nudge() {
      scheduler.nudge(clock.now());
      eventScheduler.nudge(clock.now());
    },
    async start() {
      await scheduler.start();
      await eventScheduler.start();
    },
    async stop() {
      await Promise.all([scheduler.stop(), eventScheduler.stop()]);
      awaited.release();
    },
  };
}

function nudgeEarliest(work: DueWork, times: readonly number[]): void {
  if (times.length > 0) work.nudge(times.reduce((left, right) => Math.min(left, right)));
}
