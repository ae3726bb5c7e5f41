import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createRandom, shuffle } from "../../../src/base/index.ts";

/** An example or a test message. Offsets count code points, as Python does, end exclusive. */
export interface Row {
  readonly text: string;
  readonly intent: string;
  readonly entities: readonly RowEntity[];
}

export interface RowEntity {
  readonly start: number;
  readonly end: number;
  readonly entity: string;
  /** What it stands for, where that is not its text. */
  readonly value?: string;
}

/** A published set with its own split. */
export interface DataSet {
  readonly name: string;
  readonly train: readonly Row[];
  readonly test: readonly Row[];
  /** The training rows as Rasa's YAML, where the set brings them. */
  readonly yaml: string | null;
}

/** A small bot's examples, dealt out to folds. */
export interface Bot {
  readonly name: string;
  readonly folds: readonly { readonly train: readonly Row[]; readonly test: readonly Row[] }[];
}

/** Every folder with `train.json` and `test.json`. */
export async function readSets(data: string): Promise<readonly DataSet[]> {
  const names = (await readdir(data)).sort().filter((name) => existsSync(join(data, name, "train.json")));
  return await Promise.all(
    names.map(async (name) => {
      const yaml = join(data, name, "train.yml");
      return {
        name,
        train: await readRows(join(data, name, "train.json")),
        test: await readRows(join(data, name, "test.json")),
        yaml: existsSync(yaml) ? await readFile(yaml, "utf8") : null,
      };
    }),
  );
}

/** Every folder of `bots/` with `fold<k>.train.json` and `fold<k>.test.json`. */
export async function readBots(data: string): Promise<readonly Bot[]> {
  const folder = join(data, "bots");
  if (!existsSync(folder)) return [];
  const bots: Bot[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const files = (await readdir(join(folder, name))).filter((file) => /^fold\d+\.train\.json$/.test(file));
    const folds = files.sort().map(async (file) => ({
      train: await readRows(join(folder, name, file)),
      test: await readRows(join(folder, name, file.replace("train", "test"))),
    }));
    if (folds.length > 0) bots.push({ name, folds: await Promise.all(folds) });
  }
  return bots;
}

async function readRows(file: string): Promise<readonly Row[]> {
  const rows = JSON.parse(await readFile(file, "utf8")) as readonly (Omit<Row, "entities"> & Partial<Row>)[];
  return rows.map((row) => ({ ...row, entities: row.entities ?? [] }));
}

export function hasEntities(rows: readonly Row[]): boolean {
  return rows.some(({ entities }) => entities.length > 0);
}

/** As many examples of each intent as there are up to `perIntent`, another choice with each seed. */
export function sampleRows(rows: readonly Row[], perIntent: number, seed: number): readonly Row[] {
  const random = createRandom(seed);
  const intents = new Map<string, Row[]>();
  for (const row of rows) {
    const group = intents.get(row.intent);
    if (group === undefined) intents.set(row.intent, [row]);
    else group.push(row);
  }
  return [...intents.values()].flatMap((group) => shuffle(group, random).slice(0, perIntent));
}
