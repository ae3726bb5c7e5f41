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
  /**
   * Delivers everything of a conversation that may be tried now, in order, as long as `mayGoOn`.
   *
   * @param heads of each channel the oldest queued message, as it is now
   */
  run(conversationId: string, heads: readonly StoredMessage[], mayGoOn: () => boolean): Promise<void>;
  /** The conversation's next run tries also what waits for its next attempt. */
  wake(conversationId: string): void;
}

/** `waits`: what comes after it has to wait, too; `last`: nothing comes after it in the whole conversation. */
type Tried = "waits" | "ended" | "last";

export function createDelivery(options: DeliveryOptions): OrderedDelivery {
  const { store, clock, attempt, waitUntil, onSettled } = options;
  const awake = new Set<string>();
  /** Outcomes the store could not be told yet: what was delivered is not delivered again for that. */
  const unrecorded = new Map<string, DeliveryOutcome>();

  const tryOnce = async (message: StoredMessage, isAwake: boolean): Promise<Tried> => {
    const retryAt = isAwake ? null : waitsUntil(message, clock.now());
    if (retryAt !== null) {
      waitUntil(retryAt);
      return "waits";
    }
    const outcome = unrecorded.get(message.id) ?? (await attempt(message));
    unrecorded.set(message.id, outcome);
    const { others, mayHaveMore } = await store.settleDelivery(message, outcome);
    unrecorded.delete(message.id);
    for (const settled of [afterOutcome(message, outcome), ...others]) onSettled(settled);
    if (outcome.status === "failed" && outcome.isAddressGone === true) options.onAddressGone(message);
    if (outcome.status === "queued") waitUntil(outcome.nextAttemptAt);
    return toTried(outcome, mayHaveMore);
  };

  const run: OrderedDelivery["run"] = async (conversationId, first, mayGoOn) => {
    const blocked = new Set<string>();
    const isAwake = awake.delete(conversationId);
    const tryHead = async (message: StoredMessage): Promise<Tried> => {
      const tried = await tryOnce(message, isAwake);
      if (tried === "waits") blocked.add(channelOf(message));
      return tried;
    };
    for (let heads = first; mayGoOn(); heads = await store.queuedDeliveries(conversationId)) {
      const next = heads.filter((message) => !blocked.has(channelOf(message)));
      if (next.length === 0) return;
      // All of them have ended before the line may run again, also when one threw.
      const ended = await Promise.allSettled(next.map(tryHead));
      for (const outcome of ended) if (outcome.status === "rejected") throw outcome.reason;
      // What is committed since then says so itself.
      if (ended.some((outcome) => outcome.status === "fulfilled" && outcome.value === "last")) return;
    }
  };
  return { run, wake: (conversationId) => awake.add(conversationId) };
}

function toTried({ status }: DeliveryOutcome, mayHaveMore: boolean): Tried {
  if (status === "queued") return "waits";
  return mayHaveMore ? "ended" : "last";
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
