import type { Clock } from "../base/index.ts";
import type { ConversationStore, DeliveryOutcome, StoredMessage } from "../storage/index.ts";
import { LONGEST_RETRY } from "./retry-time.ts";

interface DeliveryOptions {
  readonly store: ConversationStore;
  readonly clock: Clock;
  /** One attempt. Must not throw. */
  readonly attempt: (message: StoredMessage) => Promise<DeliveryOutcome>;
  /** A message has to wait until then. */
  readonly waitUntil: (at: number) => void;
  /** Called after each recorded attempt, and for what was given up with it. */
  readonly onSettled: (message: StoredMessage) => void;
  /** A receiver said that the message's address is gone, and that is recorded. */
  readonly onAddressGone: (message: StoredMessage) => void;
}

/** A channel that has to wait blocks only itself: a conversation's channels are delivered to side by side. */
export interface OrderedDelivery {
  /** Delivers everything of a conversation that may be tried now, in order, as long as `mayGoOn`. */
  run(conversationId: string, mayGoOn: () => boolean): Promise<void>;
  /** The conversation's next run tries also what waits for its next attempt. */
  wake(conversationId: string): void;
}

export function createDelivery(options: DeliveryOptions): OrderedDelivery {
  const { store, clock, attempt, waitUntil, onSettled } = options;
  const awake = new Set<string>();
  /** Outcomes the store could not be told yet: what was delivered is not delivered again for that. */
  const unrecorded = new Map<string, DeliveryOutcome>();

  /** False when what comes after has to wait. */
  const tryOnce = async (message: StoredMessage, isAwake: boolean): Promise<boolean> => {
    const retryAt = isAwake ? null : waitsUntil(message, clock.now());
    if (retryAt !== null) {
      waitUntil(retryAt);
      return false;
    }
    const outcome = unrecorded.get(message.id) ?? (await attempt(message));
    unrecorded.set(message.id, outcome);
    const others = await store.settleDelivery(message, outcome);
    unrecorded.delete(message.id);
    for (const settled of [afterOutcome(message, outcome), ...others]) onSettled(settled);
    if (outcome.status === "failed" && outcome.isAddressGone === true) options.onAddressGone(message);
    if (outcome.status === "queued") waitUntil(outcome.nextAttemptAt);
    return outcome.status !== "queued";
  };

  const run = async (conversationId: string, mayGoOn: () => boolean): Promise<void> => {
    const blocked = new Set<string>();
    const isAwake = awake.delete(conversationId);
    const tryHead = async (message: StoredMessage): Promise<void> => {
      if (!(await tryOnce(message, isAwake))) blocked.add(channelOf(message));
    };
    while (mayGoOn()) {
      const heads = await store.queuedDeliveries(conversationId);
      const next = heads.filter((message) => !blocked.has(channelOf(message)));
      if (next.length === 0) return;
      // All of them have ended before the line may run again, also when one threw.
      const ended = await Promise.allSettled(next.map(tryHead));
      for (const outcome of ended) if (outcome.status === "rejected") throw outcome.reason;
    }
  };
  return { run, wake: (conversationId) => awake.add(conversationId) };
}

function channelOf({ deliverTo }: StoredMessage): string {
  return deliverTo?.channel ?? "";
}

/** When the message may be tried again, or null for now. A wait no retry ever has means that the clock was set back. */
function waitsUntil({ attempts, nextAttemptAt }: StoredMessage, now: number): number | null {
  if (attempts === 0 || nextAttemptAt === null || nextAttemptAt <= now) return null;
  return nextAttemptAt - now > LONGEST_RETRY ? null : nextAttemptAt;
}

function afterOutcome(message: StoredMessage, outcome: DeliveryOutcome): StoredMessage {
  return {
    ...message,
    attempts: message.attempts + 1,
    status: outcome.status,
    nextAttemptAt: outcome.status === "queued" ? outcome.nextAttemptAt : null,
    reason: outcome.status === "delivered" ? null : outcome.reason,
  };
}
