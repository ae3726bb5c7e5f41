/** Between what the value of an option must lie, and why. */
export interface OptionRange {
  readonly least: number;
  readonly most: number;
  readonly why: string;
  /** A number outside is only warned of. */
  readonly isHarmless?: boolean;
}

const CONFIDENCE: OptionRange = { least: 0, most: 1, why: "a confidence lies between 0 and 1" };

/** Options of components and policies whose values are checked, by name. */
export const optionRanges: Readonly<Record<string, OptionRange>> = {
  threshold: CONFIDENCE,
  ambiguity_threshold: CONFIDENCE,
  core_fallback_threshold: CONFIDENCE,
  max_history: { least: 1, most: 1e6, why: "at least one turn must be looked at", isHarmless: true },
  epochs: { least: 1, most: 1e9, why: "training takes at least one epoch" },
  ranking_length: { least: 0, most: 1e9, why: "it counts intents" },
};
