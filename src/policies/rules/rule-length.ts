import type { TrainingTrack } from "../training-track.ts";

/**
 * Every step of a rule is looked up with all steps before it, so that a rule costs the square of its steps in the model,
 * and more in training. Nobody writes rules of this length by hand; a story can be as long as it likes.
 */
export const MOST_RULE_STEPS = 200;

/** Whether rules cannot be made of this track. */
export function isTooLongRule({ isRule, steps }: TrainingTrack): boolean {
  return isRule && steps.length > MOST_RULE_STEPS;
}

/** What is said of a rule that is too long. */
export function tellTooLongRule({ name, steps }: TrainingTrack): {
  readonly message: string;
  readonly hint: string;
} {
  return {
    message: `The rule '${name}' has ${steps.length} steps, with those it implies; a rule may have ${MOST_RULE_STEPS}.`,
    hint: "Write it as a story, or as several rules.",
  };
}
