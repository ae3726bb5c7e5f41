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

/** The messages once each queued one has been tried, or as they are after `timeout` milliseconds. */
export function waitForMessages(
  messages: readonly StoredMessage[],
  { store, clock, waiters, timeout }: WaitOptions,
): Promise<readonly StoredMessage[]> {
  const latest = new Map(messages.map((message) => [message.id, message]));
  const untried = new Set(messages.filter(isUntried).map(({ id }) => id));
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
    for (const message of messages.filter(isUntried)) readAgain(store, message).then(note, () => {});
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
