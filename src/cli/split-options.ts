import { randomInt } from "node:crypto";
import { TsbotError } from "../base/index.ts";

/** The options of `data split` as parsed; the names are Rasa's. */
export interface SplitCommandOptions {
  readonly nlu?: readonly string[];
  readonly trainingFraction?: string;
  readonly randomSeed?: number;
  readonly out?: string;
  readonly force?: true;
}

/** What is for training, and the seed: without one a new one each time, as in Rasa, but it is told. */
export function toSplit({ trainingFraction = "0.8", randomSeed }: SplitCommandOptions): {
  readonly trainingFraction: number;
  readonly seed: number;
} {
  const fraction = Number(trainingFraction);
  if (!/^\d*\.?\d+$/.test(trainingFraction) || fraction <= 0 || fraction >= 1) {
    const asPercent = fraction > 1 && fraction < 100 ? ` Did you mean ${fraction / 100}?` : "";
    throw new TsbotError(
      "cli/usage",
      `--training-fraction '${trainingFraction}' is no number between 0 and 1.`,
      { hint: `0.8 keeps four fifths for training.${asPercent}` },
    );
  }
  return { trainingFraction: fraction, seed: randomSeed ?? randomInt(2 ** 31) };
}
