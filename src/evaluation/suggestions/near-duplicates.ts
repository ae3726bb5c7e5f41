import { baseIntent } from "../evaluation.ts";
import type { PlacedExample } from "../held-out.ts";
import type { Opinion } from "./opinion.ts";
import { normalise, similarPairs } from "./similar-texts.ts";
import { inBrackets, type Suggestion } from "./suggestion.ts";

/** Texts are nearly the same from here; below, they merely begin alike. */
const NEARLY = 0.75;
/** A model that is as sure as this of both tells them apart, however alike they are (`on` and `off`). */
const CLEARLY = 0.8;

/**
 * Examples of two intents with the same text, and with nearly the same text where a model that has not seen them does
 * not tell them apart.
 */
export function findNearDuplicates(
  examples: readonly PlacedExample[],
  opinionOf: (example: PlacedExample) => Opinion | undefined,
): readonly Suggestion[] {
  const labelled = examples.filter(({ intent }) => intent !== undefined);
  const groupOf = (index: number): string => labelled[index]?.intent ?? "";
  const best = new Map<number, Suggestion>();
  const pairs = similarPairs(
    labelled.map(({ text }) => text),
    groupOf,
    NEARLY,
  );
  for (const { index, other, similarity } of pairs) {
    const [example, rival] = [labelled[index], labelled[other]];
    if (example === undefined || rival === undefined) continue;
    const isSame = normalise(example.text) === normalise(rival.text);
    const isClear =
      // Of two responses of one intent a model's opinion says nothing.
      baseIntent(example.intent ?? "") !== baseIntent(rival.intent ?? "") &&
      [example, rival].every((one) => (opinionOf(one)?.own ?? 0) >= CLEARLY);
    if (!isSame && isClear) continue;
    const known = best.get(index);
    if (known !== undefined && known.weight >= similarity) continue;
    best.set(index, toSuggestion(example, rival, { isSame, similarity }));
  }
  return [...best.values()];
}

function toSuggestion(
  { text, intent = "", at }: PlacedExample,
  other: PlacedExample,
  { isSame, similarity }: { readonly isSame: boolean; readonly similarity: number },
): Suggestion {
  const rival = other.intent ?? "";
  const where = inBrackets(other.at ?? null);
  return {
    kind: isSame ? "same-text" : "near-duplicate",
    text,
    intent,
    rival,
    at: at ?? null,
    other: { text: other.text, at: other.at ?? null },
    weight: similarity,
    advice: isSame
      ? `The same text is an example of '${rival}' too${where}: keep it in the one where it belongs.`
      : `Nearly the same as “${other.text}” of '${rival}'${where}: move one of them, or write in each what sets it apart.`,
  };
}
