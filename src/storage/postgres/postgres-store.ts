import { type Clock, createKeyedQueue, type KeyedQueue, type Logger } from "../../base/index.ts";
import type { ExternalEventKey } from "../outreach-store.ts";
import type { StoreNews } from "../shared-store.ts";
import type { Commit, CommitReceipt, ConversationStore } from "../store.ts";
import { prepareAddressBook } from "./address-book.ts";
import { prepareCommit } from "./commit.ts";
import type { PostgresConnection } from "./connection.ts";
import { prepareConversations } from "./conversations.ts";
import { type Database, openDatabase } from "./database.ts";
import { prepareDeliveries } from "./deliveries.ts";
import { type ExternalEventOperations, prepareExternalEvents } from "./external-events.ts";
import { prepareLines } from "./lines.ts";
import { enterMembership, type Membership } from "./membership.ts";
import { prepareOutbox } from "./outbox.ts";
import { prepareReminders } from "./reminders.ts";
import { migrate } from "./schema.ts";
import { prepareTopics } from "./topics.ts";
import { createSharedTurns, type SharedTurns } from "./turns.ts";

export interface PostgresStoreOptions {
  readonly connection: PostgresConnection;
  /** Where the tables are, created if need be: small letters, digits and `_`. */
  readonly schema: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Answers to repeated requests are remembered this long at least, in milliseconds. */
const REMEMBER_ANSWERS = 7 * 24 * 3600 * 1000;
const FORGET_EVERY = 3600 * 1000;

/**
 * Opens a store that several processes share. Throws `storage/unreachable`, `storage/access-denied`,
 * `storage/no-database`, `storage/no-permission`, `storage/unsuitable-database`, `storage/newer-schema`,
 * `storage/not-ours`.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<ConversationStore> {
  const database = openDatabase(options);
  try {
    await migrate(database, options.schema);
    const membership = await enterMembership({ ...options, database });
    options.logger.debug("store opened", { where: database.where, schema: options.schema });
    return createStore(database, membership, options);
  } catch (error) {
    await database.close();
    throw error;
  }
}

function createStore(
  database: Database,
  membership: Membership,
  { schema, clock }: PostgresStoreOptions,
): ConversationStore {
  // Of one conversation in the order they came, whichever connections they take.
  const order = createKeyedQueue({ limit: Number.POSITIVE_INFINITY });
  const conversations = prepareConversations(database);
  const { readRevision } = conversations;
  const turns = createSharedTurns({ database, membership, readRevision, clock });
  const deliveries = prepareDeliveries(database, membership);
  const topics = prepareTopics(database);
  return {
    description: `postgresql, ${database.where}, schema ${schema}`,
    ...conversations,
    commit: prepareCommitting({ database, membership, turns, order }),
    ...prepareReminders(database),
    ...deliveries,
    async settleDelivery(message, outcome) {
      const settlement = await deliveries.settleDelivery(message, outcome);
      for (const { conversationId, sequence } of [message, ...settlement.others]) {
        membership.tell({ type: "messages", conversationId, after: sequence - 1, through: sequence });
      }
      return settlement;
    },
    ...prepareOutbox(database),
    ...topics,
    postToTopic: (post) =>
      order.run(post.topic, async () => {
        const receipt = await topics.postToTopic(post);
        if (receipt.type === "posted") membership.tell({ type: "external_event", at: post.dueAt });
        return receipt;
      }),
    ...prepareTellingEvents(prepareExternalEvents(database), membership),
    ...prepareAddressBook(database),
    takeTurn: turns.take,
    ...prepareLines(database, membership),
    watch: (listener) =>
      membership.listen((heard) => {
        if (heard.type !== "turn" && heard.type !== "process") listener(heard);
      }),
    async close() {
      await order.idle();
      await membership.close();
      await database.close();
    },
  };
}

/** Tells the other processes of attempts that failed, as somebody may wait there for what becomes of the event. */
function prepareTellingEvents(
  events: ExternalEventOperations,
  membership: Membership,
): ExternalEventOperations {
  const tell = ({ conversationId, id }: ExternalEventKey): void =>
    membership.tell({ type: "external_event_tried", conversationId, id });
  return {
    ...events,
    async postponeExternalEvent(key, attempt) {
      await events.postponeExternalEvent(key, attempt);
      tell(key);
    },
    async failExternalEvent(key, reason, at) {
      const hasFailed = await events.failExternalEvent(key, reason, at);
      tell(key);
      return hasFailed;
    },
  };
}

interface CommittingParts {
  readonly database: Database;
  readonly membership: Membership;
  readonly turns: SharedTurns;
  readonly order: KeyedQueue;
}

/** Commits, and tells the other processes of it. */
function prepareCommitting(parts: CommittingParts): ConversationStore["commit"] {
  const { database, membership, turns, order } = parts;
  const runCommit = prepareCommit(database);
  const forgetAnswers = prepareForgetting(database);
  return (commit) =>
    order.run(commit.conversationId, async () => {
      if (commit.answer !== undefined) await forgetAnswers(commit.at);
      const receipt = await runCommit(commit, turns.visitOf(commit.lease));
      turns.end(commit.lease);
      for (const news of newsOf(commit, receipt)) membership.tell(news);
      return receipt;
    });
}

function newsOf(
  { conversationId, reminders, externalEvents = [] }: Commit,
  { messages }: CommitReceipt,
): readonly StoreNews[] {
  const [first] = messages;
  const scheduled = reminders.flatMap((change) =>
    change.type === "schedule" ? [change.reminder.dueAt] : [],
  );
  const waiting = externalEvents.flatMap((change) => (change.type === "wait" ? [change.event.dueAt] : []));
  return [
    ...(first === undefined
      ? []
      : [
          {
            type: "messages",
            conversationId,
            after: first.sequence - 1,
            through: first.sequence + messages.length - 1,
          } as const,
        ]),
    ...scheduled.map((at) => ({ type: "reminder", at }) as const),
    ...waiting.map((at) => ({ type: "external_event", at }) as const),
    ...externalEvents.flatMap((change) =>
      change.type === "fired" || change.type === "suppressed"
        ? [{ type: "external_event_tried", conversationId, id: change.id } as const]
        : [],
    ),
  ];
}

/** Deletes old answers, once an hour at most. */
function prepareForgetting(database: Database): (now: number) => Promise<void> {
  const forget = database.prepare("DELETE FROM answers WHERE at < ?");
  let nextAt = 0;
  return async (now) => {
    if (now < nextAt) return;
    nextAt = now + FORGET_EVERY;
    await forget.run(now - REMEMBER_ANSWERS);
  };
}
