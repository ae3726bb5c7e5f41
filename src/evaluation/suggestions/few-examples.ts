import { byIntent } from "../folds.ts";
import type { PlacedExample } from "../held-out.ts";
import type { Suggestion } from "./suggestion.ts";

/** With fewer an intent is learned by luck. */
const TOO_FEW = 5;
/** With fewer it may be, and is told where it is not understood. */
const FEW = 10;
/** Understood less often than this is not understood. */
const OFTEN_ENOUGH = 0.7;

/**
 * Intents with too few examples: less than five, or less than ten of which a model that has not seen them understands
 * few.
 *
 * @param isUnderstood whether a held-out example was; undefined for one that was not tested
 */
export function findFewExamples(
  examples: readonly PlacedExample[],
  isUnderstood: (example: PlacedExample) => boolean | undefined,
): readonly Suggestion[] {
  const found: Suggestion[] = [];
  for (const [intent, group] of byIntent(examples)) {
    const [first] = group;
    if (intent === "" || first === undefined || group.length >= FEW) continue;
    const tested = group.map(isUnderstood).filter((one) => one !== undefined);
    const right = tested.filter(Boolean).length;
    const isPoor = tested.length > 0 && right / tested.length < OFTEN_ENOUGH;
    if (group.length >= TOO_FEW && !isPoor) continue;
    const amount = group.length === 1 ? "only one example" : `only ${group.length} examples`;
    const poorly = isPoor ? `, and ${right} of ${tested.length} are understood by a model without them` : "";
    found.push({
      kind: "few-examples",
      text: null,
      intent,
      rival: null,
      at: first.at ?? null,
      other: null,
      weight: 1 - group.length / FEW,
      advice: `It has ${amount}${poorly}: write ten or more, in the words that people use.`,
    });
  }
  return found;
}
