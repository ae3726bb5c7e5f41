import { foldCase, isWordCharacter } from "./characters.ts";
import type { Span } from "./run-program.ts";

/** How texts are looked for. */
export interface LiteralOptions {
  readonly ignoresCase: boolean;
  /** Only where a word begins and ends. */
  readonly atBoundaries: boolean;
}

/** A text to look for, with its place in the list: of two that begin at one place, the first in the list counts. */
interface Literal {
  readonly text: string;
  readonly rank: number;
}

/**
 * Finds a table's texts in a message, from the left, none inside another, as one regular expression of all of them would,
 * in time that hardly grows with the table: the texts are sorted, and the message narrows them down letter by letter.
 */
export function createLiteralFinder(
  texts: readonly string[],
  { ignoresCase, atBoundaries }: LiteralOptions,
): (text: string) => readonly Span[] {
  const fold = ignoresCase ? foldCase : (text: string): string => text;
  const literals = sortLiterals(texts.map(fold));
  return (original) => {
    const text = fold(original);
    const isBoundary = (place: number): boolean => !atBoundaries || isWordEdge(text, place);
    const found: Span[] = [];
    for (let start = 0; start < text.length; ) {
      const end = isBoundary(start) ? matchAt(literals, text, { start, isBoundary }) : null;
      if (end === null) start++;
      else {
        found.push({ start, end });
        start = end;
      }
    }
    return found;
  };
}

function sortLiterals(texts: readonly string[]): readonly Literal[] {
  const ranks = new Map<string, number>();
  for (const [rank, text] of texts.entries()) if (text !== "" && !ranks.has(text)) ranks.set(text, rank);
  return Array.from(ranks, ([text, rank]) => ({ text, rank })).sort((left, right) =>
    left.text < right.text ? -1 : 1,
  );
}

interface Position {
  readonly start: number;
  readonly isBoundary: (place: number) => boolean;
}

function matchAt(literals: readonly Literal[], text: string, { start, isBoundary }: Position): number | null {
  let from = 0;
  let to = literals.length;
  let best: { readonly rank: number; readonly end: number } | null = null;
  for (let length = 0; from < to && start + length < text.length; ) {
    const unit = text.charCodeAt(start + length);
    from = firstFrom(literals, unit, { from, to, length });
    to = firstFrom(literals, unit + 1, { from, to, length });
    length++;
    const shortest = literals[from];
    if (from >= to || shortest === undefined) break;
    if (shortest.text.length !== length || (best !== null && best.rank < shortest.rank)) continue;
    if (isBoundary(start + length)) best = { rank: shortest.rank, end: start + length };
  }
  return best?.end ?? null;
}

/** The first of a range, in which all begin with the same letters, whose next letter is not below a code unit. */
function firstFrom(
  literals: readonly Literal[],
  unit: number,
  range: { readonly from: number; readonly to: number; readonly length: number },
): number {
  let { from, to } = range;
  while (from < to) {
    const middle = (from + to) >> 1;
    const text = literals[middle]?.text ?? "";
    const here = range.length < text.length ? text.charCodeAt(range.length) : -1;
    if (here < unit) from = middle + 1;
    else to = middle;
  }
  return from;
}

function isWordEdge(text: string, place: number): boolean {
  return isWordCharacter(codePointBefore(text, place)) !== isWordCharacter(text.codePointAt(place));
}

function codePointBefore(text: string, place: number): number | undefined {
  if (place === 0) return undefined;
  const unit = text.charCodeAt(place - 1);
  const isSecondHalf = unit >= 0xdc00 && unit <= 0xdfff && place > 1;
  return isSecondHalf ? text.codePointAt(place - 2) : unit;
}
