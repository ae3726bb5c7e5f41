import { median } from "../table.ts";
import type { Bot } from "./data-sets.ts";
import { countEntities, entityF1, isRight } from "./score.ts";
import { inFolder, train, understand } from "./understand.ts";

export interface BotResult {
  readonly name: string;
  /** Held-out messages of all folds, and how many of their intents were right. */
  readonly all: number;
  readonly right: number;
  readonly entityF1: number | null;
  /** Of training, process start included: the middle of the folds. */
  readonly seconds: number;
}

/** Trains on each fold's rest and pools what its held-out messages are understood as. */
export async function measureBot({ name, folds }: Bot): Promise<BotResult> {
  const seconds: number[] = [];
  const entities = { right: 0, wrong: 0, missed: 0 };
  let [all, right] = [0, 0];
  for (const fold of folds) {
    await inFolder(async (folder) => {
      const training = await train(folder, { rows: fold.train });
      seconds.push(training.seconds);
      const { predictions } = await understand(training.model, fold.test);
      all += predictions.length;
      right += predictions.filter((prediction, index) => isRight(prediction, fold.test[index])).length;
      const counts = countEntities(predictions, fold.test);
      for (const key of ["right", "wrong", "missed"] as const) entities[key] += counts[key];
    });
  }
  return { name, all, right, entityF1: entityF1(entities), seconds: median(seconds) };
}
