import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { type Logger, TsbotError, toErrorMessage } from "../../base/index.ts";
import type { Address } from "../../conversation/index.ts";
import type { ConversationStore, StoredConversation } from "../store.ts";
import { prepareCommit } from "./commit.ts";
import { prepareDeliveries } from "./deliveries.ts";
import type { SqliteDriver } from "./driver.ts";
import { chooseEngine } from "./engines.ts";
import { createGroupCommit } from "./group-commit.ts";
import { takeOwnerLock } from "./owner-lock.ts";
import { prepareReminders } from "./reminders.ts";
import { json, text, toStoredEvent } from "./rows.ts";
import { migrate } from "./schema.ts";

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

const IN_MEMORY = ":memory:";

/**
 * Opens the embedded store. Throws `storage/in-use` when another process serves the file, `storage/newer-schema`,
 * `storage/unreadable`, `storage/no-sqlite`.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<ConversationStore> {
  const { path } = options;
  const engine = chooseEngine(options.engine);
  if (path !== IN_MEMORY) mkdirSync(dirname(path), { recursive: true });
  const lock = path === IN_MEMORY ? null : takeOwnerLock(path);
  try {
    const driver = openDriver(options, engine.open);
    options.logger.debug("store opened", { path, engine: driver.engine });
    return createStore(driver, path, () => lock?.release());
  } catch (error) {
    lock?.release();
    throw error;
  }
}

function openDriver(
  { path, durability = "full" }: SqliteStoreOptions,
  open: (path: string) => SqliteDriver,
): SqliteDriver {
  try {
    const driver = open(path);
    if (path !== IN_MEMORY) chmodSync(path, 0o600);
    driver.exec("PRAGMA busy_timeout = 5000");
    driver.exec("PRAGMA journal_mode = WAL");
    driver.exec(`PRAGMA synchronous = ${durability === "full" ? "FULL" : "NORMAL"}`);
    migrate(driver, path);
    return driver;
  } catch (error) {
    if (TsbotError.isInstance(error)) throw error;
    throw new TsbotError("storage/unreadable", `'${path}' cannot be opened: ${toErrorMessage(error)}.`, {
      hint: "Check the file's permissions; if it is damaged, move it away and start again, or restore a copy.",
      cause: error,
    });
  }
}

function createStore(driver: SqliteDriver, path: string, release: () => void): ConversationStore {
  const group = createGroupCommit(driver);
  const applyCommit = prepareCommit(driver);
  const load = prepareLoad(driver);
  const listConversations = driver.prepare(
    `SELECT c.conversation_id, c.updated_at, c.latest_channel,
       (SELECT count(*) FROM events e WHERE e.conversation_id = c.conversation_id) AS events
     FROM conversations c WHERE c.updated_at < ? ORDER BY c.updated_at DESC LIMIT ?`,
  );
  const readEvents = driver.prepare(
    "SELECT sequence, data FROM events WHERE conversation_id = ? AND sequence > ? ORDER BY sequence DESC LIMIT ?",
  );
  const readAnswer = driver.prepare("SELECT value FROM answers WHERE conversation_id = ? AND key = ?");
  const deletions = ["conversations", "events", "messages", "reminders", "answers", "addresses"].map(
    (table) => driver.prepare(`DELETE FROM ${table} WHERE conversation_id = ?`),
  );
  return {
    description: `${driver.engine}, ${path}`,
    load: async (id) => load(id),
    readEvents: async (id, { after = 0, last = -1 } = {}) =>
      readEvents.all(id, after, last).map(toStoredEvent).reverse(),
    listConversations: async ({ limit = 100, before = Number.MAX_SAFE_INTEGER } = {}) =>
      listConversations.all(before, limit).map((row) => ({
        conversationId: String(row["conversation_id"]),
        updatedAt: Number(row["updated_at"]),
        latestChannel: text(row["latest_channel"]),
        events: Number(row["events"]),
      })),
    readAnswer: async (id, key) => json(readAnswer.get(id, key)?.["value"]),
    commit: (commit) => group.write(() => applyCommit(commit)),
    deleteConversation: (id) =>
      group.write(() => {
        for (const deletion of deletions) deletion.run(id);
      }),
    ...prepareReminders(driver, group),
    ...prepareDeliveries(driver, group),
    async close() {
      await group.flush();
      driver.close();
      release();
    },
  };
}

function prepareLoad(driver: SqliteDriver): (id: string) => StoredConversation | null {
  const conversation = driver.prepare("SELECT * FROM conversations WHERE conversation_id = ?");
  const tail = driver.prepare(
    "SELECT sequence, data FROM events WHERE conversation_id = ? AND sequence > ? ORDER BY sequence",
  );
  const addresses = driver.prepare("SELECT channel, data FROM addresses WHERE conversation_id = ?");
  return (id) => {
    const row = conversation.get(id);
    if (row === undefined) return null;
    const snapshotSequence = Number(row["snapshot_sequence"] ?? 0);
    return {
      conversationId: id,
      sequence: Number(row["sequence"]),
      snapshot:
        row["snapshot"] === null ? null : { sequence: snapshotSequence, state: json(row["snapshot"]) },
      tail: tail.all(id, snapshotSequence).map(toStoredEvent),
      messageSequence: Number(row["message_sequence"]),
      addresses: new Map(
        addresses.all(id).map((address) => {
          const channel = String(address["channel"]);
          return [channel, { channel, data: json(address["data"]) } as Address];
        }),
      ),
      latestChannel: text(row["latest_channel"]),
    };
  };
}
