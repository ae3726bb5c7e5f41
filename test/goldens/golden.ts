import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where recorded comparisons and the files they were recorded from are. */
export interface GoldenFolder {
  /** Holds a folder for each kind. */
  readonly directory: string;
  /** What the paths in comparisons are relative to. */
  readonly inputs: string;
}

/** One recorded comparison; `name` is its file without `.json`. */
export interface Golden {
  readonly name: string;
  readonly data: GoldenData | null;
  /** Why it could not be read. */
  readonly problem: string | null;
}

/** What all kinds have; the rest is each kind's own. */
export interface GoldenData {
  readonly input?: {
    readonly paths?: readonly string[];
    readonly domain?: string;
    readonly data?: readonly string[];
    readonly read_as?: string;
    readonly project?: string;
  };
  readonly ok?: boolean;
}

/** Reads all comparisons of a kind, in the order of their names; other files are passed over. */
export function readGoldens({ directory }: GoldenFolder, kind: string): readonly Golden[] {
  const folder = join(directory, kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => readGolden(join(folder, file), file.replace(/\.json$/, "")));
}

function readGolden(path: string, name: string): Golden {
  try {
    const data: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof data !== "object" || data === null) return { name, data: null, problem: "is no object" };
    return { name, data: data as GoldenData, problem: null };
  } catch (error) {
    return { name, data: null, problem: `is no JSON: ${String(error)}` };
  }
}
