import { createRandom } from "../../../src/base/index.ts";
import type { DataSet, Row } from "./data-sets.ts";
import { inFolder, type Training, train } from "./understand.ts";

export interface LargeResult extends Omit<Training, "model"> {
  readonly examples: number;
  readonly intents: number;
  readonly entityTypes: number;
}

const EXAMPLES = 100_000;
const ADDED_WORDS = 2;
const SEED = 1;

/** Trains on 100,000 examples that are made of the sets' own. */
export async function measureLarge(sets: readonly DataSet[]): Promise<LargeResult> {
  const rows = makeRows(sets.flatMap((set) => set.train));
  return await inFolder(async (folder) => {
    const { model: _, ...training } = await train(folder, { rows });
    return {
      ...training,
      examples: rows.length,
      intents: new Set(rows.map(({ intent }) => intent)).size,
      entityTypes: new Set(rows.flatMap(({ entities }) => entities.map(({ entity }) => entity))).size,
    };
  });
}

/** Each row again and again, with some words of any rows behind it, so that no two are alike. */
function makeRows(originals: readonly Row[]): readonly Row[] {
  const random = createRandom(SEED);
  const words = [...new Set(originals.flatMap(({ text }) => text.split(" ")))].filter((word) =>
    /^\p{L}+$/u.test(word),
  );
  const made = new Map<string, Row>();
  for (let at = 0; made.size < EXAMPLES; at++) {
    const original = originals[at % originals.length]!;
    const added = Array.from({ length: ADDED_WORDS }, () => words[random.below(words.length)]!);
    const text = [original.text, ...added].join(" ");
    made.set(text, { ...original, text });
  }
  return [...made.values()];
}
