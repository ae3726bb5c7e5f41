import type { SqlRow, SqlValue } from "../sql-row.ts";

/** One prepared statement. Parameters are counted: too few or too many is a TypeError. */
export interface Statement {
  run(...parameters: readonly SqlValue[]): { readonly changes: number };
  get(...parameters: readonly SqlValue[]): SqlRow | undefined;
  all(...parameters: readonly SqlValue[]): readonly SqlRow[];
}

/** A synchronous SQLite connection, the same for every engine. */
export interface SqliteDriver {
  /** Name and version of the engine, for the log. */
  readonly engine: string;
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

/** Opens a database file or `:memory:`. */
export type OpenDriver = (path: string) => SqliteDriver;
