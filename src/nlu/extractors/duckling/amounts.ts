import { areAdjacent, type Lexeme } from "./lexemes.ts";
import { germanNumber, magnitude, smallNumber, tensNumber } from "./number-words.ts";

/** A number in a text, and the lexemes it is made of. */
export interface Amount {
  readonly value: number;
  readonly start: number;
  readonly end: number;
  /** Index of the first lexeme, and of the one after the last. */
  readonly first: number;
  readonly next: number;
}

/** The numbers of a text, in digits and in words. */
export function findAmounts(lexemes: readonly Lexeme[], isGerman: boolean): readonly Amount[] {
  const found: Amount[] = [];
  for (let index = 0; index < lexemes.length; ) {
    const read = readDigits(lexemes, index, isGerman) ?? readWords(lexemes, index, isGerman);
    if (read === null) {
      index++;
      continue;
    }
    if (read.value !== null) found.push(toAmount(lexemes, read, read.value));
    index = read.next;
  }
  return found;
}

/** Lexemes that were read; no value where they are no number together (`1.2.3`). */
interface Read {
  readonly value: number | null;
  readonly first: number;
  readonly next: number;
}

function toAmount(lexemes: readonly Lexeme[], { first, next }: Read, value: number): Amount {
  const start = lexemes[first]?.start ?? 0;
  return { value, start, end: lexemes[next - 1]?.end ?? start, first, next };
}

function readDigits(lexemes: readonly Lexeme[], index: number, isGerman: boolean): Read | null {
  if (lexemes[index]?.kind !== "digits") return null;
  let next = index + 1;
  const groups = [lexemes[index]?.text ?? ""];
  const separators: string[] = [];
  while (isSeparated(lexemes, next)) {
    separators.push(lexemes[next]?.text ?? "");
    groups.push(lexemes[next + 1]?.text ?? "");
    next += 2;
  }
  const bare = lexemes[index - 1];
  // `.75`
  if (
    !isGerman &&
    bare?.text === "." &&
    areAdjacent(bare, lexemes[index]) &&
    !areAdjacent(lexemes[index - 2], bare)
  )
    return { value: separators.length > 0 ? null : Number(`0.${groups[0]}`), first: index - 1, next };
  // Part of a name: `B2B`, `COVID19`.
  const before = lexemes[index - 1];
  if (before?.kind === "word" && areAdjacent(before, lexemes[index]))
    return { value: null, first: index, next };
  const fraction = readFraction(lexemes, index);
  if (fraction !== null) return fraction;
  const value = numeralValue(groups, separators, isGerman);
  if (value !== null) return withMagnitude(lexemes, withSign(lexemes, { value, first: index, next }));
  // `1,2,3` is a list; `1.2.3` is a version, a date or an address.
  if (separators.includes(".")) return { value: null, first: index, next };
  return { value: Number(groups[0]), first: index, next: index + 1 };
}

/** `1/2`, `3/4`: part of no date of three numbers. */
function readFraction(lexemes: readonly Lexeme[], index: number): Read | null {
  const [top, slash, bottom, after] = lexemes.slice(index, index + 4);
  const isWhole = slash?.text === "/" && areAdjacent(top, slash) && areAdjacent(slash, bottom);
  if (!isWhole || !/^[1-3]\/[234]$/.test(`${top?.text}/${bottom?.text}`)) return null;
  if (areAdjacent(lexemes[index - 1], top) || (after?.kind === "sign" && areAdjacent(bottom, after)))
    return null;
  const value = Number(top?.text) / Number(bottom?.text);
  return value < 1 ? { value, first: index, next: index + 3 } : null;
}

function isSeparated(lexemes: readonly Lexeme[], at: number): boolean {
  const [before, separator, after] = [lexemes[at - 1], lexemes[at], lexemes[at + 1]];
  if (separator?.text !== "." && separator?.text !== ",") return false;
  return after?.kind === "digits" && areAdjacent(before, separator) && areAdjacent(separator, after);
}

/** Groups of three between the language's separators, and a part behind the point. */
function numeralValue(
  groups: readonly string[],
  separators: readonly string[],
  isGerman: boolean,
): number | null {
  const [first = ""] = groups;
  if (first.length > 15) return null;
  if (separators.length === 0) return Number(first);
  const point = isGerman ? "," : ".";
  const hasPoint = separators.at(-1) === point;
  const whole = hasPoint ? groups.slice(0, -1) : groups;
  const between = hasPoint ? separators.slice(0, -1) : separators;
  const isGrouped =
    between.every((separator) => separator !== point) &&
    whole.slice(1).every((group) => group.length === 3) &&
    (whole.length === 1 || first.length <= 3);
  if (isGrouped) return Number(`${whole.join("")}${hasPoint ? `.${groups.at(-1)}` : ""}`);
  return separators.length === 1 && separators[0] === "." ? Number(groups.join(".")) : null;
}

/** A minus that stands at the number and at nothing before. */
function withSign(
  lexemes: readonly Lexeme[],
  read: Read & { readonly value: number },
): Read & { value: number } {
  const sign = lexemes[read.first - 1];
  const isMinus = (sign?.text === "-" || sign?.text === "−") && areAdjacent(sign, lexemes[read.first]);
  if (!isMinus || areAdjacent(lexemes[read.first - 2], sign)) return read;
  return { ...read, value: -read.value, first: read.first - 1 };
}

function withMagnitude(lexemes: readonly Lexeme[], read: Read & { readonly value: number }): Read {
  const word = lexemes[read.next];
  const factor = word?.kind === "word" ? magnitude(word.lower) : undefined;
  const isShort = word?.lower === "k";
  if (factor === undefined || (isShort && !areAdjacent(lexemes[read.next - 1], word))) return read;
  return { ...read, value: read.value * factor, next: read.next + 1 };
}

function readWords(lexemes: readonly Lexeme[], index: number, isGerman: boolean): Read | null {
  const word = lexemes[index];
  if (word?.kind !== "word") return null;
  if (!isGerman) return readEnglish(lexemes, index);
  const value = germanNumber(word.lower);
  return value === undefined ? null : withMagnitude(lexemes, { value, first: index, next: index + 1 });
}

/** `two hundred and five thousand`: parts below a thousand, each with its scale. */
function readEnglish(lexemes: readonly Lexeme[], index: number): Read | null {
  let total = 0;
  let next = index;
  let scale = Number.POSITIVE_INFINITY;
  for (;;) {
    const at = next > index && lexemes[next]?.lower === "and" ? next + 1 : next;
    const part = readBelowThousand(lexemes, at, next === index);
    if (part === null) break;
    const factor = magnitude(lexemes[part.next]?.lower ?? "") ?? 1;
    if (factor >= scale) break;
    total += part.value * factor;
    next = part.next + (factor > 1 ? 1 : 0);
    scale = factor;
    if (factor === 1) break;
  }
  return next === index ? null : { value: total, first: index, next };
}

/** @param isFirst whether `a` may stand for one, before a magnitude. */
function readBelowThousand(
  lexemes: readonly Lexeme[],
  index: number,
  isFirst: boolean,
): { readonly value: number; readonly next: number } | null {
  const [word = "", following = ""] = [lexemes[index]?.lower, lexemes[index + 1]?.lower];
  if (isFirst && word === "a")
    return magnitude(following) === undefined || following === "k" ? null : { value: 1, next: index + 1 };
  const low = readBelowHundred(lexemes, index);
  if (low === null || following !== "hundred" || low.next !== index + 1) return low;
  const after = lexemes[index + 2]?.lower === "and" ? index + 3 : index + 2;
  const rest = readBelowHundred(lexemes, after);
  if (rest === null) return { value: low.value * 100, next: index + 2 };
  return { value: low.value * 100 + rest.value, next: rest.next };
}

function readBelowHundred(
  lexemes: readonly Lexeme[],
  index: number,
): { readonly value: number; readonly next: number } | null {
  const word = lexemes[index]?.lower ?? "";
  const small = smallNumber(word);
  if (small !== undefined) return { value: small, next: index + 1 };
  const tens = tensNumber(word);
  if (tens === undefined) return null;
  const at = lexemes[index + 1]?.text === "-" ? index + 2 : index + 1;
  const unit = smallNumber(lexemes[at]?.lower ?? "");
  return unit === undefined || unit < 1 || unit > 9
    ? { value: tens, next: index + 1 }
    : { value: tens + unit, next: at + 1 };
}
