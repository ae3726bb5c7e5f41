import type { Clock, Timer } from "../base/index.ts";
import type { Assistant } from "../runtime/index.ts";
import type { StoredMessage } from "../storage/index.ts";
import { mailboxMessageToJson } from "./mailbox-json.ts";

/** What is streamed, and to when. */
export interface MessageStreamOptions {
  readonly assistant: Assistant;
  readonly clock: Clock;
  readonly conversationId: string;
  /** Messages with a higher sequence number. */
  readonly after: number;
  /** Also tells when the delivery of a message changes. */
  readonly deliveries: boolean;
  /** Ends the stream. */
  readonly signal: AbortSignal;
}

/** A sign of life for proxies; the mailbox is read again as well, for messages of other processes. */
const HEARTBEAT = 15_000;
const PAGE = 100;
/** Changes kept for a client that does not read. */
const MOST_CHANGES = 1_000;

/**
 * A conversation's messages as server-sent events: `message` with its sequence number as the event's id, so that a
 * client that reconnects goes on where it was; `delivery`, if asked for, when a message's delivery changes. The mailbox is the
 * only source: what the subscription says is merely that there is something to read.
 */
export async function* streamMessages(options: MessageStreamOptions): AsyncGenerator<string> {
  const { assistant, clock, conversationId, signal } = options;
  const changes = new Map<number, StoredMessage>();
  const bell = createBell(clock, signal);
  let last = options.after;
  const unsubscribe = assistant.subscribe(conversationId, (message) => {
    if (message === null) last = 0;
    else if (options.deliveries && message.attempts > 0) noteChange(changes, message);
    bell.ring();
  });
  try {
    yield "retry: 2000\n\n";
    while (!signal.aborted) {
      for (;;) {
        const page = await assistant.store.readMessages(conversationId, { after: last, limit: PAGE });
        for (const message of page) {
          last = message.sequence;
          yield toEvent("message", message, message.sequence);
        }
        if (page.length < PAGE || signal.aborted) break;
      }
      for (const message of takeAll(changes)) yield toEvent("delivery", message);
      if ((await bell.wait(HEARTBEAT)) === "timeout") yield ": still here\n\n";
    }
  } finally {
    unsubscribe();
  }
}

function toEvent(type: string, message: StoredMessage, id?: number): string {
  const head = id === undefined ? "" : `id: ${id}\n`;
  return `${head}event: ${type}\ndata: ${JSON.stringify(mailboxMessageToJson(message))}\n\n`;
}

function noteChange(changes: Map<number, StoredMessage>, message: StoredMessage): void {
  changes.set(message.sequence, message);
  const [oldest] = changes.keys();
  if (changes.size > MOST_CHANGES && oldest !== undefined) changes.delete(oldest);
}

function takeAll(changes: Map<number, StoredMessage>): readonly StoredMessage[] {
  const taken = [...changes.values()];
  changes.clear();
  return taken;
}

interface Bell {
  ring(): void;
  /** Resolves when it has rung since the last wait, when the time is over, or when the signal is aborted. */
  wait(milliseconds: number): Promise<"rung" | "timeout">;
}

function createBell(clock: Clock, signal: AbortSignal): Bell {
  let hasRung = false;
  let answer: (() => void) | null = null;
  const ring = (): void => {
    hasRung = true;
    answer?.();
  };
  signal.addEventListener("abort", ring, { once: true });
  return {
    ring,
    async wait(milliseconds) {
      let timer: Timer | null = null;
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          answer = resolve;
          timer = clock.schedule(clock.now() + milliseconds, resolve);
        });
      }
      answer = null;
      (timer as Timer | null)?.cancel();
      const result = hasRung ? "rung" : "timeout";
      hasRung = false;
      return result;
    },
  };
}
