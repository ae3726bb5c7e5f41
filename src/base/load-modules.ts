import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** A project's TypeScript module, loaded. */
export interface LoadedModule {
  /** Relative to the project, with `/`. */
  readonly file: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** A module that could not be loaded. */
export interface FailedModule {
  readonly file: string;
  readonly error: unknown;
}

/**
 * Loads the `.ts`, `.js` and `.mjs` files of a project's folder (none when it is absent) through jiti, so that a project
 * needs no build and no node_modules: `import … from "tsbot"` gives this very copy. Compiled files are cached in the
 * project's `.tsbot/cache`.
 */
export async function loadModules(
  directory: string,
  folder: string,
): Promise<{ readonly loaded: readonly LoadedModule[]; readonly failed: readonly FailedModule[] }> {
  const files = await findModules(join(directory, folder));
  if (files.length === 0) return { loaded: [], failed: [] };
  const { createJiti } = await import("jiti");
  const jiti = createJiti(join(directory, "tsbot.config"), {
    alias: { tsbot: entryPoint("index"), "tsbot/testing": entryPoint("testing/index") },
    fsCache: join(directory, ".tsbot", "cache"),
    interopDefault: false,
  });
  const loaded: LoadedModule[] = [];
  const failed: FailedModule[] = [];
  for (const name of files) {
    const file = `${folder}/${name}`;
    try {
      loaded.push({ file, exports: await jiti.import<Record<string, unknown>>(join(directory, file)) });
    } catch (error) {
      failed.push({ file, error });
    }
  }
  return { loaded, failed };
}

/** Forgets the modules of a project that were loaded, so that loading them again gives what the files hold now. */
export function forgetModules(directory: string): void {
  const { cache } = createRequire(import.meta.url);
  const folder = resolve(directory) + sep;
  const packages = `${sep}node_modules${sep}`;
  for (const file of Object.keys(cache)) {
    if (file.startsWith(folder) && !file.includes(packages)) delete cache[file];
  }
}

/** The names of the modules below a folder, sorted; none where it is absent. Tests and declarations are none. */
export async function findModules(folder: string): Promise<readonly string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true });
  return entries
    .map((name) => name.replaceAll("\\", "/"))
    .filter(
      (name) =>
        /\.(?:ts|mts|js|mjs)$/.test(name) && !/\.(?:d|test)\.m?ts$/.test(name) && !/(?:^|\/)[._]/.test(name),
    )
    .sort();
}

/** This package's own module: `.ts` when it runs from source, `.js` when built. */
function entryPoint(name: string): string {
  const here = fileURLToPath(import.meta.url);
  return join(dirname(dirname(here)), `${name}${here.endsWith(".ts") ? ".ts" : ".js"}`);
}
