import { areOffsets, createLookup, hashText, hashUnit } from "../../ml/index.ts";
import type { LookupTable } from "../component.ts";
import type { Token } from "../message.ts";
import { type ComponentState, storedArray } from "../registry.ts";
import type { Span, SpanKind, SpannedExample } from "./spans.ts";

/** Sequences of words that are known: the elements of lookup tables, and the values that examples mark. */
export interface Gazetteer {
  readonly arrays: GazetteerArrays;
  /**
   * What each token is known as. In training a value does not count where the example itself is all that knows it, since
   * no new text could be known so.
   */
  marks(tokens: readonly Token[], own?: readonly Span[]): readonly (readonly number[])[];
}

/** What is kept: the keys of sequences and of their beginnings, in ascending order, and what each is known as. */
type GazetteerArrays = Readonly<Record<"gazetteerKeys" | "gazetteerOffsets" | "gazetteerMarks", Uint32Array>>;

/** Longer values are known by chance only. */
const MOST_WORDS = 6;
const BLANK = 32;
const BEGINS = hashText("begins");
const GOES_ON = hashText("goes on");

/** What a sequence is known as: by a lookup table, or as a value in how many places of the examples. */
interface Known {
  readonly mark: number;
  readonly isValue: boolean;
  places: number;
}

/**
 * Collects lookup tables and the values of spans.
 *
 * @param wordsOf splits elements as messages will be split.
 */
export function buildGazetteer(
  lookups: readonly LookupTable[],
  examples: readonly SpannedExample[],
  wordsOf: (text: string) => readonly { readonly text: string }[],
): Gazetteer {
  const entries = new Map<number, Known[]>();
  const add = (words: Words, mark: number, isValue: boolean): void => {
    if (words.length === 0 || words.length > MOST_WORDS) return;
    let key = 0;
    for (const { text } of words) {
      key = append(key, hashWord(text));
      if (!entries.has(key)) entries.set(key, []);
    }
    const known = entries.get(key) as Known[];
    const same = known.find((one) => one.mark === mark);
    if (same === undefined) known.push({ mark, isValue, places: 1 });
    else same.places++;
  };
  for (const { name, elements } of lookups) {
    const mark = hashText(`lookup table ${name}`);
    for (const element of elements) add(wordsOf(element), mark, false);
  }
  for (const { tokens, spans } of examples)
    for (const span of spans) add(wordsOfSpan(tokens, span), markOf(span.kind), true);

  const keys = Uint32Array.from(entries.keys()).sort();
  const known = Array.from(keys, (key) => entries.get(key) ?? []);
  const gazetteerOffsets = new Uint32Array(keys.length + 1);
  known.forEach(({ length }, at) => {
    gazetteerOffsets[at + 1] = (gazetteerOffsets[at] as number) + length;
  });
  const all = known.flat();
  const gazetteerMarks = Uint32Array.from(all, ({ mark }) => mark);
  return createGazetteer({ gazetteerKeys: keys, gazetteerOffsets, gazetteerMarks }, all);
}

/** Rebuilds a stored one. Throws a `TypeError` for arrays that are none. */
export function loadGazetteer(state: ComponentState): Gazetteer {
  const gazetteerKeys = storedArray(state, "gazetteerKeys", { type: Uint32Array });
  const gazetteerOffsets = storedArray(state, "gazetteerOffsets", {
    type: Uint32Array,
    length: gazetteerKeys.length + 1,
  });
  const gazetteerMarks = storedArray(state, "gazetteerMarks", {
    type: Uint32Array,
    length: gazetteerOffsets.at(-1) ?? 0,
  });
  if (!areOffsets(gazetteerOffsets, gazetteerMarks.length))
    throw new TypeError("'gazetteerOffsets' does not tell where lists begin");
  return createGazetteer({ gazetteerKeys, gazetteerOffsets, gazetteerMarks }, null);
}

/** @param all what is known of each mark; null where nothing is trained any more. */
function createGazetteer(arrays: GazetteerArrays, all: readonly Known[] | null): Gazetteer {
  const { gazetteerOffsets, gazetteerMarks } = arrays;
  const find = createLookup(arrays.gazetteerKeys);
  return {
    arrays,
    marks(tokens, own = []) {
      const isOwn = all === null || own.length === 0 ? () => false : findOwn(all, tokens, own);
      const marks: number[][] = tokens.map(() => []);
      eachRun(tokens, (key, first, last) => {
        const entry = find(key);
        if (entry < 0) return false;
        for (let at = gazetteerOffsets[entry] as number; at < (gazetteerOffsets[entry + 1] as number); at++) {
          if (isOwn(at, key)) continue;
          for (let token = first; token <= last; token++)
            (marks[token] as number[]).push(markAt(gazetteerMarks[at] as number, token === first));
        }
        return true;
      });
      return marks;
    },
  };
}

/** Visits every run of words by its key, from each word on as long as `visit` gives true. */
function eachRun(
  tokens: readonly Token[],
  visit: (key: number, first: number, last: number) => boolean,
): void {
  const words = tokens.map(({ text }) => hashWord(text));
  for (let first = 0; first < words.length; first++) {
    let key = 0;
    for (let last = first; last < Math.min(words.length, first + MOST_WORDS); last++) {
      key = append(key, words[last] as number);
      if (!visit(key, first, last)) break;
    }
  }
}

/** Tells whether a mark of a key is a value that an example itself is all that knows. */
function findOwn(
  all: readonly Known[],
  tokens: readonly Token[],
  own: readonly Span[],
): (at: number, key: number) => boolean {
  const values = own.map((span) => ({ key: keyOf(wordsOfSpan(tokens, span)), mark: markOf(span.kind) }));
  return (at, key) => {
    const { mark, isValue, places } = all[at] as Known;
    return isValue && places <= values.filter((one) => one.key === key && one.mark === mark).length;
  };
}

/** The first word of what is known and those behind it are marked apart. Keys are not negative. */
function markAt(mark: number, isFirst: boolean): number {
  return hashUnit(mark, isFirst ? BEGINS : GOES_ON) >>> 0;
}

function markOf({ entity, role = "", group = "" }: SpanKind): number {
  return hashText(`value ${entity}\u0000${role}\u0000${group}`);
}

type Words = readonly { readonly text: string }[];

function wordsOfSpan(tokens: readonly Token[], { first, last }: Span): Words {
  return tokens.slice(first, last + 1);
}

function keyOf(words: Words): number {
  return words.reduce((key, { text }) => append(key, hashWord(text)), 0);
}

function append(key: number, word: number): number {
  return hashText("", hashUnit(hashUnit(hashUnit(key, word & 0xffff), word >>> 16), BLANK));
}

/** Letter case does not matter. */
function hashWord(word: string): number {
  return hashText(word.toLowerCase());
}
