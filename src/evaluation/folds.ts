import { createRandom, shuffle } from "../base/index.ts";
import type { TrainingExample } from "../nlu/index.ts";

/** In place of a fold's number: what is trained with every time and never tested. */
export const ALWAYS_TRAINED = -1;

/**
 * Deals examples out to folds intent by intent, so that each fold has its share of all (stratified). The only example of
 * an intent is in none: an intent without examples cannot be told.
 */
export function dealToFolds<Example extends TrainingExample>(
  examples: readonly Example[],
  folds: number,
  seed: number,
): ReadonlyMap<Example, number> {
  const random = createRandom(seed);
  const dealt = new Map<Example, number>();
  let next = 0;
  for (const [intent, group] of byIntent(examples)) {
    const isAlone = intent !== NO_INTENT && group.length === 1;
    for (const example of shuffle([...group], random))
      dealt.set(example, isAlone ? ALWAYS_TRAINED : next++ % folds);
  }
  return dealt;
}

/** Leaves out a part (0 to 1) of each intent's examples, chosen anew for each seed; one of each stays. */
export function leaveOut<Example extends TrainingExample>(
  examples: readonly Example[],
  part: number,
  seed: number,
): readonly Example[] {
  const random = createRandom(seed);
  const left = new Set<Example>();
  for (const group of byIntent(examples).values()) {
    const amount = Math.min(group.length - 1, Math.round(group.length * part));
    for (const example of shuffle([...group], random).slice(0, amount)) left.add(example);
  }
  return examples.filter((example) => !left.has(example));
}

/** In place of an intent's name: examples of entities alone. */
const NO_INTENT = "";

/** Examples by their intents, in the order in which these appear. */
export function byIntent<Example extends TrainingExample>(
  examples: readonly Example[],
): ReadonlyMap<string, readonly Example[]> {
  const groups = new Map<string, Example[]>();
  for (const example of examples) {
    const group = groups.get(example.intent ?? NO_INTENT);
    if (group === undefined) groups.set(example.intent ?? NO_INTENT, [example]);
    else group.push(example);
  }
  return groups;
}
