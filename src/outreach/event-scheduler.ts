import type { Clock, Logger } from "../base/index.ts";
import type { ConversationStore, ExternalEvent, ExternalEventKey } from "../storage/index.ts";
import { createDueAttempt, type FireOutcome } from "./due-attempt.ts";
import { createDueWork, type DueWork } from "./due-work.ts";
import { createForgetting } from "./forgetting.ts";

export interface EventSchedulerOptions {
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * Fires one due event: one committed turn (`fired`), or nothing because it waits no longer (`skipped`) or waits for
   * later (`held`). Throws to be tried again.
   */
  readonly fire: (event: ExternalEvent) => Promise<FireOutcome>;
  /** Called after each attempt, however it ended. */
  readonly onTried: (event: ExternalEventKey) => void;
  /** Whether they can be fired now (default: always). Where not they wait, and `nudge` says that they can again. */
  readonly isReady?: () => boolean;
  /** Conversations whose events fire at once (default 16): bounds the rush of a post that reaches many. */
  readonly concurrency?: number;
}

/** Fires events from outside that wait for their turn: those of topics, those that were held or collected. */
export function createEventScheduler(options: EventSchedulerOptions): DueWork {
  const { store, clock } = options;
  let startedAt = 0;
  const attempt = createDueAttempt<ExternalEvent>({
    ...options,
    startedAt: () => startedAt,
    kind: {
      name: "event",
      label: ({ intent }) => intent,
      fire: options.fire,
      expire: async () => false,
      isWaiting: async ({ conversationId, id }) =>
        (await store.listExternalEvents({ conversationId, id, status: "waiting" })).length > 0,
      async postpone(event, postponement) {
        for (const one of await batchOf(store, event)) await store.postponeExternalEvent(one, postponement);
      },
      async giveUp(event, reason) {
        for (const one of await batchOf(store, event))
          await store.failExternalEvent(one, reason, clock.now());
      },
    },
  });
  const work = createDueWork<ExternalEvent>({
    ...options,
    source: {
      name: "external events",
      earliest: store.earliestExternalEvent,
      // Those that were tried before a crash come first again.
      claim: async (now, limit, except) =>
        [...(await store.claimDueExternalEvents(now, limit, except))].sort(byDueTime),
      release: (conversationId) => store.releaseLine("external_events", conversationId),
      forget: createForgetting(clock, store.forgetExternalEvents),
    },
    async attempt(event) {
      const outcome = await attempt(event);
      options.onTried(event);
      return outcome !== "unrecorded";
    },
  });
  return {
    ...work,
    async start() {
      startedAt = clock.now();
      await work.start();
    },
  };
}

/** What fires together with an event, itself included. */
async function batchOf(store: ConversationStore, event: ExternalEvent): Promise<readonly ExternalEvent[]> {
  const { conversationId, batch } = event;
  if (batch === null) return [event];
  return await store.listExternalEvents({ conversationId, batch, status: "waiting" });
}

function byDueTime(left: ExternalEvent, right: ExternalEvent): number {
  return left.dueAt - right.dueAt || left.createdAt - right.createdAt;
}
