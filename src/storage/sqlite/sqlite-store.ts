import type { Logger } from "../../base/index.ts";
import type { Address } from "../../conversation/index.ts";
import { json, text, toStoredEvent, toTime } from "../rows.ts";
import { soleProcess } from "../shared-store.ts";
import type { ConversationStore, StoredConversation } from "../store.ts";
import { prepareAddressBook } from "./address-book.ts";
import { prepareCommit } from "./commit.ts";
import { prepareDeliveries } from "./deliveries.ts";
import type { SqliteDriver } from "./driver.ts";
import { prepareExternalEvents } from "./external-events.ts";
import { createGroupCommit, type GroupCommit } from "./group-commit.ts";
import { type OpenDatabase, openDatabase } from "./open-database.ts";
import { prepareOutbox } from "./outbox.ts";
import { prepareReminders } from "./reminders.ts";
import { prepareTopics } from "./topics.ts";

export interface SqliteStoreOptions {
  /** A file, created with its folder, or `:memory:`. */
  readonly path: string;
  readonly logger: Logger;
  /** A certain engine instead of the first that works (for tests). */
  readonly engine?: string;
  /**
   * `full` (default): an acknowledged commit survives a power cut. `normal`: it survives a crash of the process; a power
   * cut may take the last moments.
   */
  readonly durability?: "full" | "normal";
}

/** What there is of conversations. */
const TABLES = [
  "conversations",
  "events",
  "messages",
  "reminders",
  "answers",
  "addresses",
  "subscriptions",
  "external_events",
  "address_book",
] as const;

/** Answers to repeated requests are remembered this long at least, in milliseconds. */
const REMEMBER_ANSWERS = 7 * 24 * 3600 * 1000;
const FORGET_EVERY = 3600 * 1000;

/**
 * Opens the embedded store. Throws `storage/in-use` when another process serves the file, `storage/newer-schema`,
 * `storage/not-ours`, `storage/damaged`, `storage/unreadable`, `storage/no-sqlite`.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<ConversationStore> {
  const database = openDatabase(options);
  options.logger.debug("store opened", { path: options.path, engine: database.driver.engine });
  return createStore(database, options);
}

function createStore({ driver, log, close }: OpenDatabase, { path }: SqliteStoreOptions): ConversationStore {
  const group = createGroupCommit(driver, log);
  const applyCommit = prepareCommit(driver);
  const load = prepareLoad(driver);
  const parts = {
    ...prepareReminders(driver, group),
    ...prepareDeliveries(driver, group),
    ...prepareOutbox(driver, group),
    ...prepareTopics(driver, group),
    ...prepareExternalEvents(driver, group),
    ...prepareAddressBook(driver, group),
  };
  const forgetAnswers = prepareForgetting(driver);
  const listConversations = prepareConversations(driver);
  const readEvents = driver.prepare(
    "SELECT sequence, data FROM events WHERE conversation_id = ? AND sequence > ? ORDER BY sequence DESC LIMIT ?",
  );
  const readAnswer = driver.prepare("SELECT value FROM answers WHERE conversation_id = ? AND key = ?");
  const deletions = TABLES.map((table) => driver.prepare(`DELETE FROM ${table} WHERE conversation_id = ?`));
  return showDurable(group, {
    description: `${driver.engine}, ${path}`,
    load: async (id) => load(id),
    readEvents: async (id, { after = 0, last = -1 } = {}) =>
      readEvents.all(id, after, last).map(toStoredEvent).reverse(),
    listConversations,
    readAnswer: async (id, key) => json(readAnswer.get(id, key)?.["value"]),
    commit: (commit) =>
      group.write(() => {
        if (commit.answer !== undefined) forgetAnswers(commit.at);
        return applyCommit(commit);
      }, commit.conversationId),
    deleteConversation: (id) =>
      group.write(() => {
        for (const deletion of deletions) deletion.run(id);
      }, id),
    ...parts,
    ...soleProcess(parts),
    async close() {
      await group.close();
      close();
    },
  });
}

/**
 * What is read is durable. Not of what is due: reminders and external events that fire are committed after what made them
 * so, and the courier reads the messages again that it delivers.
 */
function showDurable(group: GroupCommit, store: ConversationStore): ConversationStore {
  const { durable, assertWritable } = group;
  const after = <Parameters extends readonly unknown[], Result>(
    read: (...parameters: Parameters) => Promise<Result>,
    conversationOf: (...parameters: Parameters) => string | undefined,
  ) => {
    return async (...parameters: Parameters): Promise<Result> => {
      await durable(conversationOf(...parameters));
      return await read(...parameters);
    };
  };
  const first = (conversationId: string): string => conversationId;
  const anywhere = (): undefined => undefined;
  const ifWritable = <Parameters extends readonly unknown[], Result>(
    begin: (...parameters: Parameters) => Promise<Result>,
  ) => {
    return async (...parameters: Parameters): Promise<Result> => {
      assertWritable();
      return await begin(...parameters);
    };
  };
  return {
    ...store,
    takeTurn: ifWritable(store.takeTurn),
    claimDueReminders: ifWritable(store.claimDueReminders),
    claimDueExternalEvents: ifWritable(store.claimDueExternalEvents),
    load: after(store.load, first),
    readEvents: after(store.readEvents, first),
    readAnswer: after(store.readAnswer, first),
    readMessages: after(store.readMessages, first),
    queuedDeliveries: after(store.queuedDeliveries, first),
    claimDeliveries: after(store.claimDeliveries, first),
    listReminders: after(store.listReminders, (filter) => filter?.conversationId),
    listConversations: after(store.listConversations, anywhere),
    listOutbox: after(store.listOutbox, anywhere),
    readOutboxMessage: after(store.readOutboxMessage, anywhere),
    countOutbox: after(store.countOutbox, anywhere),
    listTopics: after(store.listTopics, anywhere),
    listSubscribers: after(store.listSubscribers, anywhere),
    readTopicPost: after(store.readTopicPost, anywhere),
    listExternalEvents: after(store.listExternalEvents, (filter) => filter?.conversationId),
    readAddress: after(store.readAddress, anywhere),
    listAddresses: after(store.listAddresses, anywhere),
  };
}

function prepareConversations(driver: SqliteDriver): ConversationStore["listConversations"] {
  // Events of a conversation are numbered without gaps, so the first one's number tells how many there are.
  const list = driver.prepare(
    `SELECT c.conversation_id, c.updated_at, c.latest_channel, c.sequence + 1 -
       coalesce((SELECT min(e.sequence) FROM events e WHERE e.conversation_id = c.conversation_id), c.sequence + 1)
       AS events
     FROM conversations c WHERE (c.updated_at, c.conversation_id) < (?, ?)
     ORDER BY c.updated_at DESC, c.conversation_id DESC LIMIT ?`,
  );
  return async ({ limit = 100, before = Number.MAX_SAFE_INTEGER, beforeId = "" } = {}) =>
    list.all(before, beforeId, limit).map((row) => ({
      conversationId: String(row["conversation_id"]),
      updatedAt: Number(row["updated_at"]),
      latestChannel: text(row["latest_channel"]),
      events: Number(row["events"]),
    }));
}

/** Deletes old answers, once an hour at most. */
function prepareForgetting(driver: SqliteDriver): (now: number) => void {
  const forget = driver.prepare("DELETE FROM answers WHERE at < ?");
  let nextAt = 0;
  return (now) => {
    if (now < nextAt) return;
    nextAt = now + FORGET_EVERY;
    forget.run(now - REMEMBER_ANSWERS);
  };
}

function prepareLoad(driver: SqliteDriver): (id: string) => StoredConversation | null {
  const conversation = driver.prepare("SELECT * FROM conversations WHERE conversation_id = ?");
  const tail = driver.prepare(
    "SELECT sequence, data FROM events WHERE conversation_id = ? AND sequence > ? ORDER BY sequence",
  );
  const topics = driver.prepare("SELECT topic FROM subscriptions WHERE conversation_id = ?");
  const addresses = driver.prepare("SELECT channel, data, is_gone FROM addresses WHERE conversation_id = ?");
  return (id) => {
    const row = conversation.get(id);
    if (row === undefined) return null;
    const snapshotSequence = Number(row["snapshot_sequence"] ?? 0);
    const known = addresses.all(id);
    return {
      conversationId: id,
      revision: null,
      sequence: Number(row["sequence"]),
      snapshot:
        row["snapshot"] === null ? null : { sequence: snapshotSequence, state: json(row["snapshot"]) },
      tail: tail.all(id, snapshotSequence).map(toStoredEvent),
      messageSequence: Number(row["message_sequence"]),
      addresses: new Map(
        known.map((address) => {
          const channel = String(address["channel"]);
          return [channel, { channel, data: json(address["data"]) } as Address];
        }),
      ),
      goneAddresses: new Set(
        known.filter((address) => address["is_gone"] === 1).map(({ channel }) => String(channel)),
      ),
      latestChannel: text(row["latest_channel"]),
      reach: {
        topics: new Set(topics.all(id).map(({ topic }) => String(topic))),
        optedOutAt: toTime(row["opted_out_at"]),
      },
    };
  };
}
