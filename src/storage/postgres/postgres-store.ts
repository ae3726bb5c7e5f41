import { type Clock, createKeyedQueue, type Logger } from "../../base/index.ts";
import type { ConversationStore } from "../store.ts";
import { prepareAddressBook } from "./address-book.ts";
import { prepareCommit } from "./commit.ts";
import type { PostgresConnection } from "./connection.ts";
import { prepareConversations } from "./conversations.ts";
import { type Database, openDatabase } from "./database.ts";
import { prepareDeliveries } from "./deliveries.ts";
import { prepareExternalEvents } from "./external-events.ts";
import { prepareOutbox } from "./outbox.ts";
import { prepareReminders } from "./reminders.ts";
import { migrate } from "./schema.ts";
import { prepareTopics } from "./topics.ts";

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
  } catch (error) {
    await database.close();
    throw error;
  }
  options.logger.debug("store opened", { where: database.where, schema: options.schema });
  return createStore(database, options);
}

function createStore(database: Database, { schema }: PostgresStoreOptions): ConversationStore {
  const runCommit = prepareCommit(database);
  const forgetAnswers = prepareForgetting(database);
  // Of one conversation in the order they came, whichever connections they take.
  const order = createKeyedQueue({ limit: Number.POSITIVE_INFINITY });
  const topics = prepareTopics(database);
  return {
    description: `postgresql, ${database.where}, schema ${schema}`,
    ...prepareConversations(database),
    commit: (commit) =>
      order.run(commit.conversationId, async () => {
        if (commit.answer !== undefined) await forgetAnswers(commit.at);
        return await runCommit(commit, null);
      }),
    ...prepareReminders(database),
    ...prepareDeliveries(database),
    ...prepareOutbox(database),
    ...topics,
    postToTopic: (post) => order.run(post.topic, () => topics.postToTopic(post)),
    ...prepareExternalEvents(database),
    ...prepareAddressBook(database),
    async close() {
      await order.idle();
      await database.close();
    },
  };
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
