import { setMaxListeners } from "node:events";
import pg from "pg";
import { type Clock, delay, type Logger } from "../../base/index.ts";
import type { SqlRow, SqlValue } from "../sql-row.ts";
import { decodeText, encodeText } from "../text-codec.ts";
import { describeConnection, type PostgresConnection, toClientConfig } from "./connection.ts";
import { isCollision, isOutage, toStorageError } from "./errors.ts";

/** Texts become one parameter, an array. */
export type Parameter = SqlValue | readonly string[];

/** One statement, prepared in each connection when it is first used there. Parameters are written `?`. */
export interface Statement {
  /** Says how many rows were changed. */
  run(...parameters: readonly Parameter[]): Promise<number>;
  get(...parameters: readonly Parameter[]): Promise<SqlRow | undefined>;
  all(...parameters: readonly Parameter[]): Promise<readonly SqlRow[]>;
}

/** A pool of connections to one schema. */
export interface Database {
  /** Host and database, for messages. */
  readonly where: string;
  prepare(sql: string): Statement;
  /** A connection of its own, for work that needs one. Whoever asks ends it. */
  connect(): Promise<pg.Client>;
  close(): Promise<void>;
}

interface DatabaseOptions {
  readonly connection: PostgresConnection;
  readonly schema: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Waits before a statement is tried again whose server was lost, in milliseconds; then who asked is told. */
const RETRY_AFTER = [50, 200, 500, 1_000, 1_500] as const;
/** Connections that are not even refused take long by themselves: no further attempt after this, in milliseconds. */
const PATIENCE = 4_000;
const MOST_COLLISIONS = 10;

/**
 * A statement whose connection broke is run again, as nobody knows whether it took effect: each must be one that may be
 * run twice. Throws `storage/unreachable` when the server stays away.
 */
export function openDatabase({ connection, schema, clock, logger }: DatabaseOptions): Database {
  const config = toClientConfig(connection, schema);
  const pool = new pg.Pool({ ...config, max: connection.poolSize });
  const where = describeConnection(connection);
  const closing = new AbortController();
  // Each statement that waits for the server to come back listens.
  setMaxListeners(0, closing.signal);
  // An idle connection that broke is replaced when the next is needed.
  pool.on("error", (error) => logger.debug("a connection to PostgreSQL broke", { error }));
  let statements = 0;

  const query = (name: string, text: string, values: unknown[]): Promise<pg.QueryResult> =>
    patiently(() => pool.query({ name, text, values }), { clock, logger, closing: closing.signal }).catch(
      (error: unknown) => {
        throw toStorageError(error, where);
      },
    );

  return {
    where,
    prepare(sql) {
      const name = `s${++statements}`;
      const { text, count } = numberParameters(sql);
      const run = (parameters: readonly Parameter[]): Promise<pg.QueryResult> => {
        if (parameters.length !== count) {
          throw new TypeError(`${parameters.length} parameters for a statement with ${count}.`);
        }
        return query(name, text, parameters.map(encode));
      };
      return {
        run: async (...parameters) => (await run(parameters)).rowCount ?? 0,
        get: async (...parameters) => (await run(parameters)).rows.map(decodeRow)[0],
        all: async (...parameters) => (await run(parameters)).rows.map(decodeRow),
      };
    },
    async connect() {
      const client = new pg.Client(config);
      // Who uses it sees each query fail; without a listener the process would end.
      client.on("error", () => {});
      try {
        await client.connect();
        return client;
      } catch (error) {
        throw toStorageError(error, where);
      }
    },
    async close() {
      closing.abort();
      await pool.end();
    },
  };
}

interface Patience {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly closing: AbortSignal;
}

/** Runs a statement again that collided with another, or whose server was lost and may be back soon. */
async function patiently<Result>(
  run: () => Promise<Result>,
  { clock, logger, closing }: Patience,
): Promise<Result> {
  const until = clock.now() + PATIENCE;
  let outages = 0;
  let collisions = 0;
  const waitAfter = (error: unknown): number | undefined => {
    if (isCollision(error)) return ++collisions <= MOST_COLLISIONS ? 0 : undefined;
    return isOutage(error) && !closing.aborted && clock.now() < until ? RETRY_AFTER[outages++] : undefined;
  };
  for (;;) {
    try {
      return await run();
    } catch (error) {
      const wait = waitAfter(error);
      if (wait === undefined) throw error;
      logger.debug("a statement is run again", { error });
      if (wait > 0) await delay(clock, wait, closing).catch(() => {});
    }
  }
}

function numberParameters(sql: string): { readonly text: string; readonly count: number } {
  let count = 0;
  const text = sql.replaceAll("?", () => `$${++count}`);
  return { text, count };
}

function encode(value: Parameter): unknown {
  if (typeof value === "string") return encodeText(value);
  if (Array.isArray(value)) return value.map(encodeText);
  if (value === null || (typeof value === "number" && Number.isFinite(value))) return value;
  throw new TypeError(`A ${typeof value} cannot be stored.`);
}

function decodeRow(row: Record<string, SqlValue>): SqlRow {
  const decoded: Record<string, SqlValue> = {};
  // Column names are ours; texts inside of JSON are decoded when it is read.
  for (const key in row) {
    const value = row[key] ?? null;
    decoded[key] = typeof value === "string" && !key.startsWith("json_") ? decodeText(value) : value;
  }
  return decoded;
}
