import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** Folders that hold nothing of the person's own, or what was made of it. */
const PASSED_OVER: ReadonlySet<string> = new Set(["node_modules", "models", "results", "coverage", "dist"]);
const YAML = /\.ya?ml$/i;

/**
 * The files of tests below a project, sorted: all YAML of folders named `tests`, and files named `test_*` wherever they
 * are, as Rasa looks for them.
 */
export async function findTestFiles(directory: string): Promise<readonly string[]> {
  const found = await walk(directory, { path: "", isTests: false });
  return found.sort();
}

interface Folder {
  /** Relative to the project. */
  readonly path: string;
  /** Whether it is `tests` or lies in it. */
  readonly isTests: boolean;
}

async function walk(directory: string, { path, isTests }: Folder): Promise<string[]> {
  const entries = await readdir(join(directory, path), { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    const { name } = entry;
    if (name.startsWith(".") || PASSED_OVER.has(name)) continue;
    const below = path === "" ? name : `${path}/${name}`;
    if (entry.isDirectory())
      found.push(...(await walk(directory, { path: below, isTests: isTests || name === "tests" })));
    else if (YAML.test(name) && (isTests || name.startsWith("test_"))) found.push(below);
  }
  return found;
}
