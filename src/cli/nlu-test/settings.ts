import { TsbotError } from "../../base/index.ts";
import type { GlobalOptions } from "../surroundings.ts";

/** The options of `test nlu` as parsed; the names are Rasa's where Rasa has them. */
export interface NluTestOptions extends GlobalOptions {
  readonly nlu?: readonly string[];
  readonly model?: string;
  readonly config?: readonly string[];
  readonly domain?: string;
  readonly out?: string;
  readonly crossValidation?: true;
  readonly folds?: number;
  readonly runs?: number;
  readonly percentages?: readonly string[];
  readonly seed?: number;
  readonly successes?: true;
  readonly errors?: boolean;
  readonly plot?: boolean;
  readonly minF1?: string;
  readonly minAccuracy?: string;
  readonly compare?: string;
}

/** The options, checked and filled in. */
export interface NluTestSettings {
  readonly nlu: readonly string[];
  readonly out: string;
  readonly folds: number;
  readonly runs: number;
  readonly percentages: readonly number[];
  readonly seed: number;
  readonly minF1: number | null;
  readonly minAccuracy: number | null;
}

const DEFAULT_SEED = 42;

/** Throws `cli/usage` for a number that makes no sense, or two flags that contradict each other. */
export function toSettings(options: NluTestOptions): NluTestSettings {
  const { folds = 5, runs = 3, seed = DEFAULT_SEED } = options;
  if (folds < 2)
    throw usage(
      `--folds ${folds} leaves nothing to train on.`,
      "It takes a whole number from 2; 5 is usual.",
    );
  if (runs < 1) throw usage("--runs 0 tests nothing.", "It takes a whole number from 1.");
  return {
    nlu: options.nlu ?? ["data"],
    out: options.out ?? "results",
    folds,
    runs,
    seed,
    percentages: (options.percentages ?? ["0", "25", "50", "75"]).flatMap(toPercentages),
    minF1: toShare("--min-f1", options.minF1),
    minAccuracy: toShare("--min-accuracy", options.minAccuracy),
  };
}

/** Also `0,25`. */
function toPercentages(written: string): readonly number[] {
  return written.split(",").map((part) => {
    const value = Number(part);
    if (/^\d+$/.test(part) && value < 100) return value;
    throw usage(
      `--percentages '${part}' is no percentage that can be left out.`,
      "It takes whole numbers from 0 to 99, as in `--percentages 0 25 50 75`.",
    );
  });
}

function toShare(flag: string, written: string | undefined): number | null {
  if (written === undefined) return null;
  const value = Number(written);
  if (/^\d*\.?\d+$/.test(written) && value <= 1) return value;
  const asPercent = value > 1 && value <= 100 ? ` Did you mean ${value / 100}?` : "";
  throw usage(`${flag} '${written}' is no number between 0 and 1.`, `0.8 asks for four fifths.${asPercent}`);
}

/** What the flags ask for cannot be. */
export function usage(message: string, hint: string): TsbotError {
  return new TsbotError("cli/usage", message, { hint });
}
