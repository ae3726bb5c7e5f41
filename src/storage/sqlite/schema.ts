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
    -- The oldest queued message of its conversation and channel, the only one that may be tried. Kept up to date so that
    -- a long queue behind a dead receiver costs no look-up anything.
    is_next INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, sequence)
  ) WITHOUT ROWID;
  CREATE INDEX messages_next ON messages (next_attempt_at) WHERE status = 'queued' AND is_next = 1;
  CREATE INDEX messages_next_of ON messages (conversation_id, sequence) WHERE status = 'queued' AND is_next = 1;
  CREATE INDEX messages_queued ON messages (conversation_id, channel, sequence) WHERE status = 'queued';

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
  CREATE INDEX reminders_pending ON reminders (next_attempt_at) WHERE status = 'pending';
  CREATE INDEX reminders_due ON reminders (due_at, created_at, id, next_attempt_at) WHERE status = 'pending';
  CREATE UNIQUE INDEX reminders_pending_names ON reminders (conversation_id, name) WHERE status = 'pending';

  CREATE TABLE answers (
    conversation_id TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, key)
  ) WITHOUT ROWID;
  CREATE INDEX answers_by_time ON answers (at);

  CREATE TABLE addresses (
    conversation_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (conversation_id, channel)
  ) WITHOUT ROWID;
  `,
  `
  ALTER TABLE reminders ADD COLUMN recurrence TEXT;
  ALTER TABLE reminders ADD COLUMN ignores_quiet_hours INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE reminders ADD COLUMN held_by TEXT;
  CREATE INDEX reminders_ended ON reminders (ended_at) WHERE ended_at IS NOT NULL;
  `,
  `
  ALTER TABLE conversations ADD COLUMN opted_out_at INTEGER;

  CREATE TABLE subscriptions (
    conversation_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, topic)
  ) WITHOUT ROWID;
  CREATE INDEX subscriptions_by_topic ON subscriptions (topic, conversation_id);

  CREATE TABLE external_events (
    conversation_id TEXT NOT NULL,
    id TEXT NOT NULL,
    topic TEXT,
    intent TEXT NOT NULL,
    entities TEXT NOT NULL,
    output_channel TEXT,
    dedupe_key TEXT,
    batch TEXT,
    due_at INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    result TEXT,
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (conversation_id, id)
  ) WITHOUT ROWID;
  CREATE INDEX external_events_due ON external_events (next_attempt_at) WHERE status = 'waiting';
  CREATE INDEX external_events_of ON external_events (conversation_id, created_at, id);
  CREATE INDEX external_events_by_time ON external_events (created_at, conversation_id, id);
  CREATE INDEX external_events_of_post ON external_events (topic, id, status, created_at, conversation_id)
    WHERE topic IS NOT NULL;
  CREATE INDEX external_events_ended ON external_events (ended_at) WHERE ended_at IS NOT NULL;

  -- Found by their names before any conversation is known, so the names come first.
  CREATE TABLE topic_posts (
    topic TEXT NOT NULL,
    id TEXT NOT NULL,
    intent TEXT NOT NULL,
    entities TEXT NOT NULL,
    at INTEGER NOT NULL,
    idempotency_key TEXT,
    request_hash TEXT NOT NULL,
    PRIMARY KEY (topic, id)
  ) WITHOUT ROWID;
  CREATE INDEX topic_posts_by_time ON topic_posts (topic, at);
  CREATE INDEX topic_posts_old ON topic_posts (at);
  CREATE UNIQUE INDEX topic_posts_keys ON topic_posts (topic, idempotency_key) WHERE idempotency_key IS NOT NULL;

  CREATE TABLE address_book (
    name TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX address_book_of ON address_book (conversation_id, name);
  `,
  `
  ALTER TABLE addresses ADD COLUMN is_gone INTEGER NOT NULL DEFAULT 0;

  -- What is in the outbox, and what of it was given up: looked through by people and pruned by age.
  CREATE INDEX messages_in_outbox ON messages (at, conversation_id, sequence) WHERE status IN ('queued', 'failed');
  CREATE INDEX messages_failed ON messages (at, conversation_id, sequence) WHERE status = 'failed';
  CREATE INDEX messages_outbox_ids ON messages (id) WHERE status IN ('queued', 'failed');
  CREATE INDEX messages_settled ON messages (at) WHERE status IN ('collected', 'delivered', 'dropped');
  `,
  `
  -- What an event of one conversation is compared with when its turn has come, and what fires together with it.
  CREATE INDEX external_events_alike ON external_events (conversation_id, dedupe_key, intent, status, created_at)
    WHERE dedupe_key IS NOT NULL;
  CREATE INDEX external_events_lately ON external_events (conversation_id, intent, status, ended_at)
    WHERE ended_at IS NOT NULL;
  CREATE INDEX external_events_batch ON external_events (conversation_id, batch, status, created_at)
    WHERE batch IS NOT NULL;
  `,
];

/** `PRAGMA application_id` of our files: "tsbo". */
const APPLICATION_ID = 0x7473626f;

/**
 * Looks whether a file is ours before anything of it is changed. Throws `storage/newer-schema` for one written by a
 * later version, `storage/not-ours` for a SQLite file of another program (Rasa's own tracker store, for example).
 */
export function checkOurs(driver: SqliteDriver, path: string): void {
  if (readPragma(driver, "application_id") !== APPLICATION_ID && !isEmpty(driver)) {
    throw new TsbotError("storage/not-ours", `'${path}' is a SQLite file of another program.`, {
      hint: "Name another file, or move this one away.",
    });
  }
  const version = readPragma(driver, "user_version");
  if (version > MIGRATIONS.length) {
    throw new TsbotError("storage/newer-schema", `'${path}' was written by a newer version of tsbot.`, {
      hint: "Update tsbot, or name another file.",
      details: { version, known: MIGRATIONS.length },
    });
  }
}

/** Brings a database up to date, version by version. */
export function migrate(driver: SqliteDriver): void {
  const version = readPragma(driver, "user_version");
  for (let next = version; next < MIGRATIONS.length; next++) applyMigration(driver, next);
}

function applyMigration(driver: SqliteDriver, index: number): void {
  driver.exec("BEGIN IMMEDIATE");
  try {
    driver.exec(MIGRATIONS[index] ?? "");
    driver.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    driver.exec(`PRAGMA user_version = ${index + 1}`);
    driver.exec("COMMIT");
  } catch (error) {
    driver.exec("ROLLBACK");
    throw error;
  }
}

function readPragma(driver: SqliteDriver, name: string): number {
  return Number(driver.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}

function isEmpty(driver: SqliteDriver): boolean {
  return driver.prepare("SELECT count(*) AS count FROM sqlite_schema").get()?.["count"] === 0;
}
