import type { Clock, Timer } from "../base/index.ts";
import type { ConversationStore, StoredMessage } from "../storage/index.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** What is followed, and to when. */
export interface FollowOptions {
  /** Messages with a higher sequence number; null: only those that come from now on. */
  readonly after: number | null;
  /** Also tells when the delivery of a message changes. */
  readonly deliveries?: boolean;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** A message, a change of a message's delivery, that nothing happened for a while; first of all after which number it begins. */
export type Followed =
  | { readonly kind: "begun"; readonly after: number }
  | { readonly kind: "message" | "delivery"; readonly message: StoredMessage }
  | { readonly kind: "idle" };

interface FollowParts {
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly subscriptions: Pick<Subscriptions, "subscribe">;
}

/** So often it says that nothing happened; the mailbox is read again then, for messages of other processes. */
const PATIENCE = 15_000;
const PAGE = 100;
/** Changes kept for a client that does not read. */
const MOST_CHANGES = 1_000;

/**
 * A conversation's messages as they are committed, in the order of their numbers, so that a client that comes back goes
 * on where it was. The mailbox is the only source: what the subscription says is merely that there is something to
 * read. Numbers that the conversation does not have yet are of one that was erased: it is read from its beginning.
 */
export async function* followMessages(
  { store, clock, subscriptions }: FollowParts,
  conversationId: string,
  { after, deliveries = false, signal }: FollowOptions,
): AsyncGenerator<Followed> {
  const changes = new Map<number, StoredMessage>();
  const bell = createBell(clock, signal);
  const place: Place = { last: 0, erasures: 0 };
  const unsubscribe = subscriptions.subscribe(conversationId, (message) => {
    if (message === null) {
      place.last = 0;
      place.erasures++;
    } else if (deliveries && message.attempts > 0) noteChange(changes, message);
    bell.ring();
  });
  try {
    const start = after === 0 ? 0 : await startOf(store, conversationId, after);
    // Erased meanwhile, it begins at 0.
    if (place.erasures === 0) place.last = start;
    yield { kind: "begun", after: place.last };
    while (!signal.aborted) {
      yield* readNew(store, conversationId, { place, signal });
      for (const message of takeAll(changes)) yield { kind: "delivery", message };
      if ((await bell.wait(PATIENCE)) === "timeout") yield { kind: "idle" };
    }
  } finally {
    unsubscribe();
  }
}

/** The number of the last message that was told, and how often all was erased. */
interface Place {
  last: number;
  erasures: number;
}

/** Everything above the place, which goes along, and begins anew when the conversation is erased meanwhile. */
async function* readNew(
  store: ConversationStore,
  conversationId: string,
  { place, signal }: { readonly place: Place; readonly signal: AbortSignal },
): AsyncGenerator<Followed> {
  while (!signal.aborted) {
    const { erasures } = place;
    const page = await store.readMessages(conversationId, { after: place.last, limit: PAGE });
    for (const message of page) {
      if (place.erasures !== erasures) break;
      place.last = message.sequence;
      yield { kind: "message", message };
    }
    if (page.length < PAGE && place.erasures === erasures) return;
  }
}

async function startOf(
  store: ConversationStore,
  conversationId: string,
  after: number | null,
): Promise<number> {
  const newest = (await store.load(conversationId))?.messageSequence ?? 0;
  if (after === null) return newest;
  return after > newest ? 0 : after;
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
