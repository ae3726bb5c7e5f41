import type { Token } from "../message.ts";
import type { Tokenize } from "../registry.ts";

/** Languages that put no blanks between words. */
const WITHOUT_BLANKS: ReadonlySet<string> = new Set(["zh", "ja", "th", "km", "lo", "my"]);

/** Whether a language (`zh`, `zh-TW`) puts no blanks between words. */
export function hasNoBlanks(language: string): boolean {
  return WITHOUT_BLANKS.has(language.toLowerCase().split(/[-_]/, 1)[0] ?? "");
}

/**
 * Splits a text into the words of a language by the dictionaries of the Unicode library (ICU) that is part of Node. A
 * text without words is one token.
 */
export function createSegmentTokenizer(language: string): Tokenize {
  const segmenter = new Intl.Segmenter(toLocale(language), { granularity: "word" });
  return (text) => {
    const words: Token[] = [];
    for (const { segment, index, isWordLike } of segmenter.segment(text)) {
      if (isWordLike === true) words.push({ text: segment, start: index, end: index + segment.length });
    }
    return words.length > 0 ? words : [{ text, start: 0, end: text.length }];
  };
}

/** A language as people write it, or the library's own where it is none. */
function toLocale(language: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(language.replaceAll("_", "-"))[0];
  } catch {
    return undefined;
  }
}
