import { createKeyedQueue, type KeyedQueue, TsbotError } from "../base/index.ts";
import {
  type Address,
  type ConversationEvent,
  createTracker,
  type Tracker,
  trackerToSnapshot,
} from "../conversation/index.ts";
import { planTurn, type TurnInput, type TurnPlan } from "../dialogue/index.ts";
import { afterReachChanges, planReachChanges } from "../outreach/index.ts";
import type {
  Commit,
  CommitReceipt,
  ConversationStore,
  ExternalEventChange,
  OutgoingMessage,
  ReminderChange,
  StoredMessage,
  TurnLease,
} from "../storage/index.ts";
import {
  type ConversationCache,
  type ConversationState,
  createConversationCache,
} from "./conversation-cache.ts";
import type { RuntimeModel } from "./model.ts";
import { outboxFullError, outgoingMessages } from "./outgoing.ts";
import { planReminders } from "./reminder-plan.ts";
import type { RuntimeServices } from "./services.ts";
import { warnOfTakenNames } from "./taken-names.ts";

/** Events between two snapshots of a tracker: the most a cold start has to fold again. */
const SNAPSHOT_EVERY = 100;

/** One turn of a conversation, described by whoever asks for it. */
export interface TurnRequest {
  readonly conversationId: string;
  /** Null: there is nothing to do (a repeat, an opened chat that is open already). Called inside the turn. */
  readonly input: (state: ConversationState) => TurnInput | null | Promise<TurnInput | null>;
  /** Where the bot's messages go; decided when the conversation is known. */
  readonly route: (state: ConversationState) => Address | null;
  /** Where the person can be reached from now on. */
  readonly address?: Address;
  /** Decides from the plan whether to go on; throws to leave the conversation as it was. */
  readonly check?: (plan: TurnPlan) => void;
  /** Default true; false for a message that a client sends by itself, which ends no reminder. */
  readonly isFromPerson?: boolean;
  /** Changes to reminders besides those of the events, which come after them. Called right before the commit. */
  readonly reminders?: () => readonly ReminderChange[];
  /** Changes to external events that are kept, made of the messages to send. Called right before the commit. */
  readonly externalEvents?: (
    messages: readonly OutgoingMessage[],
    state: ConversationState,
  ) => readonly ExternalEventChange[];
  /** Default true; false leaves reminders, subscriptions and deliveries of the events alone (`execute_side_effects`). */
  readonly sideEffects?: boolean;
  /** The events take the place of all there were, and stay as they are. */
  readonly replacesHistory?: boolean;
  /** What a repeat of the request is answered with, made of the messages to send. */
  readonly answer?: (messages: readonly OutgoingMessage[], state: ConversationState) => Commit["answer"];
}

/** What a turn came to, after its commit. */
export interface TurnOutcome {
  readonly tracker: Tracker;
  readonly events: readonly ConversationEvent[];
  readonly messages: readonly StoredMessage[];
}

/** Runs turns: one at a time per conversation, each decided, committed, then made known. */
export interface Turns {
  /** Null when `input` decided that there is nothing to do. */
  run(request: TurnRequest): Promise<TurnOutcome | null>;
  /** Does something else in a conversation's turn, adding no events. */
  inTurn<Result>(conversationId: string, task: () => Promise<Result>): Promise<Result>;
  readonly queue: KeyedQueue;
  readonly cache: ConversationCache;
  /** From now on new turns are refused with `runtime/draining`; resolves when the running ones have ended. */
  drain(): Promise<void>;
  /** Throws `runtime/draining` when new turns are refused. */
  requireOpen(): void;
}

/** What a commit made true. */
export interface Committed {
  readonly conversationId: string;
  readonly messages: readonly StoredMessage[];
  readonly reminders: readonly ReminderChange[];
  readonly externalEvents: readonly ExternalEventChange[];
  /** The turn came from the person over a channel, who can be reached there. */
  readonly isThere: boolean;
}

/** @param onCommitted called after each commit, in order per conversation. */
export function createTurns(services: RuntimeServices, onCommitted: (committed: Committed) => void): Turns {
  const queue = createKeyedQueue();
  const cache = createConversationCache(services.store, () => services.requireModel().domain);
  let refusing = false;

  const { store } = services;

  const enter = <Result>(conversationId: string, task: () => Promise<Result>): Promise<Result> =>
    refusing ? Promise.reject(drainingError()) : queue.run(conversationId, task);

  const attempt = async (request: TurnRequest, lease: TurnLease): Promise<TurnOutcome | null> => {
    const { conversationId } = request;
    // Another model may be loaded while the turn runs: it ends with the one it began with.
    const model = services.requireModel();
    const state = await cache.load(conversationId, lease.revision);
    const input = await request.input(state);
    if (input === null) return null;
    if (services.requireModel() !== model) return await attempt(request, lease);
    if (services.outbox.isFull() && request.sideEffects !== false && request.route(state) !== null)
      throw outboxFullError();
    const start =
      request.replacesHistory === true ? createTracker(conversationId, model.domain) : state.tracker;
    const plan = await planTurn(start, input, services.dialoguePorts());
    request.check?.(plan);
    const { commit, reminders } = await toCommit({ services, model }, request, state, plan);
    const receipt = await store.commit({ ...commit, lease });
    if (services.model() === model)
      cache.put(conversationId, nextState(state, request, { plan, commit, receipt }));
    else cache.forget(conversationId);
    const isThere = request.address !== undefined;
    const { externalEvents = [] } = commit;
    onCommitted({ conversationId, messages: receipt.messages, reminders, externalEvents, isThere });
    return { tracker: plan.tracker, events: commit.events, messages: receipt.messages };
  };

  return {
    queue,
    cache,
    run: (request) =>
      enter(request.conversationId, async () => {
        const decide = (): Promise<TurnOutcome | null> =>
          withLease(store, request.conversationId, (lease) => attempt(request, lease));
        try {
          return await decide();
        } catch (error) {
          cache.forget(request.conversationId);
          if (!TsbotError.isInstance(error) || error.code !== "storage/conflict") throw error;
          // Another process, or a reminder cancelled over the API meanwhile: decide again from what is true now.
          return await decide();
        }
      }),
    inTurn: (conversationId, task) => enter(conversationId, () => withLease(store, conversationId, task)),
    drain: () => {
      refusing = true;
      return queue.idle();
    },
    requireOpen() {
      if (refusing) throw drainingError();
    },
  };
}

async function withLease<Result>(
  store: ConversationStore,
  conversationId: string,
  task: (lease: TurnLease) => Promise<Result>,
): Promise<Result> {
  const lease = await store.takeTurn(conversationId);
  try {
    return await task(lease);
  } finally {
    await lease.release();
  }
}

function drainingError(): TsbotError {
  return new TsbotError("runtime/draining", "The server is shutting down and takes no new work.", {
    hint: "Try again in a moment.",
  });
}

async function toCommit(
  { services, model }: { readonly services: RuntimeServices; readonly model: RuntimeModel },
  request: TurnRequest,
  state: ConversationState,
  plan: TurnPlan,
): Promise<{ commit: Commit; reminders: readonly ReminderChange[] }> {
  const { conversationId } = request;
  const { replacesHistory = false } = request;
  const events = replacesHistory ? plan.events : stamp(plan.events, model);
  const sideEffects = request.sideEffects ?? true;
  const messages = sideEffects ? outgoingMessages(plan.spoken, conversationId, request.route(state)) : [];
  const own = request.reminders?.() ?? [];
  const isFromPerson = request.isFromPerson ?? true;
  const planned = sideEffects
    ? await planReminders(services, state, { ...plan, events, isFromPerson, changes: own })
    : [];
  const reminders = [...own, ...planned];
  const sequence = state.sequence + events.length;
  const answer = request.answer?.(messages, state);
  const externalEvents = request.externalEvents?.(messages, state) ?? [];
  const reach = sideEffects ? planReachChanges(events) : [];
  await warnOfTakenNames(services, conversationId, reach);
  return {
    reminders,
    commit: {
      conversationId,
      expectedSequence: state.sequence,
      at: services.clock.now(),
      events,
      reminders,
      messages,
      ...(replacesHistory && { replaceHistory: true }),
      ...((replacesHistory || sequence - state.snapshotSequence >= SNAPSHOT_EVERY) && {
        snapshot: trackerToSnapshot(plan.tracker),
      }),
      ...(request.address !== undefined && { address: request.address }),
      ...(answer !== undefined && { answer }),
      ...(externalEvents.length > 0 && { externalEvents }),
      ...(reach.length > 0 && { reach }),
    },
  };
}

/** Every event says which model and assistant it comes from (Rasa 3.5 and later). */
function stamp(
  events: readonly ConversationEvent[],
  { modelId, assistantId }: RuntimeModel,
): readonly ConversationEvent[] {
  const own = { model_id: modelId, assistant_id: assistantId };
  return events.map((event) => ({
    ...event,
    metadata: event.metadata === undefined ? own : { ...event.metadata, ...own },
  }));
}

function nextState(
  state: ConversationState,
  request: TurnRequest,
  result: { readonly plan: TurnPlan; readonly commit: Commit; readonly receipt: CommitReceipt },
): ConversationState {
  const { plan, commit, receipt } = result;
  const { sequence, revision } = receipt;
  const { address } = request;
  return {
    tracker: plan.tracker,
    revision,
    sequence,
    snapshotSequence: commit.snapshot === undefined ? state.snapshotSequence : sequence,
    addresses:
      address === undefined ? state.addresses : new Map(state.addresses).set(address.channel, address),
    goneAddresses:
      address === undefined || !state.goneAddresses.has(address.channel)
        ? state.goneAddresses
        : new Set([...state.goneAddresses].filter((channel) => channel !== address.channel)),
    latestChannel: address?.channel ?? state.latestChannel,
    reach: commit.reach === undefined ? state.reach : afterReachChanges(state.reach, commit.reach, commit.at),
    messageSequence: state.messageSequence + commit.messages.length,
    mayHaveReminders: state.mayHaveReminders || commit.reminders.some((change) => change.type === "schedule"),
  };
}
