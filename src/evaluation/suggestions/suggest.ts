import type { PipelineConfiguration } from "../../nlu/index.ts";
import { baseIntent } from "../evaluation.ts";
import {
  type HoldingOut,
  type PlacedExample,
  type PlacedTrainingData,
  understandHeldOut,
} from "../held-out.ts";
import type { LabelledText, Understood } from "../understood.ts";
import { judgeLabel } from "./doubtful-labels.ts";
import { findFewExamples } from "./few-examples.ts";
import { findNearDuplicates } from "./near-duplicates.ts";
import { isUnderstood, type Opinion, toOpinion } from "./opinion.ts";
import { SUGGESTION_KINDS, type Suggestion } from "./suggestion.ts";

/**
 * Looks for examples that make understanding worse, partly by understanding each with a model that has not seen it. The
 * surest kinds first, within a kind what weighs most; an example is named once.
 */
export async function suggestChanges(
  configuration: PipelineConfiguration,
  data: PlacedTrainingData,
  options: HoldingOut,
): Promise<readonly Suggestion[]> {
  const { folds } = await understandHeldOut(configuration, data, options);
  return suggestFrom(data.examples, folds.flat());
}

/** The same from examples that were understood already. */
export function suggestFrom(
  examples: readonly PlacedExample[],
  understood: readonly Understood[],
): readonly Suggestion[] {
  const intents = new Set(
    examples.flatMap(({ intent }) => (intent === undefined ? [] : [baseIntent(intent)])),
  );
  const opinions = new Map<LabelledText, Opinion>(
    understood.map((one) => [one.wanted, toOpinion(one, intents)]),
  );
  const labels = examples.flatMap((example) => {
    const opinion = opinions.get(example);
    if (example.intent === undefined || opinion === undefined) return [];
    return judgeLabel(example, opinion) ?? [];
  });
  const all = [
    ...findNearDuplicates(examples, (example) => opinions.get(example)),
    ...labels,
    ...findFewExamples(examples, (example) => {
      const opinion = opinions.get(example);
      return opinion === undefined ? undefined : isUnderstood(opinion);
    }),
  ];
  return once(inOrder(all));
}

function inOrder(suggestions: readonly Suggestion[]): readonly Suggestion[] {
  const rank = ({ kind }: Suggestion): number => SUGGESTION_KINDS.indexOf(kind);
  return [...suggestions].sort((left, right) => rank(left) - rank(right) || right.weight - left.weight);
}

/** An example that is mislabelled is also confusing; its first suggestion says enough. */
function once(suggestions: readonly Suggestion[]): readonly Suggestion[] {
  const known = new Set<string>();
  return suggestions.filter(({ text, intent }) => {
    const key = JSON.stringify([text, intent]);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

/** At most so many, each kind with its share: a hundred doubtful labels are not to hide a repeated text. */
export function mostImportant(suggestions: readonly Suggestion[], most: number): readonly Suggestion[] {
  const kinds = SUGGESTION_KINDS.map((kind) => suggestions.filter((one) => one.kind === kind));
  const kept = new Set<Suggestion>();
  for (let place = 0; kept.size < Math.min(most, suggestions.length); place++) {
    for (const kind of kinds) {
      const one = kind[place];
      if (one !== undefined && kept.size < most) kept.add(one);
    }
  }
  return suggestions.filter((one) => kept.has(one));
}
