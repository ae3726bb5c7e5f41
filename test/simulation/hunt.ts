import type { Bot } from "./bot.ts";
import type { PlantedBug } from "./planted-bugs/index.ts";
import { runSeed } from "./world.ts";

/** How a planted bug was looked for. */
export interface Hunt {
  readonly name: string;
  readonly like: string | null;
  /** The first seed that caught it, or null. */
  readonly seed: number | null;
  /** How the seed failed. */
  readonly failure: string | null;
}

/** Runs seeds from `from` on until one catches the bug, but no more than `most`. */
export async function huntBug(
  bug: PlantedBug,
  { bot, from, most }: { readonly bot: Bot; readonly from: number; readonly most: number },
): Promise<Hunt> {
  const { name, like = null } = bug;
  for (let seed = from; seed < from + most; seed++) {
    const { failures } = await runSeed(seed, { bot, bug });
    if (failures[0] !== undefined) return { name, like, seed, failure: failures[0] };
  }
  return { name, like, seed: null, failure: null };
}
