import type { Clock } from "../base/index.ts";
import type { StoredMessage } from "../storage/index.ts";

/** The messages once each queued one has been tried, or as they are after `timeout` milliseconds. */
export function waitForMessages(
  messages: readonly StoredMessage[],
  {
    clock,
    waiters,
    timeout,
  }: { clock: Clock; waiters: Set<(message: StoredMessage) => void>; timeout: number },
): Promise<readonly StoredMessage[]> {
  const latest = new Map(messages.map((message) => [message.id, message]));
  const untried = new Set(messages.filter(({ status }) => status === "queued").map(({ id }) => id));
  if (untried.size === 0) return Promise.resolve(messages);
  return new Promise((resolve) => {
    const finish = (): void => {
      waiters.delete(waiter);
      limit.cancel();
      resolve(messages.map(({ id }) => latest.get(id) as StoredMessage));
    };
    const waiter = (message: StoredMessage): void => {
      if (!latest.has(message.id)) return;
      latest.set(message.id, message);
      untried.delete(message.id);
      if (untried.size === 0) finish();
    };
    const limit = clock.schedule(clock.now() + timeout, finish);
    waiters.add(waiter);
  });
}
