/** Python's classes; `\w` and `\d` know every script there, other than in JavaScript. In the syntax of the `v` flag. */
const CLASSES: Readonly<Record<string, string>> = {
  d: "\\p{Nd}",
  w: "\\p{L}\\p{N}_",
  s: "\\s\\x1c-\\x1f\\x85",
};

const WORD = /^[\p{L}\p{N}_]$/u;
const asciiWords = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(WORD.test(String.fromCharCode(code))),
);

/** Whether a character belongs to a word. */
export function isWordCharacter(codePoint: number | undefined): boolean {
  if (codePoint === undefined) return false;
  if (codePoint < 128) return asciiWords[codePoint] === 1;
  return WORD.test(String.fromCodePoint(codePoint));
}

/** The inside of a class for one character, or for a range of them. */
export function rangeSource(first: number, last = first): string {
  const one = (codePoint: number): string => `\\u{${codePoint.toString(16)}}`;
  return first === last ? one(first) : `${one(first)}-${one(last)}`;
}

/** The inside of a class for `\d`, `\W` and so on; null for another letter. */
export function classSource(letter: string): string | null {
  const source = CLASSES[letter.toLowerCase()];
  if (source === undefined) return null;
  return letter === letter.toLowerCase() ? source : `[^${source}]`;
}

/** Whether a character belongs to a class whose inside is given; what was asked once is remembered. */
export function createCharacterTest(
  inside: string,
  { isNegated = false, ignoresCase }: { readonly isNegated?: boolean; readonly ignoresCase: boolean },
): (codePoint: number) => boolean {
  const test = new RegExp(`^[${isNegated ? "^" : ""}${inside}]$`, ignoresCase ? "iv" : "v");
  // 0: not asked yet, 1: no, 2: yes.
  const known = new Uint8Array(0x250);
  return (codePoint) => {
    if (codePoint >= known.length) return test.test(String.fromCodePoint(codePoint));
    if (known[codePoint] === 0) known[codePoint] = test.test(String.fromCodePoint(codePoint)) ? 2 : 1;
    return known[codePoint] === 2;
  };
}

/**
 * A text in which letters that differ in case alone are the same, of the same length: Unicode's simple case folding, but
 * for the few letters that would need another length.
 */
export function foldCase(text: string): string {
  let folded = "";
  for (const character of text) folded += foldCharacter(character);
  return folded;
}

function foldCharacter(character: string): string {
  // The dotless i of Turkish is its own letter, although its capital is I.
  if (character === "\u0131") return character;
  const upper = character.toUpperCase();
  const base = upper.length === character.length ? upper : character;
  const lower = base.toLowerCase();
  return lower.length === character.length ? lower : base;
}
