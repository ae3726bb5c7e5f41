import type { JsonObject } from "../../base/index.ts";
import type { Tokenize } from "../registry.ts";
import { tokenizePunctuation } from "./punctuation.ts";
import { createSegmentTokenizer, hasNoBlanks } from "./segments.ts";
import { withTokenPattern } from "./token-pattern.ts";
import { tokenizer } from "./tokenizer.ts";

/** `SpacyTokenizer`: words and punctuation; words by a dictionary in languages without blanks between them. */
export const spacyTokenizer = tokenizer(createSpacyTokenizer);

function createSpacyTokenizer(options: JsonObject, language: string): Tokenize {
  return withTokenPattern(
    hasNoBlanks(language) ? createSegmentTokenizer(language) : tokenizePunctuation,
    options,
  );
}
