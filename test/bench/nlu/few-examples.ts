import { SHOTS } from "./anchors.ts";
import { type DataSet, sampleRows } from "./data-sets.ts";
import { scoreIntents } from "./score.ts";
import { inFolder, train, understand } from "./understand.ts";

export interface FewResult {
  readonly name: string;
  /** Mean accuracy over the seeds, in the order of `SHOTS`. */
  readonly accuracy: readonly number[];
}

/** Trains on a few examples of each intent, another choice with each seed, and scores on the whole test set. */
export async function measureFewExamples(set: DataSet, seeds: number): Promise<FewResult> {
  const accuracy: number[] = [];
  for (const shots of SHOTS) {
    let sum = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      sum += await inFolder(async (folder) => {
        const { model } = await train(folder, { rows: sampleRows(set.train, shots, seed) });
        const { predictions } = await understand(model, set.test);
        return scoreIntents(predictions, set.test).accuracy;
      });
    }
    accuracy.push(sum / seeds);
  }
  return { name: set.name, accuracy };
}
