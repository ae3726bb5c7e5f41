import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { TsbotError, toErrorMessage } from "../../base/index.ts";
import type { OpenDriver } from "./driver.ts";
import { guard, type NativeDatabase } from "./guard.ts";

interface Engine {
  readonly name: string;
  /** Loads the engine; throws when this platform or Node has none. */
  load(require: NodeJS.Require): { readonly version: string; open(path: string): NativeDatabase };
  /** Whether a statement takes its parameters one by one, not as one array. */
  readonly spread: boolean;
  /** Locks a file with a folder `<path>.lock`, which outlives a killed process; the others use the kernel's locks. */
  readonly locksWithFolder: boolean;
}

type OpenDatabase = new (path: string) => NativeDatabase;

/** In order of preference: built into Node, a native module without install script, WebAssembly. */
const ENGINES: readonly Engine[] = [
  {
    name: "node:sqlite",
    spread: true,
    locksWithFolder: false,
    load(require) {
      const { DatabaseSync } = withoutWarning(() => require("node:sqlite")) as { DatabaseSync: OpenDatabase };
      const version = process.versions["sqlite"] ?? process.version;
      return { version, open: (path) => new DatabaseSync(path) };
    },
  },
  {
    name: "libsql",
    spread: true,
    locksWithFolder: false,
    load(require) {
      const Database = require("libsql") as OpenDatabase;
      return { version: packageVersion(require, "libsql"), open: (path) => new Database(path) };
    },
  },
  {
    name: "node-sqlite3-wasm",
    spread: false,
    locksWithFolder: true,
    load(require) {
      const { Database } = require("node-sqlite3-wasm") as { Database: OpenDatabase };
      return { version: packageVersion(require, "node-sqlite3-wasm"), open: (path) => new Database(path) };
    },
  },
];

/** Names of all engines, for the contract suite. */
export const engineNames: readonly string[] = ENGINES.map(({ name }) => name);

/** An engine that works here. */
export interface ChosenEngine extends Pick<Engine, "name" | "locksWithFolder"> {
  readonly open: OpenDriver;
}

/** The first engine that works here, or the one named. Throws `storage/no-sqlite` saying what was tried. */
export function chooseEngine(name?: string): ChosenEngine {
  const require = createRequire(import.meta.url);
  const tried: string[] = [];
  for (const engine of ENGINES) {
    if (name !== undefined && engine.name !== name) continue;
    try {
      const { version, open } = engine.load(require);
      const label = `${engine.name} ${version}`;
      return { ...engine, open: (path) => guard(open(path), { label, spread: engine.spread, path }) };
    } catch (error) {
      tried.push(`${engine.name}: ${toErrorMessage(error).split("\n", 1)[0]}`);
    }
  }
  throw new TsbotError("storage/no-sqlite", `No SQLite engine works here (${tried.join("; ")}).`, {
    hint: "Use Node 22.13 or newer, or install one with `npm i libsql`.",
  });
}

/** Read from the package's folder: not every package lets its package.json be required. */
function packageVersion(require: NodeJS.Require, name: string): string {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      const { version } = JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8")) as {
        version: string;
      };
      return version;
    } catch {
      // Not installed in this folder.
    }
  }
  return "of unknown version";
}

/** Node 22 warns that node:sqlite is experimental, once, on the terminal of people who never asked for it. */
function withoutWarning<Result>(load: () => Result): Result {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
