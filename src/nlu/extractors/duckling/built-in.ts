import { findAmounts } from "./amounts.ts";
import { findAddresses, findCardNumbers, findPhoneNumbers } from "./contacts.ts";
import { DIMENSIONS, type Dimension } from "./dimensions.ts";
import { durationMatches, findDurations } from "./durations.ts";
import { findLexemes } from "./lexemes.ts";
import { type Match, outermost } from "./match.ts";
import { findMeasures } from "./measures.ts";
import { findMoney } from "./money.ts";
import { findOrdinals } from "./ordinals.ts";
import { findTimes, loadChrono, type Reference } from "./time/index.ts";

/** What is looked for, and what it is read by. */
export interface FindOptions {
  readonly dimensions: ReadonlySet<string>;
  readonly reference: Reference;
}

/**
 * What Duckling's server would find in a text (facebook/duckling, Duckling/Time/EN/Corpus.hs and its neighbours), in
 * English and, where the language is German, in German. A match inside a larger one of the wanted dimensions is left out.
 */
export async function findMatches(
  text: string,
  { dimensions, reference }: FindOptions,
): Promise<readonly Match[]> {
  const { isGerman } = reference;
  const lexemes = findLexemes(text);
  const amounts = findAmounts(lexemes, isGerman);
  const durations = findDurations(lexemes, amounts);
  const measures = findMeasures(lexemes, amounts);
  const money = findMoney(lexemes, amounts);
  const addresses = findAddresses(text);
  const phones = findPhoneNumbers(text);
  const others = [...addresses, ...money, ...measures];
  const times = dimensions.has("time")
    ? findTimes({ text, lexemes, durations, others }, await loadChrono(reference), reference)
    : [];
  const found: readonly Match[] = [
    ...times,
    ...durationMatches(durations),
    ...others,
    ...phones,
    ...findCardNumbers(text),
    ...findOrdinals(lexemes, isGerman),
    ...amounts.map(({ start, end, value }) => ({
      dim: "number",
      start,
      end,
      value: { value, type: "value" },
    })),
  ];
  return outermost(found.filter(({ dim }) => dimensions.has(dim)));
}

/** Loads what the first text would otherwise wait for. */
export async function warmUp({ dimensions, reference }: FindOptions): Promise<void> {
  if (dimensions.has("time")) await findMatches("tomorrow at 9", { dimensions, reference });
}

/** The dimensions wanted: all unless given; names that Duckling does not have find nothing. */
export function wantedDimensions(given: readonly string[]): ReadonlySet<string> {
  return new Set<Dimension | string>(given.length === 0 ? DIMENSIONS : given);
}
