import { hashText, hashUnit } from "../../ml/index.ts";
import type { NluTrainingData } from "../component.ts";
import type { Token } from "../message.ts";
import { type ComponentState, storedArray, type Tokenize } from "../registry.ts";
import { type Span, type SpanKind, sameKind } from "./spans.ts";

/** Sequences of words that are known: the elements of lookup tables, and the values that examples mark. */
export interface Gazetteer {
  readonly arrays: { readonly gazetteerKeys: Uint32Array; readonly gazetteerMarks: Uint32Array };
  /**
   * What each token is known as. In training a value does not count where the example itself is all that knows it, since
   * no new text could be known so.
   */
  marks(tokens: readonly Token[], own?: readonly Span[]): readonly (readonly number[])[];
}

/** Longer values are known by chance only. */
const MOST_WORDS = 6;
const BLANK = 32;
const POSSESSIVE = /(?<=\p{L})['’]s$/u;
const BEGINS = hashText("begins");
const GOES_ON = hashText("goes on");

/** An entry: words by key, what they are known as, and in how many places of the examples. */
interface Entry {
  readonly mark: number;
  readonly kind: SpanKind | null;
  places: number;
}

/** Collects lookup tables and the values of these spans. */
export function buildGazetteer(
  lookups: NluTrainingData["lookups"],
  examples: readonly { readonly tokens: readonly Token[]; readonly spans: readonly Span[] }[],
  tokenize: Tokenize,
): Gazetteer {
  const entries = new Map<number, Entry[]>();
  const add = (key: number | null, mark: number, kind: SpanKind | null): void => {
    if (key === null) return;
    const known = entries.get(key) ?? [];
    const same = known.find((entry) => entry.mark === mark);
    if (same !== undefined) same.places++;
    else entries.set(key, [...known, { mark, kind, places: 1 }]);
  };
  for (const { name, elements } of lookups) {
    const mark = hashText(`lookup table ${name}`);
    for (const element of elements) add(keyOf(tokenize(element).map(({ text }) => text)), mark, null);
  }
  for (const { tokens, spans } of examples)
    for (const span of spans) add(keyOfSpan(tokens, span), markOf(span.kind), span.kind);
  return createGazetteer(entries);
}

/** Rebuilds a stored one. Throws a `TypeError` for arrays that are none. */
export function loadGazetteer(state: ComponentState): Gazetteer {
  const keys = storedArray(state, "gazetteerKeys", { type: Uint32Array });
  const marks = storedArray(state, "gazetteerMarks", { type: Uint32Array, length: keys.length });
  const entries = new Map<number, Entry[]>();
  keys.forEach((key, at) => {
    const entry: Entry = { mark: marks[at] as number, kind: null, places: 1 };
    const known = entries.get(key);
    if (known === undefined) entries.set(key, [entry]);
    else known.push(entry);
  });
  return createGazetteer(entries);
}

function createGazetteer(entries: ReadonlyMap<number, readonly Entry[]>): Gazetteer {
  const pairs = [...entries].flatMap(([key, known]) => known.map(({ mark }) => [key, mark] as const));
  return {
    arrays: {
      gazetteerKeys: Uint32Array.from(pairs, ([key]) => key),
      gazetteerMarks: Uint32Array.from(pairs, ([, mark]) => mark),
    },
    marks(tokens, own = []) {
      const marks: number[][] = tokens.map(() => []);
      eachRun(tokens, (key, first, last) => {
        const known = (entries.get(key) ?? []).filter(
          (entry) => entry.kind === null || entry.places > ownPlaces(entry, key, tokens, own),
        );
        for (let at = first; at <= last; at++)
          for (const { mark } of known) marks[at]?.push(markAt(mark, at === first));
      });
      return marks;
    },
  };
}

/** The first word of what is known and those behind it are marked apart. Keys are not negative. */
function markAt(mark: number, isFirst: boolean): number {
  return hashUnit(mark, isFirst ? BEGINS : GOES_ON) >>> 0;
}

/** Visits every run of words that may be known, by key. */
function eachRun(tokens: readonly Token[], visit: (key: number, first: number, last: number) => void): void {
  const words = tokens.map(({ text }) => hashWord(text));
  for (let first = 0; first < words.length; first++) {
    let key = 0;
    for (let last = first; last < Math.min(words.length, first + MOST_WORDS); last++) {
      key = append(key, words[last] as number);
      visit(key, first, last);
    }
  }
}

function ownPlaces({ kind }: Entry, key: number, tokens: readonly Token[], own: readonly Span[]): number {
  return own.filter((span) => kind !== null && sameKind(span.kind, kind) && keyOfSpan(tokens, span) === key)
    .length;
}

function markOf({ entity, role = "", group = "" }: SpanKind): number {
  return hashText(`value ${entity}\u0000${role}\u0000${group}`);
}

function keyOfSpan(tokens: readonly Token[], { first, last }: Span): number | null {
  return keyOf(tokens.slice(first, last + 1).map(({ text }) => text));
}

function keyOf(words: readonly string[]): number | null {
  if (words.length > MOST_WORDS) return null;
  return words.reduce((key, word) => append(key, hashWord(word)), 0);
}

/** Letter case does not matter, nor whose something is: `Anna's` is known as Anna. */
function hashWord(word: string): number {
  return hashText(word.toLowerCase().replace(POSSESSIVE, ""));
}

function append(key: number, word: number): number {
  return hashText("", hashUnit(hashUnit(hashUnit(key, word & 0xffff), word >>> 16), BLANK));
}
