import type { JsonObject } from "../../base/index.ts";
import type { Token } from "../message.ts";
import type { Tokenize } from "../registry.ts";
import { withTokenPattern } from "./token-pattern.ts";
import { tokenizer } from "./tokenizer.ts";

/** What `\w` means to Rasa: Unicode words (UTS 18), as in the Python package `regex`. */
const WORD = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u200c\\u200d";

/**
 * Punctuation that is no part of a word: before a blank or the end; after a blank or the beginning, unless a number
 * follows; between two characters that are no numbers, unless it is usual in addresses and URLs
 * (rasa/nlu/tokenizers/whitespace_tokenizer.py 3.6).
 */
const SEPARATORS = new RegExp(
  [
    `[^${WORD}#@&]+(?=\\s|$)`,
    `(?:\\s|^)[^${WORD}#@&]+(?=[^0-9\\s])`,
    `(?<=[^0-9\\s])[^${WORD}._~:/?#\\[\\]()@!$&*+,;=-]+(?=[^0-9\\s])`,
  ].join("|"),
  "gu",
);

const EMOJI =
  /[\u{1F600}-\u{1F64F}\u{1F300}-\u{1F5FF}\u{1F680}-\u{1F6FF}\u{1F1E0}-\u{1F1FF}\u{2702}-\u{27B0}\u{24C2}-\u{1F251}]+|[\u200c\u200d]+/gu;

/** Splits a text at blanks, dropping punctuation around words and pure emoji; a text of nothing else is one token. */
export function tokenizeWhitespace(text: string): readonly Token[] {
  let words = text
    .replace(SEPARATORS, " ")
    .split(/\s+/)
    .map((word) => (word.replace(EMOJI, "") === "" ? "" : word))
    .filter((word) => word !== "");
  if (words.length === 0) words = [text];
  const tokens: Token[] = [];
  let from = 0;
  for (const word of words) {
    const start = text.indexOf(word, from);
    if (start < 0) continue;
    from = start + word.length;
    tokens.push({ text: word, start, end: from });
  }
  return tokens;
}

/** Splits a text into words as the options of `WhitespaceTokenizer` say. Throws `nlu/bad-regex` for a `token_pattern` that is none. */
export function createWhitespaceTokenizer(options: JsonObject): Tokenize {
  return withTokenPattern(tokenizeWhitespace, options);
}

/** `WhitespaceTokenizer`. */
export const whitespaceTokenizer = tokenizer(createWhitespaceTokenizer);
