import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { load } from "js-yaml";
import { createRandom, shuffle } from "../../../src/base/index.ts";

/** A fold on disk: `train.yml` and `test.yml`, which tsbot and Rasa read alike. */
export interface Fold {
  readonly directory: string;
}

const FOLDS = 5;

/**
 * Deals a bot's stories out to five folds (fewer stories: one each) and writes each fold's files. Folders that are there
 * already are taken as they are, so that a slow comparison can go on. Stories that share checkpoints would teach parts of
 * each other; such bots are left out (none of the measured ones has any).
 */
export async function makeFolds(bot: string, work: string, seed: number): Promise<readonly Fold[]> {
  const directory = join(work, `seed${seed}`);
  if (!existsSync(directory)) await writeFolds(await readStories(bot), directory, seed);
  const names = (await readdir(directory)).sort();
  return names.map((name) => ({ directory: join(directory, name) }));
}

async function readStories(bot: string): Promise<readonly unknown[]> {
  const files = await readdir(join(bot, "data"), { recursive: true });
  const stories: unknown[] = [];
  for (const file of files.filter((name) => /\.ya?ml$/.test(name)).sort()) {
    const content = load(await readFile(join(bot, "data", file), "utf8")) as
      | { stories?: unknown[] }
      | undefined;
    stories.push(...(content?.stories ?? []));
  }
  return stories;
}

async function writeFolds(stories: readonly unknown[], directory: string, seed: number): Promise<void> {
  const order = shuffle(
    stories.map((_, index) => index),
    createRandom(seed),
  );
  const count = Math.min(FOLDS, stories.length);
  await mkdir(directory, { recursive: true });
  for (let fold = 0; fold < count; fold++) {
    const held = new Set(order.filter((_, place) => place % count === fold));
    const path = join(directory, `fold${fold}`);
    await mkdir(path, { recursive: true });
    const write = (name: string, isHeld: boolean): Promise<void> =>
      writeFile(
        join(path, name),
        // JSON is YAML.
        JSON.stringify({ version: "3.1", stories: stories.filter((_, at) => held.has(at) === isHeld) }),
      );
    await write("train.yml", false);
    await write("test.yml", true);
  }
}
