/** How texts are cut into the pieces that are counted, as scikit-learn's `CountVectorizer` defines them (1.5). */
export interface AnalyzerOptions {
  readonly analyzer: "word" | "char" | "char_wb";
  readonly minNgram: number;
  readonly maxNgram: number;
  readonly lowercase: boolean;
  readonly stripAccents: "ascii" | "unicode" | null;
  /** Left out before words are joined to n-grams; of characters nothing is left out. */
  readonly stopWords: ReadonlySet<string>;
}

/** Cuts a text into its pieces, in order and with repetitions. */
export function createAnalyzer(options: AnalyzerOptions): (text: string) => readonly string[] {
  const normalize = createNormalizer(options);
  const { minNgram, maxNgram, stopWords } = options;
  switch (options.analyzer) {
    case "word":
      return (text) => {
        const words = normalize(text).match(WORD) ?? [];
        return joinWords(
          words.filter((word) => !stopWords.has(word)),
          minNgram,
          maxNgram,
        );
      };
    case "char":
      return (text) => {
        const characters = Array.from(normalize(text).replaceAll(/\s\s+/g, " "));
        return pieces(characters, minNgram, maxNgram);
      };
    case "char_wb":
      return (text) =>
        normalize(text)
          .split(/\s+/)
          .filter((word) => word !== "")
          .flatMap((word) => piecesWithin(Array.from(` ${word} `), minNgram, maxNgram));
  }
}

/** `(?u)\b\w+\b`, which is how Rasa calls it: also words of one letter. Marks, which Python leaves out, are kept: words of India need them. */
const WORD = /[\p{L}\p{N}\p{M}_]+/gu;

function createNormalizer({
  lowercase,
  stripAccents,
}: Pick<AnalyzerOptions, "lowercase" | "stripAccents">): (text: string) => string {
  const strip = stripAccents === null ? null : { ascii: toAscii, unicode: withoutMarks }[stripAccents];
  return (text) => {
    const cased = lowercase ? text.toLowerCase() : text;
    return strip === null ? cased : strip(cased);
  };
}

/** Decomposed, with what is no ASCII left out. */
function toAscii(text: string): string {
  return text.normalize("NFKD").replaceAll(/[^\0-\x7f]/g, "");
}

/** Decomposed, with combining marks left out. */
function withoutMarks(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : text.normalize("NFKD").replaceAll(/\p{M}/gu, "");
}

function joinWords(words: readonly string[], least: number, most: number): readonly string[] {
  const joined: string[] = [];
  for (let length = least; length <= Math.min(most, words.length); length++)
    for (let start = 0; start + length <= words.length; start++)
      joined.push(words.slice(start, start + length).join(" "));
  return joined;
}

function pieces(characters: readonly string[], least: number, most: number): readonly string[] {
  const found: string[] = [];
  for (let length = least; length <= Math.min(most, characters.length); length++)
    for (let start = 0; start + length <= characters.length; start++)
      found.push(characters.slice(start, start + length).join(""));
  return found;
}

/** Of a word with its blanks; a word that is shorter than a piece counts once, whole. */
function piecesWithin(word: readonly string[], least: number, most: number): readonly string[] {
  const found: string[] = [];
  for (let length = least; length <= most; length++) {
    found.push(word.slice(0, length).join(""));
    for (let start = 1; start + length <= word.length; start++)
      found.push(word.slice(start, start + length).join(""));
    if (word.length <= length) break;
  }
  return found;
}
