import { createSegmentTokenizer } from "./segments.ts";
import { withTokenPattern } from "./token-pattern.ts";
import { tokenizer } from "./tokenizer.ts";

/**
 * `JiebaTokenizer`: words of Chinese, and of every other language that the pipeline is for. It splits by the dictionary
 * that is part of Node; one of the project's own is not read.
 */
export const jiebaTokenizer = tokenizer(
  (options, language) => withTokenPattern(createSegmentTokenizer(language), options),
  ({ options, logger }) => {
    if (typeof options["dictionary_path"] !== "string") return;
    logger.warn(
      "JiebaTokenizer does not read the dictionaries below 'dictionary_path': it splits by the dictionary that is part of Node",
    );
  },
);
