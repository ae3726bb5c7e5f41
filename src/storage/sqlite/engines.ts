import { createRequire } from "node:module";
import { TsbotError, toErrorMessage } from "../../base/index.ts";
import type { OpenDriver, SqliteDriver, SqlRow, SqlValue, Statement } from "./driver.ts";

/** An engine's own statement: node:sqlite, libsql and node-sqlite3-wasm look alike but for how they take parameters. */
interface NativeStatement {
  run(...parameters: unknown[]): { changes?: number | bigint } | undefined;
  get(...parameters: unknown[]): unknown;
  all(...parameters: unknown[]): unknown[];
}

interface NativeDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): NativeStatement;
  close(): void;
}

interface Engine {
  readonly name: string;
  /** Loads the engine; throws when this platform or Node has none. */
  load(require: NodeJS.Require): { readonly version: string; open(path: string): NativeDatabase };
  /** How a statement takes its parameters. */
  readonly spread: boolean;
}

/** In order of preference: built into Node, a native module without install script, WebAssembly. */
const ENGINES: readonly Engine[] = [
  {
    name: "node:sqlite",
    spread: true,
    load(require) {
      const { DatabaseSync } = require("node:sqlite") as {
        DatabaseSync: new (path: string) => NativeDatabase;
      };
      return {
        version: process.versions["sqlite"] ?? process.version,
        open: (path) => new DatabaseSync(path),
      };
    },
  },
  {
    name: "libsql",
    spread: true,
    load(require) {
      const Database = require("libsql") as new (path: string) => NativeDatabase;
      const { version } = require("libsql/package.json") as { version: string };
      return { version, open: (path) => new Database(path) };
    },
  },
  {
    name: "node-sqlite3-wasm",
    spread: false,
    load(require) {
      const { Database } = require("node-sqlite3-wasm") as { Database: new (path: string) => NativeDatabase };
      const { version } = require("node-sqlite3-wasm/package.json") as { version: string };
      return { version, open: (path) => new Database(path) };
    },
  },
];

/** Names of all engines, for the contract suite. */
export const engineNames: readonly string[] = ENGINES.map(({ name }) => name);

/**
 * The first engine that works here, or the one named. Throws `storage/no-sqlite` saying what was tried.
 */
export function chooseEngine(name?: string): { readonly name: string; readonly open: OpenDriver } {
  const require = createRequire(import.meta.url);
  const tried: string[] = [];
  for (const engine of ENGINES) {
    if (name !== undefined && engine.name !== name) continue;
    try {
      const { version, open } = engine.load(require);
      const label = `${engine.name} ${version}`;
      return { name: engine.name, open: (path) => guard(open(path), { label, spread: engine.spread }) };
    } catch (error) {
      tried.push(`${engine.name}: ${toErrorMessage(error).split("\n", 1)[0]}`);
    }
  }
  throw new TsbotError("storage/no-sqlite", `No SQLite engine works here (${tried.join("; ")}).`, {
    hint: "Use Node 22.13 or newer, or install one with `npm i libsql`.",
  });
}

/**
 * Shuts out what engines do badly with: libsql ends the process when a boolean or object is bound, ignores a wrong
 * number of parameters, cuts texts at a NUL and adds `_metadata` to rows.
 */
function guard(
  database: NativeDatabase,
  engine: { readonly label: string; readonly spread: boolean },
): SqliteDriver {
  return {
    engine: engine.label,
    exec: (sql) => {
      database.exec(sql);
    },
    prepare: (sql) => guardStatement(database.prepare(sql), countParameters(sql), engine.spread),
    close: () => database.close(),
  };
}

function guardStatement(statement: NativeStatement, count: number, spread: boolean): Statement {
  const bind = (parameters: readonly SqlValue[]): unknown[] => {
    if (parameters.length !== count) {
      throw new TypeError(`${parameters.length} parameters for a statement with ${count}.`);
    }
    const bound = parameters.map(encode);
    return spread ? bound : [bound];
  };
  return {
    run: (...parameters) => ({ changes: Number(statement.run(...bind(parameters))?.changes ?? 0) }),
    get: (...parameters) => {
      const row = statement.get(...bind(parameters));
      return row === undefined || row === null ? undefined : decodeRow(row as Record<string, unknown>);
    },
    all: (...parameters) =>
      statement.all(...bind(parameters)).map((row) => decodeRow(row as Record<string, unknown>)),
  };
}

function countParameters(sql: string): number {
  return sql.split("?").length - 1;
}

/** NUL ends a text in some engines; U+2400 with a marker stands for it. */
const NUL = "\u0000";
const NUL_ESCAPE = "\uE000\u2400\uE000";

function encode(value: SqlValue): SqlValue {
  if (typeof value === "string") return value.includes(NUL) ? value.replaceAll(NUL, NUL_ESCAPE) : value;
  if (value === null || (typeof value === "number" && Number.isFinite(value))) return value;
  throw new TypeError(`A ${typeof value} cannot be stored.`);
}

function decodeRow(row: Record<string, unknown>): SqlRow {
  const decoded: Record<string, SqlValue> = Object.create(null);
  for (const [key, value] of Object.entries(row)) {
    if (key === "_metadata") continue;
    decoded[key] = decodeValue(value);
  }
  return decoded;
}

function decodeValue(value: unknown): SqlValue {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "string")
    return value.includes(NUL_ESCAPE) ? value.replaceAll(NUL_ESCAPE, NUL) : value;
  return (value as SqlValue | undefined) ?? null;
}
