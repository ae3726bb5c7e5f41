import type { Clock, Logger } from "../base/index.ts";
import type { ConversationStore, ExternalEvent, ExternalEventKey } from "../storage/index.ts";
import { type Counting, createDueAttempt, type FireOutcome } from "./due-attempt.ts";
import { createDueWork, type DueWork } from "./due-work.ts";
import { createForgetting } from "./forgetting.ts";

export interface EventSchedulerOptions {
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * Fires one due event: one committed turn (`fired`), or nothing because it waits no longer (`skipped`) or waits for
   * later (`held`; then it gives an attempt that was counted back). Throws to be tried again.
   */
  readonly fire: (event: ExternalEvent, counting: Counting) => Promise<FireOutcome>;
  /** Called after each attempt, however it ended. */
  readonly onTried: (event: ExternalEventKey) => void;
  /** Whether they can be fired now (default: always). Where not they wait, and `nudge` says that they can again. */
  readonly isReady?: () => boolean;
  /** Conversations whose events fire at once (default 64): bounds the rush of a post that reaches many. */
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
      current: (event) => currentOf(store, event, clock.now()),
      fire: options.fire,
      expire: async () => false,
      isWaiting: async ({ conversationId, id }) =>
        (await store.listExternalEvents({ conversationId, id, status: "waiting" })).length > 0,
      async postpone(event, postponement, { isCounted }) {
        if (event.batch === null) return await store.postponeExternalEvent(event, postponement);
        for (const one of await batchOf(store, event)) {
          const added = postponement.attempts - event.attempts - (isCounted ? 1 : 0);
          const attempts = Math.max(0, one.attempts + added);
          await store.postponeExternalEvent(one, { ...postponement, attempts });
        }
      },
      giveUp: (event, reason) => giveUp(store, event, { reason, at: clock.now() }),
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

/** The event with what its batch has behind it: when the first of it was due, and the most attempts at one of it. */
async function currentOf(
  store: ConversationStore,
  event: ExternalEvent,
  now: number,
): Promise<ExternalEvent | "skipped" | "held"> {
  if (event.batch === null) return event;
  const batch = await batchOf(store, event);
  const own = batch.find(({ id }) => id === event.id);
  // Another of its batch has just been tried.
  if (own === undefined) return "skipped";
  if (own.nextAttemptAt > now) return "held";
  return {
    ...own,
    attempts: batch.reduce((most, { attempts }) => Math.max(most, attempts), 0),
    dueAt: batch.reduce((first, { dueAt }) => Math.min(first, dueAt), own.dueAt),
  };
}

/** Those of a batch that had as many attempts: what joined them later goes on without them, which may be all it takes. */
async function giveUp(
  store: ConversationStore,
  event: ExternalEvent,
  { reason, at }: { readonly reason: string; readonly at: number },
): Promise<void> {
  for (const one of await batchOf(store, event)) {
    if (one.attempts >= event.attempts) await store.failExternalEvent(one, reason, at);
    else await store.postponeExternalEvent(one, { attempts: one.attempts + 1, nextAttemptAt: at, reason });
  }
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
