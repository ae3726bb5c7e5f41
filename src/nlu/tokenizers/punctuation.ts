import type { Token } from "../message.ts";

/** Marks that stand alone before and after words. */
const OPENING = /^(?:\.\.\.|[\p{Ps}\p{Pi}\p{Pf}"'`*~#$£€¥§%=+,.!?;:…_¿¡&<>|-])/u;
const CLOSING = /(?:\.\.\.|['’][sS]|[\p{Pe}\p{Pf}\p{Pi}"'`*~#$£€¥§%=,.!?;:…_&<>|-])$/u;
/** Signs between two words, or between numbers, of one chunk. */
const INNER =
  /(?<=\p{L})(?:--+|[-–—~])(?=\p{L})|(?<=[\p{L}\d])[:<>=/](?=\p{L})|(?<=\p{L}),(?=\p{L})|(?<=\d)[+*^-](?=[\d-])|(?<=\p{Ll})\.(?=\p{Lu})|\.\.\.|…/gu;
/** `don't` is two words, do and n't. */
const NEGATION = /(?<=\p{L})n['’]t$/iu;
/** Addresses stay whole. */
const ADDRESS = /^(?:[a-z][a-z0-9+.-]*:\/\/|www\.)\S+$|^[^\s@]+@[^\s@]+\.[^\s@.]+$/iu;
/** `:-)` is one token. */
const FACE = /^[:;=8xX]['’]?-?[()[\]DPpOo3/\\|*<>]+$/u;
/** `U.S.`, `e.g.`, `a.m.` keep their full stop. */
const ABBREVIATION = /^(?:\p{L}\.){2,}$/u;

/** Characters of a chunk that is split at all: the time that takes grows with their square. */
const LONGEST_CHUNK = 1_000;

/**
 * Splits a text at blanks, and punctuation from words, close to how spaCy does (`spacy/lang/punctuation.py` 3.7): marks
 * at a word's edges and signs inside are tokens of their own. A text of nothing but blanks is one token.
 */
export function tokenizePunctuation(text: string): readonly Token[] {
  const tokens = [...text.matchAll(/\S+/g)].flatMap(({ 0: chunk, index }) => splitChunk(chunk, index));
  return tokens.length > 0 ? tokens : [{ text, start: 0, end: text.length }];
}

function splitChunk(chunk: string, start: number): readonly Token[] {
  const before: Token[] = [];
  const after: Token[] = [];
  let rest = chunk;
  let at = start;
  while (rest !== "" && !isWhole(rest)) {
    const opening = OPENING.exec(rest)?.[0];
    const closing = NEGATION.exec(rest)?.[0] ?? CLOSING.exec(rest)?.[0];
    if (opening !== undefined) {
      before.push(tokenAt(opening, at));
      at += opening.length;
      rest = rest.slice(opening.length);
    } else if (closing !== undefined) {
      rest = rest.slice(0, rest.length - closing.length);
      after.unshift(tokenAt(closing, at + rest.length));
    } else break;
  }
  return [...before, ...splitInner(rest, at), ...after];
}

function isWhole(text: string): boolean {
  return text.length > LONGEST_CHUNK || ADDRESS.test(text) || FACE.test(text) || ABBREVIATION.test(text);
}

function splitInner(text: string, start: number): readonly Token[] {
  if (text === "") return [];
  if (isWhole(text)) return [tokenAt(text, start)];
  const tokens: Token[] = [];
  let from = 0;
  for (const { 0: sign, index } of text.matchAll(INNER)) {
    if (index > from) tokens.push(tokenAt(text.slice(from, index), start + from));
    tokens.push(tokenAt(sign, start + index));
    from = index + sign.length;
  }
  if (from < text.length) tokens.push(tokenAt(text.slice(from), start + from));
  return tokens;
}

function tokenAt(text: string, start: number): Token {
  return { text, start, end: start + text.length };
}
