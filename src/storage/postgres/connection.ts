import type { ConnectionOptions as TlsOptions } from "node:tls";
import type { ClientConfig } from "pg";

/** Where a PostgreSQL database is and how it is reached. */
export interface PostgresConnection {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** Null: the user of the process, as `psql` does. */
  readonly user: string | null;
  /** Null: `PGPASSWORD`, `~/.pgpass`, or none. */
  readonly password: string | null;
  /** Null: not encrypted. */
  readonly tls: TlsOptions | null;
  /** Connections for queries (one more listens). */
  readonly poolSize: number;
}

/** How long to wait for a connection, in milliseconds. */
const CONNECT_TIMEOUT = 5_000;
/** A query that takes longer has lost its server, in milliseconds. */
const QUERY_TIMEOUT = 60_000;
const INT8 = 20;

/** What `pg` is told. Names in queries mean tables of our schema, and of no other. */
export function toClientConfig(connection: PostgresConnection, schema: string): ClientConfig {
  const { host, port, database, user, password, tls } = connection;
  return {
    host,
    port,
    database,
    ...(user !== null && { user }),
    ...(password !== null && { password }),
    ssl: tls ?? false,
    application_name: "tsbot",
    options: `-c search_path=${schema}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    query_timeout: QUERY_TIMEOUT,
    keepAlive: true,
    types: { getTypeParser },
  };
}

/** `postgresql, ann@localhost:5432/bots`, without the password. */
export function describeConnection({ host, port, database, user }: PostgresConnection): string {
  return `${user === null ? "" : `${user}@`}${host}:${port}/${database}`;
}

/** Sequence numbers and counts stay far below 2^53; all else the default parsers give as text or number. */
function getTypeParser(type: number): (value: string) => string | number {
  return NUMBERS.has(type) ? Number : String;
}

/** int8, int2, int4, float4, float8. */
const NUMBERS: ReadonlySet<number> = new Set([INT8, 21, 23, 700, 701]);
