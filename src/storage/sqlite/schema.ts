import { TsbotError } from "../../base/index.ts";
import type { SqliteDriver } from "./driver.ts";

/** Each migration brings a database from its index to the next version (`PRAGMA user_version`); never edited, only added. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE conversations (
    conversation_id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    message_sequence INTEGER NOT NULL,
    latest_channel TEXT,
    snapshot_sequence INTEGER,
    snapshot TEXT
  ) WITHOUT ROWID;
  CREATE INDEX conversations_by_time ON conversations (updated_at);

  CREATE TABLE events (
    conversation_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (conversation_id, sequence)
  ) WITHOUT ROWID;

  CREATE TABLE messages (
    conversation_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    channel TEXT,
    address TEXT,
    status TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER,
    reason TEXT,
    PRIMARY KEY (conversation_id, sequence)
  ) WITHOUT ROWID;
  CREATE INDEX messages_queued ON messages (next_attempt_at) WHERE status = 'queued';
  CREATE INDEX messages_queued_lines ON messages (conversation_id, channel, sequence) WHERE status = 'queued';

  CREATE TABLE reminders (
    conversation_id TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    intent TEXT NOT NULL,
    entities TEXT,
    due_at INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    kill_on_user_message INTEGER NOT NULL,
    expires_after INTEGER,
    status TEXT NOT NULL,
    reason TEXT,
    attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (conversation_id, id)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX reminders_by_id ON reminders (id);
  CREATE INDEX reminders_pending ON reminders (next_attempt_at, due_at) WHERE status = 'pending';
  CREATE UNIQUE INDEX reminders_pending_names ON reminders (conversation_id, name) WHERE status = 'pending';

  CREATE TABLE answers (
    conversation_id TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, key)
  ) WITHOUT ROWID;

  CREATE TABLE addresses (
    conversation_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (conversation_id, channel)
  ) WITHOUT ROWID;
  `,
];

/** Brings a database up to date. Throws `storage/newer-schema` for one written by a later version. */
export function migrate(driver: SqliteDriver, path: string): void {
  const version = Number(driver.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
  if (version > MIGRATIONS.length) {
    throw new TsbotError("storage/newer-schema", `'${path}' was written by a newer version of tsbot.`, {
      hint: "Update tsbot, or name another file.",
    });
  }
  for (let next = version; next < MIGRATIONS.length; next++) {
    driver.exec("BEGIN IMMEDIATE");
    driver.exec(MIGRATIONS[next] ?? "");
    driver.exec(`PRAGMA user_version = ${next + 1}`);
    driver.exec("COMMIT");
  }
}
