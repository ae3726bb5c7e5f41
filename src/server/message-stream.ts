import type { Assistant } from "../runtime/index.ts";
import type { StoredMessage } from "../storage/index.ts";
import { messageToJson } from "./message-json.ts";

/** A comment this often (milliseconds) keeps proxies from closing a silent stream. */
const HEARTBEAT = 15_000;

export interface StreamRequest {
  readonly conversationId: string;
  /** Sequence number of the last message the client has. */
  readonly after: number;
  readonly signal: AbortSignal;
}

/**
 * A conversation's messages as server-sent events, from `after` on, each with its sequence number as id; a client that
 * comes back with `Last-Event-ID` misses nothing. Delivery changes of a message are not repeated.
 */
export async function* streamMessages(
  { store, clock, subscribe }: Assistant,
  { conversationId, after, signal }: StreamRequest,
): AsyncGenerator<string> {
  let last = after;
  let wake = (): void => {};
  let hasNews = true;
  const rouse = (message?: StoredMessage): void => {
    if (message !== undefined && message.sequence <= last) return;
    hasNews = true;
    wake();
  };
  const unsubscribe = subscribe(conversationId, rouse);
  const stop = (): void => wake();
  signal.addEventListener("abort", stop, { once: true });
  try {
    yield ": listening\n\n";
    while (!signal.aborted) {
      if (hasNews) {
        hasNews = false;
        for (const message of await store.readMessages(conversationId, { after: last, limit: 100 })) {
          last = message.sequence;
          hasNews = true;
          yield `id: ${message.sequence}\nevent: message\ndata: ${JSON.stringify(messageToJson(message))}\n\n`;
        }
        continue;
      }
      const beat = await new Promise<boolean>((resolve) => {
        const timer = clock.schedule(clock.now() + HEARTBEAT, () => resolve(true));
        wake = () => {
          timer.cancel();
          resolve(false);
        };
        if (signal.aborted || hasNews) wake();
      });
      if (beat) yield ": still here\n\n";
    }
  } finally {
    unsubscribe();
    signal.removeEventListener("abort", stop);
  }
}
