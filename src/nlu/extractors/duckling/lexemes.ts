/** A run of digits, a word, or a single other character; only blanks lie between lexemes. */
export interface Lexeme {
  readonly kind: "digits" | "word" | "sign";
  readonly text: string;
  /** The text in lower case. */
  readonly lower: string;
  readonly start: number;
  readonly end: number;
}

const LEXEME = /(\d+)|(\p{L}[\p{L}\p{M}]*)|[^\s\d\p{L}]/gu;

/** The lexemes of a text in order. */
export function findLexemes(text: string): readonly Lexeme[] {
  return [...text.matchAll(LEXEME)].map((match) => {
    const [own, digits, word] = match;
    const kind = digits !== undefined ? "digits" : word !== undefined ? "word" : "sign";
    return { kind, text: own, lower: own.toLowerCase(), start: match.index, end: match.index + own.length };
  });
}

/** Whether nothing lies between one lexeme and the next. */
export function areAdjacent(left: Lexeme | undefined, right: Lexeme | undefined): boolean {
  return left !== undefined && right !== undefined && left.end === right.start;
}
