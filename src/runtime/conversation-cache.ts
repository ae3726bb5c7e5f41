import type { JsonValue } from "../base/index.ts";
import {
  type Address,
  applyEvents,
  createTracker,
  type Tracker,
  trackerFromSnapshot,
} from "../conversation/index.ts";
import type { Domain } from "../domain/index.ts";
import { NO_REACH } from "../outreach/index.ts";
import type { ConversationStore, Reach } from "../storage/index.ts";

/** A conversation between two turns, as the store has it. */
export interface ConversationState {
  readonly tracker: Tracker;
  /** The store's count of changes, by which those of other processes are noticed; null where there are none. */
  readonly revision: number | null;
  /** Sequence number of the newest committed event. */
  readonly sequence: number;
  /** Sequence number the newest snapshot was taken at. */
  readonly snapshotSequence: number;
  /** Sequence number of the newest mailbox message, 0 when there is none. */
  readonly messageSequence: number;
  readonly addresses: ReadonlyMap<string, Address>;
  /** Channels whose address is gone. */
  readonly goneAddresses: ReadonlySet<string>;
  readonly latestChannel: string | null;
  readonly reach: Reach;
  /** False only when the conversation surely has no pending reminder, which saves a look-up a turn. */
  readonly mayHaveReminders: boolean;
}

/** Keeps recently used conversations in memory. Only the holder of a conversation's turn may call it, but for `look`. */
export interface ConversationCache {
  /** What was committed last, without taking the turn: for answers. Keeps nothing, as a turn may be running. */
  look(conversationId: string): Promise<ConversationState>;
  /** @param revision the conversation's by the turn's lease; what was kept of an older one is read anew. */
  load(conversationId: string, revision: number | null): Promise<ConversationState>;
  put(conversationId: string, state: ConversationState): void;
  forget(conversationId: string): void;
  clear(): void;
}

/** Events kept over all cached conversations; about 100 MB at the usual event size. */
const CACHED_EVENTS = 100_000;

/** Evicts the conversations that were not used for longest once their windows hold too many events together. */
export function createConversationCache(store: ConversationStore, domain: () => Domain): ConversationCache {
  const states = new Map<string, ConversationState>();
  let events = 0;

  const forget = (conversationId: string): void => {
    const state = states.get(conversationId);
    if (state === undefined) return;
    events -= weight(state);
    states.delete(conversationId);
  };

  const put = (conversationId: string, state: ConversationState): void => {
    forget(conversationId);
    states.set(conversationId, state);
    events += weight(state);
    for (const oldest of states.keys()) {
      if (events <= CACHED_EVENTS || oldest === conversationId) break;
      forget(oldest);
    }
  };

  return {
    async look(conversationId) {
      const revision = states.has(conversationId) ? await store.readRevision(conversationId) : null;
      const cached = states.get(conversationId);
      return cached !== undefined && isCurrent(cached, revision)
        ? cached
        : await readState(store, conversationId, domain());
    },
    async load(conversationId, revision) {
      const cached = states.get(conversationId);
      if (cached !== undefined && isCurrent(cached, revision)) {
        states.delete(conversationId);
        states.set(conversationId, cached);
        return cached;
      }
      const known = domain();
      const state = await readState(store, conversationId, known);
      // Another model may have been loaded meanwhile, whose domain has other slots.
      if (domain() === known) put(conversationId, state);
      return state;
    },
    put,
    forget,
    clear() {
      states.clear();
      events = 0;
    },
  };
}

function isCurrent(state: ConversationState, revision: number | null): boolean {
  return revision === null || state.revision === revision;
}

function weight(state: ConversationState): number {
  return state.tracker.recentEvents.length + 10;
}

async function readState(
  store: ConversationStore,
  conversationId: string,
  domain: Domain,
): Promise<ConversationState> {
  const stored = await store.load(conversationId);
  if (stored === null) {
    return {
      tracker: createTracker(conversationId, domain),
      revision: 0,
      sequence: 0,
      snapshotSequence: 0,
      messageSequence: 0,
      addresses: new Map(),
      goneAddresses: new Set(),
      latestChannel: null,
      reach: NO_REACH,
      mayHaveReminders: false,
    };
  }
  const start = startTracker(conversationId, stored.snapshot?.state ?? null, domain);
  return {
    tracker: applyEvents(
      start,
      stored.tail.map((entry) => entry.event),
    ),
    revision: stored.revision,
    sequence: stored.sequence,
    snapshotSequence: stored.snapshot?.sequence ?? 0,
    messageSequence: stored.messageSequence,
    addresses: stored.addresses,
    goneAddresses: stored.goneAddresses,
    latestChannel: stored.latestChannel,
    reach: stored.reach,
    mayHaveReminders: true,
  };
}

function startTracker(conversationId: string, snapshot: JsonValue | null, domain: Domain): Tracker {
  return snapshot === null ? createTracker(conversationId, domain) : trackerFromSnapshot(snapshot, domain);
}
