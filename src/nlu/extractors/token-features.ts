import { hashText, hashUnit } from "../../ml/index.ts";
import type { Token } from "../message.ts";

/** What a token's word alone tells, prepared once for itself and its neighbours. */
interface Word {
  readonly low: number;
  readonly shape: number;
  readonly prefix: number;
  readonly suffix: number;
  /** Beginnings and ends of 2–5 characters, by key. */
  readonly affixes: readonly number[];
}

/** What each token is known as: keys by token. */
export type Marks = readonly (readonly number[])[];

const WINDOW = 3;
const SHORTEST_AFFIX = 2;
const LONGEST_AFFIX = 5;
const NEIGHBOUR_AFFIX = 3;
/** Words that are remembered at most, and how long they may be. */
const MOST_PREPARED = 20_000;
const LONGEST_PREPARED = 40;

/** Names of features, as the beginnings of their keys. */
const SPACE = {
  bias: hashText("bias"),
  first: hashText("first token"),
  last: hashText("last token"),
  low: spaces("word"),
  shape: spaces("shape"),
  prefix: spaces("prefix"),
  suffix: spaces("suffix"),
  pair: spaces("pair of words"),
  around: hashText("words before and behind"),
  shapes: hashText("three shapes"),
  ownPrefix: hashText("own prefix"),
  ownSuffix: hashText("own suffix"),
  mark: spaces("known as"),
  intentBefore: hashText("intent and word before"),
  intentWord: hashText("intent and word"),
  intentBehind: hashText("intent and word behind"),
  intentMark: hashText("intent and known as"),
} as const;

function spaces(name: string): readonly number[] {
  return Array.from({ length: 2 * WINDOW + 1 }, (_, at) => hashText(`${name} ${at - WINDOW}`));
}

/** Words beyond the ends of the text. */
const BEFORE = prepareWord("\u0002");
const BEHIND = prepareWord("\u0003");

/**
 * Features of every token, as 32-bit keys: its word, form, beginnings and ends, the words three around it alone and in
 * pairs, and what its words are known as. What a word is depends on what the text is about, so with an intent there are
 * the word, its neighbours and what it is known as once more, each together with the intent.
 *
 * @param marks what each token is known as, as {@link hashText} has it: lookup tables and values of the examples.
 * @param intent what the text is taken for; null where that is not known.
 */
export type TokenFeatures = (
  tokens: readonly Token[],
  marks: Marks,
  intent: string | null,
) => readonly number[][];

/** A function that gives features; it remembers common words. */
export function createTokenFeatures(): TokenFeatures {
  const wordOf = createWords();
  return (tokens, marks, intent) => {
    const words = tokens.map(({ text }) => wordOf(text));
    return featuresOf(words, marks, intent);
  };
}

function featuresOf(words: readonly Word[], marks: Marks, intent: string | null): readonly number[][] {
  const intentKey = intent === null ? null : hashText(intent);
  const at = (index: number): Word => (index < 0 ? BEFORE : (words[index] ?? BEHIND));
  return words.map((word, index) => {
    const features: number[] = [SPACE.bias, ...word.affixes];
    addWindow(features, at, index);
    addMarks(features, marks, index);
    addForms(features, at, index);
    if (intentKey !== null) {
      const around = { before: at(index - 1).low, own: word.low, behind: at(index + 1).low };
      addWithIntent(features, intentKey, around, marks[index] ?? []);
    }
    if (index === 0) features.push(SPACE.first);
    if (index === words.length - 1) features.push(SPACE.last);
    return features;
  });
}

type WordAt = (index: number) => Word;

/** Words around, alone and in pairs. */
function addWindow(features: number[], at: WordAt, index: number): void {
  for (let offset = -WINDOW; offset <= WINDOW; offset++)
    features.push(join(SPACE.low[offset + WINDOW], at(index + offset).low));
  for (let offset = -2; offset < 2; offset++) {
    const pair = join(SPACE.pair[offset + WINDOW], at(index + offset).low);
    features.push(join(pair, at(index + offset + 1).low));
  }
  const around = join(join(SPACE.around, at(index - 1).low), at(index + 1).low);
  features.push(around, join(around, at(index).low));
}

/** What the token and its neighbours are known as. */
function addMarks(features: number[], marks: Marks, index: number): void {
  for (let offset = -1; offset <= 1; offset++)
    for (const mark of marks[index + offset] ?? []) features.push(join(SPACE.mark[offset + WINDOW], mark));
}

/** The words, and what the token is known as, in texts of an intent. */
function addWithIntent(
  features: number[],
  intent: number,
  { before, own, behind }: { readonly before: number; readonly own: number; readonly behind: number },
  marks: readonly number[],
): void {
  features.push(
    join(join(SPACE.intentBefore, intent), before),
    join(join(SPACE.intentWord, intent), own),
    join(join(SPACE.intentBehind, intent), behind),
  );
  const known = join(SPACE.intentMark, intent);
  for (const mark of marks) features.push(join(known, mark));
}

/** Forms of the token and its neighbours, and how these begin and end. */
function addForms(features: number[], at: WordAt, index: number): void {
  for (let offset = -1; offset <= 1; offset++) {
    const { shape, prefix, suffix } = at(index + offset);
    features.push(join(SPACE.shape[offset + WINDOW], shape));
    if (offset === 0) continue;
    features.push(join(SPACE.prefix[offset + WINDOW], prefix), join(SPACE.suffix[offset + WINDOW], suffix));
  }
  const [before, own, behind] = [at(index - 1), at(index), at(index + 1)];
  features.push(join(join(join(SPACE.shapes, before.shape), own.shape), behind.shape));
}

function join(space: number | undefined, part: number): number {
  return hashText("", hashUnit(hashUnit(space ?? 0, part & 0xffff), part >>> 16));
}

/** Gives words prepared, the common ones without preparing them again. */
function createWords(): (text: string) => Word {
  const prepared = new Map<string, Word>();
  return (text) => {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    const word = prepareWord(text);
    if (text.length > LONGEST_PREPARED) return word;
    if (prepared.size >= MOST_PREPARED) prepared.clear();
    prepared.set(text, word);
    return word;
  };
}

function prepareWord(text: string): Word {
  const low = text.toLowerCase();
  const affixes: number[] = [];
  for (let length = SHORTEST_AFFIX; length <= LONGEST_AFFIX && length < low.length; length++)
    affixes.push(
      hashText(low.slice(0, length), SPACE.ownPrefix),
      hashText(low.slice(-length), SPACE.ownSuffix),
    );
  return {
    low: hashText(/^\d+$/.test(low) ? low.replaceAll(/\d/g, "0") : low),
    shape: hashText(shapeOf(text)),
    prefix: hashText(low.slice(0, NEIGHBOUR_AFFIX)),
    suffix: hashText(low.slice(-NEIGHBOUR_AFFIX)),
    affixes,
  };
}

/** `Paul` → `Xx`, `10am` → `dx`, `USA` → `X`. */
function shapeOf(text: string): string {
  return text
    .replaceAll(/\p{Lu}+/gu, "X")
    .replaceAll(/\p{Ll}+/gu, "x")
    .replaceAll(/\p{N}+/gu, "d");
}
