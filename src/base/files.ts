import { randomUUID } from "node:crypto";
import { lstat, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes a file so that a reader, or a crash at any instant, sees the old content or the new, never a part: temporary
 * file in the same folder, fsync, rename, fsync of the folder. Creates missing folders.
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  options: { readonly mode?: number } = {},
): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, "wx", options.mode ?? 0o644);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    // The temporary file means nothing to whoever reads the error.
    throw error instanceof Error ? Object.assign(error, { path }) : error;
  }
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * What keeps a path from being, or becoming, a folder: the path or the nearest thing above it when that is there but is
 * no folder; null when nothing does.
 */
export async function findNonFolder(path: string): Promise<string | null> {
  const kind = await stat(path).catch(() => null);
  if (kind !== null) return kind.isDirectory() ? null : path;
  // A link that leads nowhere is there all the same.
  if ((await lstat(path).catch(() => null)) !== null) return path;
  const above = dirname(path);
  return above === path ? null : await findNonFolder(above);
}
