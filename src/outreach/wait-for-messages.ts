import type { Clock } from "../base/index.ts";
import type { ConversationStore, StoredMessage } from "../storage/index.ts";

interface WaitOptions {
  readonly store: ConversationStore;
  readonly clock: Clock;
  /** Called by the courier with each message it has tried. */
  readonly waiters: Set<(message: StoredMessage) => void>;
  /** In milliseconds. */
  readonly timeout: number;
}

/**
 * The messages once each queued one has been tried, or as they are after `timeout` milliseconds. Those that stand
 * behind one which waits longer for its next attempt are not waited for, and say what they wait for.
 */
export async function waitForMessages(
  messages: readonly StoredMessage[],
  options: WaitOptions,
): Promise<readonly StoredMessage[]> {
  const untried = messages.find(isUntried);
  if (untried === undefined) return messages;
  const heads = await options.store.queuedDeliveries(untried.conversationId);
  const soon = options.clock.now() + options.timeout;
  const blocked = messages.map((message) => {
    const head = isUntried(message) ? heads.find((other) => isBefore(other, message)) : undefined;
    if (head === undefined || head.attempts === 0 || (head.nextAttemptAt ?? 0) <= soon) return message;
    return { ...message, reason: `it waits for an earlier message: ${head.reason ?? "not delivered yet"}` };
  });
  return await waitForAttempts(blocked, options);
}

function isBefore(head: StoredMessage, message: StoredMessage): boolean {
  return head.deliverTo?.channel === message.deliverTo?.channel && head.sequence < message.sequence;
}

function waitForAttempts(
  messages: readonly StoredMessage[],
  { store, clock, waiters, timeout }: WaitOptions,
): Promise<readonly StoredMessage[]> {
  const latest = new Map(messages.map((message) => [message.id, message]));
  const awaited = messages.filter((message) => isUntried(message) && message.reason === null);
  const untried = new Set(awaited.map(({ id }) => id));
  if (untried.size === 0) return Promise.resolve(messages);
  return new Promise((resolve) => {
    const finish = (): void => {
      waiters.delete(note);
      limit.cancel();
      resolve(messages.map((message) => latest.get(message.id) ?? message));
    };
    const note = (message: StoredMessage): void => {
      if (!latest.has(message.id) || isUntried(message)) return;
      latest.set(message.id, message);
      if (untried.delete(message.id) && untried.size === 0) finish();
    };
    const limit = clock.schedule(clock.now() + timeout, finish);
    waiters.add(note);
    // A fast channel may have had them before anybody waited.
    for (const message of awaited) readAgain(store, message).then(note, () => {});
  });
}

function isUntried({ status, attempts }: StoredMessage): boolean {
  return status === "queued" && attempts === 0;
}

async function readAgain(store: ConversationStore, message: StoredMessage): Promise<StoredMessage> {
  const { conversationId, sequence } = message;
  const [stored] = await store.readMessages(conversationId, { after: sequence - 1, limit: 1 });
  return stored ?? message;
}
