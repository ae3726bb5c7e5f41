import { type JsonObject, TsbotError } from "../../base/index.ts";
import { compilePattern, createStepBudget, type Span } from "../../regex/index.ts";
import type { Token } from "../message.ts";
import type { Tokenize } from "../registry.ts";

/** Splits by a tokenizer, and its words by the option `token_pattern`, where there is one. */
export function withTokenPattern(tokenize: Tokenize, options: JsonObject): Tokenize {
  const pattern = options["token_pattern"];
  if (typeof pattern !== "string") return tokenize;
  const split = createTokenSplitter(pattern);
  return (text) => tokenize(text).flatMap(split);
}

/**
 * The option `token_pattern`: each word becomes the pieces that match, and stays whole where nothing does. With a
 * group in brackets the piece is what the group holds (Python's `findall`; rasa/nlu/tokenizers/tokenizer.py 3.6).
 * Throws `nlu/bad-regex` for what is no pattern.
 */
function createTokenSplitter(source: string): (token: Token) => readonly Token[] {
  const pattern = compilePattern(source, { keepsGroup: true });
  if ("problem" in pattern) {
    throw new TsbotError(
      "nlu/bad-regex",
      `The token_pattern '${source}' cannot be used: ${pattern.problem}.`,
      {
        hint: "Correct the option of the tokenizer in config.yml.",
      },
    );
  }
  return (token) => {
    const pieces = pattern
      .findAll(token.text, createStepBudget())
      .map(({ start, end, group }) => group ?? { start, end })
      .filter(({ start, end }) => end > start);
    return pieces.length === 0 ? [token] : pieces.map((piece) => cut(token, piece));
  };
}

function cut(token: Token, { start, end }: Span): Token {
  return { text: token.text.slice(start, end), start: token.start + start, end: token.start + end };
}
