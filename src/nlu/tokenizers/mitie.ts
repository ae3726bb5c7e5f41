import { tokenizePunctuation } from "./punctuation.ts";
import { createSegmentTokenizer, hasNoBlanks } from "./segments.ts";
import { withTokenPattern } from "./token-pattern.ts";
import { tokenizer } from "./tokenizer.ts";

/** `MitieTokenizer`: words and punctuation, as MITIE's tokenizer for English keeps them apart. */
export const mitieTokenizer = tokenizer((options, language) =>
  withTokenPattern(hasNoBlanks(language) ? createSegmentTokenizer(language) : tokenizePunctuation, options),
);
