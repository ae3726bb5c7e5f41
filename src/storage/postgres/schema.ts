import type pg from "pg";
import { TsbotError } from "../../base/index.ts";
import { COMMIT_FUNCTIONS } from "./commit-functions.ts";
import type { Database } from "./database.ts";
import { DELIVERY_FUNCTIONS } from "./delivery-functions.ts";
import { toStorageError } from "./errors.ts";
import { PROCESS_FUNCTIONS } from "./process-functions.ts";

/**
 * Each migration brings a schema from its index to the next version (`schema_version`); never edited, only added. Servers
 * of the version before go on while one of the next starts, so a migration adds: columns with defaults, tables, indexes.
 *
 * Times are epoch milliseconds, fractions and all, as JavaScript has them. Texts are in the order of their bytes. What
 * only coordinates running processes is unlogged: its writes wait for no disk, and a crash of the server may lose it.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE conversations (
    conversation_id text COLLATE "C" PRIMARY KEY,
    sequence bigint NOT NULL,
    updated_at double precision NOT NULL,
    message_sequence bigint NOT NULL,
    latest_channel text COLLATE "C",
    snapshot_sequence bigint,
    snapshot text,
    opted_out_at double precision,
    -- Counts what changes of the conversation; who remembers it compares.
    revision bigint NOT NULL DEFAULT 1,
    -- The newest commit, so that one whose answer was lost is known again.
    commit_id text NOT NULL
  );
  CREATE INDEX conversations_by_time ON conversations (updated_at, conversation_id);

  CREATE TABLE events (
    conversation_id text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    type text NOT NULL,
    data text NOT NULL,
    PRIMARY KEY (conversation_id, sequence)
  );

  CREATE TABLE messages (
    conversation_id text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    id text NOT NULL,
    at double precision NOT NULL,
    body text NOT NULL,
    channel text COLLATE "C",
    address text,
    status text NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at double precision,
    reason text,
    -- The oldest queued message of its conversation and channel, the only one that may be tried. Kept up to date so that
    -- a long queue behind a dead receiver costs no look-up anything.
    is_next smallint NOT NULL,
    PRIMARY KEY (conversation_id, sequence)
  );
  CREATE INDEX messages_next ON messages (next_attempt_at) WHERE status = 'queued' AND is_next = 1;
  CREATE INDEX messages_next_of ON messages (conversation_id, sequence) WHERE status = 'queued' AND is_next = 1;
  CREATE INDEX messages_queued ON messages (conversation_id, channel, sequence) WHERE status = 'queued';
  -- What is in the outbox, and what of it was given up: looked through by people and pruned by age.
  CREATE INDEX messages_in_outbox ON messages (at, conversation_id, sequence) WHERE status IN ('queued', 'failed');
  CREATE INDEX messages_failed ON messages (at, conversation_id, sequence) WHERE status = 'failed';
  CREATE INDEX messages_outbox_ids ON messages (id) WHERE status IN ('queued', 'failed');
  CREATE INDEX messages_settled ON messages (at) WHERE status IN ('collected', 'delivered', 'dropped');

  CREATE TABLE reminders (
    conversation_id text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    intent text NOT NULL,
    entities text,
    due_at double precision NOT NULL,
    next_attempt_at double precision NOT NULL,
    kill_on_user_message smallint NOT NULL,
    expires_after double precision,
    recurrence text,
    ignores_quiet_hours smallint NOT NULL,
    held_by text,
    status text NOT NULL,
    reason text,
    attempts integer NOT NULL DEFAULT 0,
    created_at double precision NOT NULL,
    ended_at double precision,
    PRIMARY KEY (conversation_id, id)
  );
  CREATE INDEX reminders_by_id ON reminders (id);
  CREATE INDEX reminders_pending ON reminders (next_attempt_at) WHERE status = 'pending';
  CREATE INDEX reminders_due ON reminders (due_at, created_at, id, next_attempt_at) WHERE status = 'pending';
  CREATE INDEX reminders_in_order ON reminders (due_at, created_at, id);
  CREATE UNIQUE INDEX reminders_pending_names ON reminders (conversation_id, name) WHERE status = 'pending';
  CREATE INDEX reminders_ended ON reminders (ended_at) WHERE ended_at IS NOT NULL;

  CREATE TABLE answers (
    conversation_id text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    value text NOT NULL,
    at double precision NOT NULL,
    PRIMARY KEY (conversation_id, key)
  );
  CREATE INDEX answers_by_time ON answers (at);

  CREATE TABLE addresses (
    conversation_id text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    data text NOT NULL,
    is_gone smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation_id, channel)
  );

  CREATE TABLE subscriptions (
    conversation_id text COLLATE "C" NOT NULL,
    topic text COLLATE "C" NOT NULL,
    since double precision NOT NULL,
    PRIMARY KEY (conversation_id, topic)
  );
  CREATE INDEX subscriptions_by_topic ON subscriptions (topic, conversation_id);

  CREATE TABLE external_events (
    conversation_id text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    topic text COLLATE "C",
    intent text NOT NULL,
    entities text NOT NULL,
    output_channel text,
    dedupe_key text COLLATE "C",
    batch text COLLATE "C",
    due_at double precision NOT NULL,
    next_attempt_at double precision NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    status text NOT NULL,
    reason text,
    result text,
    created_at double precision NOT NULL,
    ended_at double precision,
    PRIMARY KEY (conversation_id, id)
  );
  CREATE INDEX external_events_due ON external_events (next_attempt_at) WHERE status = 'waiting';
  CREATE INDEX external_events_of ON external_events (conversation_id, created_at, id);
  CREATE INDEX external_events_by_time ON external_events (created_at, conversation_id, id);
  CREATE INDEX external_events_of_post ON external_events (topic, id, status, created_at, conversation_id)
    WHERE topic IS NOT NULL;
  CREATE INDEX external_events_ended ON external_events (ended_at) WHERE ended_at IS NOT NULL;

  -- Found by their names before any conversation is known, so the names come first.
  CREATE TABLE topic_posts (
    topic text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    intent text NOT NULL,
    entities text NOT NULL,
    at double precision NOT NULL,
    idempotency_key text COLLATE "C",
    request_hash text NOT NULL,
    PRIMARY KEY (topic, id)
  );
  CREATE INDEX topic_posts_by_time ON topic_posts (topic, at);
  CREATE INDEX topic_posts_old ON topic_posts (at);
  CREATE UNIQUE INDEX topic_posts_keys ON topic_posts (topic, idempotency_key) WHERE idempotency_key IS NOT NULL;

  CREATE TABLE address_book (
    name text COLLATE "C" PRIMARY KEY,
    conversation_id text COLLATE "C" NOT NULL,
    at double precision NOT NULL
  );
  CREATE INDEX address_book_of ON address_book (conversation_id, name);

  -- Running processes. Each holds an advisory lock on its number for as long as its connection lives.
  CREATE SEQUENCE process_numbers AS integer CYCLE;
  CREATE UNLOGGED TABLE processes (
    process integer PRIMARY KEY,
    expires_at timestamptz NOT NULL
  );

  -- Who has a conversation's turn, and who waits for it: the lowest ticket has it.
  CREATE SEQUENCE tickets;
  CREATE UNLOGGED TABLE turns (
    conversation_id text COLLATE "C" NOT NULL,
    ticket bigint NOT NULL,
    process integer NOT NULL,
    -- The process's own number for this turn, so that one asked for twice is taken once.
    visit bigint NOT NULL,
    PRIMARY KEY (conversation_id, ticket)
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
  CREATE INDEX turns_by_process ON turns (process);

  -- Work of a conversation that one process does at a time: its due reminders, its deliveries.
  CREATE UNLOGGED TABLE lines (
    conversation_id text COLLATE "C" NOT NULL,
    line text NOT NULL,
    process integer NOT NULL,
    -- Another process had something for it meanwhile.
    is_wanted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (conversation_id, line)
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
  CREATE INDEX lines_by_process ON lines (process);
  `,
  "-- take_deliveries and settle_delivery: what changes are functions alone.",
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

/** Replaced whole whenever the schema changes; they take what servers of the version before send. */
const FUNCTIONS = [...PROCESS_FUNCTIONS, ...DELIVERY_FUNCTIONS, ...COMMIT_FUNCTIONS];

/** Serializes migrations of one schema, whichever processes start together: "tsbo" and a hash of the name. */
const LOCK = 0x7473626f;

/**
 * Creates the schema or brings it up to date. Throws `storage/newer-schema` for one written by a later version,
 * `storage/not-ours` for a schema of another program, `storage/unsuitable-database` where texts are not UTF-8.
 */
export async function migrate(database: Database, schema: string): Promise<void> {
  const client = await database.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1, hashtext($2))", [LOCK, schema]);
    await checkEncoding(client, database.where);
    const version = await readVersion(client, schema, database.where);
    if (version > MIGRATIONS.length) throw newerSchema(schema, database.where, version);
    if (version < MIGRATIONS.length) await apply(client, schema, version);
  } catch (error) {
    throw toStorageError(error, database.where);
  } finally {
    await client.end().catch(() => {});
  }
}

async function apply(client: pg.Client, schema: string, version: number): Promise<void> {
  await client.query("BEGIN");
  if (version === 0) {
    if (!(await exists(client, schema))) await client.query(`CREATE SCHEMA ${schema}`);
    await client.query("CREATE TABLE schema_version (version integer NOT NULL)");
    await client.query("INSERT INTO schema_version VALUES (0)");
  }
  for (const migration of MIGRATIONS.slice(version)) await client.query(migration);
  for (const text of FUNCTIONS) await client.query(text);
  await client.query("UPDATE schema_version SET version = $1", [MIGRATIONS.length]);
  await client.query("COMMIT");
}

async function checkEncoding(client: pg.Client, where: string): Promise<void> {
  const { rows } = await client.query("SHOW server_encoding");
  const { server_encoding: encoding } = rows[0];
  if (encoding === "UTF8") return;
  throw new TsbotError(
    "storage/unsuitable-database",
    `The database at ${where} keeps texts as ${encoding}.`,
    {
      hint: "Create one with `createdb --encoding=UTF8 --template=template0 NAME`.",
    },
  );
}

async function exists(client: pg.Client, schema: string): Promise<boolean> {
  const { rowCount } = await client.query("SELECT 1 FROM pg_namespace WHERE nspname = $1", [schema]);
  return rowCount !== 0;
}

/** 0 when there is no schema, or nothing in it. */
async function readVersion(client: pg.Client, schema: string, where: string): Promise<number> {
  const { rows } = await client.query("SELECT tablename AS name FROM pg_tables WHERE schemaname = $1", [
    schema,
  ]);
  if (rows.length === 0) return 0;
  if (!rows.some(({ name }) => name === "schema_version")) {
    throw new TsbotError(
      "storage/not-ours",
      `The schema '${schema}' of the database at ${where} has tables of another program.`,
      { hint: "Name another with `schema` of tracker_store in endpoints.yml." },
    );
  }
  const { rows: versions } = await client.query("SELECT version FROM schema_version");
  return Number(versions[0]?.version ?? 0);
}

function newerSchema(schema: string, where: string, version: number): TsbotError {
  return new TsbotError(
    "storage/newer-schema",
    `The schema '${schema}' of the database at ${where} was written by a newer version of tsbot.`,
    { hint: "Update tsbot, or name another database.", details: { version, known: MIGRATIONS.length } },
  );
}
