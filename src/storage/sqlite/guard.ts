import type { SqlRow, SqlValue } from "../sql-row.ts";
import { decodeText, encodeText } from "../text-codec.ts";
import type { SqliteDriver } from "./driver.ts";
import { freeBytesAt, toStorageError } from "./errors.ts";

/** An engine's own statement: node:sqlite, libsql and node-sqlite3-wasm look alike but for how they take parameters. */
interface NativeStatement {
  run(...parameters: unknown[]): { changes?: number | bigint } | undefined;
  all(...parameters: unknown[]): unknown[];
  finalize?(): void;
}

/** An engine's own connection. */
export interface NativeDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): NativeStatement;
  close(): void;
}

interface GuardOptions {
  readonly label: string;
  readonly spread: boolean;
  readonly path: string;
}

/**
 * Shuts out what engines do badly with: libsql ends the process when a boolean or object is bound, ignores a wrong
 * number of parameters, cuts texts at a NUL and adds `_metadata` to rows; node-sqlite3-wasm keeps its lock unless every
 * statement is finalized, leaves a statement open after its first row, and cannot use one again that failed.
 */
export function guard(database: NativeDatabase, { label, spread, path }: GuardOptions): SqliteDriver {
  const statements = new Set<NativeStatement>();
  const place = { path, freeBytes: freeBytesAt };
  const attempt = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw toStorageError(error, place);
    }
  };
  const prepare = (sql: string): NativeStatement => {
    const statement = attempt(() => database.prepare(sql));
    statements.add(statement);
    return statement;
  };
  const drop = (statement: NativeStatement): void => {
    statements.delete(statement);
    try {
      statement.finalize?.();
    } catch {
      // It repeats the error of its last run.
    }
  };
  return {
    engine: label,
    exec: (sql) => {
      attempt(() => database.exec(sql));
    },
    prepare: (sql) => {
      const count = countParameters(sql);
      let statement = prepare(sql);
      const run = <Result>(
        parameters: readonly SqlValue[],
        work: (bound: readonly unknown[]) => Result,
      ): Result => {
        const bound = bind(parameters, count);
        try {
          return work(spread ? bound : [bound]);
        } catch (error) {
          if (statement.finalize !== undefined) {
            drop(statement);
            statement = prepare(sql);
          }
          throw toStorageError(error, place);
        }
      };
      const all = (parameters: readonly SqlValue[]): readonly SqlRow[] =>
        run(parameters, (bound) => statement.all(...bound)).map((row) =>
          decodeRow(row as Record<string, unknown>),
        );
      return {
        run: (...parameters) => {
          const result = run(parameters, (bound) => statement.run(...bound));
          return { changes: Number(result?.changes ?? 0) };
        },
        get: (...parameters) => all(parameters)[0],
        all: (...parameters) => all(parameters),
      };
    },
    close: () => {
      for (const statement of statements) drop(statement);
      database.close();
    },
  };
}

function bind(parameters: readonly SqlValue[], count: number): readonly unknown[] {
  if (parameters.length !== count) {
    throw new TypeError(`${parameters.length} parameters for a statement with ${count}.`);
  }
  return parameters.map(encode);
}

function countParameters(sql: string): number {
  return sql.split("?").length - 1;
}

function encode(value: SqlValue): SqlValue {
  if (typeof value === "string") return encodeText(value);
  if (value === null || (typeof value === "number" && Number.isFinite(value))) return value;
  throw new TypeError(`A ${typeof value} cannot be stored.`);
}

function decodeRow(row: Record<string, unknown>): SqlRow {
  const decoded: Record<string, SqlValue> = {};
  // Column names are ours.
  for (const key in row) if (key !== "_metadata") decoded[key] = decodeValue(row[key]);
  return decoded;
}

function decodeValue(value: unknown): SqlValue {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "string") return decodeText(value);
  return (value as SqlValue | undefined) ?? null;
}
