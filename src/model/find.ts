import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { TsbotError } from "../base/index.ts";

/**
 * The model a path means: a file itself, or the newest `.tar.gz` (latest modification) of a folder; null when the
 * folder is missing or has none. Throws `model/not-found` for a missing file.
 */
export async function findModel(path: string): Promise<string | null> {
  const kind = await stat(path).catch(() => null);
  if (kind?.isFile()) return path;
  if (kind === null && path.endsWith(".tar.gz")) {
    throw new TsbotError("model/not-found", `There is no model '${path}'.`, {
      hint: "Train one with `tsbot train`, or leave the path out to take the newest.",
    });
  }
  if (kind === null) return null;
  const names = (await readdir(path)).filter((name) => name.endsWith(".tar.gz"));
  const found = await Promise.all(names.map((name) => statModel(path, name)));
  const models = found.filter((model) => model !== null);
  models.sort((left, right) => right.changed - left.changed || (left.name < right.name ? 1 : -1));
  const newest = models[0];
  return newest === undefined ? null : join(path, newest.name);
}

/** Null for one that was removed since the folder was read, and for what only has the name of a model. */
async function statModel(folder: string, name: string): Promise<{ name: string; changed: number } | null> {
  const kind = await stat(join(folder, name)).catch(() => null);
  return kind?.isFile() ? { name, changed: kind.mtimeMs } : null;
}
