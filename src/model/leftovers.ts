import { readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The name `writeFileAtomically` gives a model that it has not finished. */
const UNFINISHED = /\.tar\.gz\.[0-9a-f-]{36}\.tmp$/;
/** Milliseconds. Younger ones may be in the making: nothing takes this long to write. */
const HOUR = 3_600_000;

/** Removes what a process left that was killed while it wrote a model beside this one, which was written just now. */
export async function removeLeftovers(written: string): Promise<void> {
  const folder = dirname(written);
  const { mtimeMs: now } = await stat(written);
  const names = (await readdir(folder)).filter((name) => UNFINISHED.test(name));
  for (const path of names.map((name) => join(folder, name))) {
    const changed = (await stat(path).catch(() => null))?.mtimeMs ?? now;
    // The model itself is written: what cannot be removed beside it does no harm.
    if (now - changed > HOUR) await rm(path, { force: true }).catch(() => undefined);
  }
}
