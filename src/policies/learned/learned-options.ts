import type { JsonObject } from "../../base/index.ts";
import { DEFAULT_HISTORY } from "./dialogue-features.ts";

/** What of TEDPolicy's options means something here; the others are accepted (docs/policies.md says what becomes of them). */
export interface LearnedOptions {
  readonly priority: number;
  /** States that are looked at. */
  readonly maxHistory: number;
  /** Steps of the optimiser at most. */
  readonly epochs: number;
  /** Glued stories, in tens. */
  readonly augmentation: number;
  /** Overrides the seed of the training. */
  readonly seed: number | null;
  /** Actions that get a score, 0 for all. */
  readonly rankingLength: number;
  /** Least confidence of a prediction from the text. */
  readonly endToEndThreshold: number;
}

const DEFAULT_EPOCHS = 100;

/** Rasa 3.6's options and defaults. */
export function learnedOptions(options: JsonObject, augmentation = 50): LearnedOptions {
  const number = (name: string, fallback: number): number =>
    typeof options[name] === "number" ? options[name] : fallback;
  const { random_seed: seed } = options;
  return {
    priority: number("priority", 1),
    maxHistory: Math.max(1, number("max_history", DEFAULT_HISTORY)),
    epochs: Math.max(1, number("epochs", DEFAULT_EPOCHS)),
    augmentation,
    seed: typeof seed === "number" ? seed : null,
    rankingLength: number("ranking_length", 0),
    endToEndThreshold: number("e2e_confidence_threshold", 0.5),
  };
}
