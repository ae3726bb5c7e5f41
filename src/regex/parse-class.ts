import { classSource, createCharacterTest, rangeSource } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import { PatternError, type PatternFlags } from "./syntax.ts";

/** Reads a class after its `[`. */
export function parseClass(cursor: Cursor, flags: PatternFlags): (codePoint: number) => boolean {
  const isNegated = cursor.take("^");
  let inside = "";
  // The first `]` is a character, as in Python.
  for (let isFirst = true; isFirst || !cursor.sees("]"); isFirst = false) {
    if (cursor.isAtEnd()) throw new PatternError("a bracket `[` is not closed");
    inside += parseItem(cursor);
  }
  cursor.take("]");
  return createCharacterTest(inside, { isNegated, ignoresCase: flags.ignoresCase });
}

/** A character, a range of them, or a class such as `\d`. */
function parseItem(cursor: Cursor): string {
  const first = parseMember(cursor);
  if (!cursor.sees("-") || cursor.peek(2) === "-]" || cursor.peek(2).length < 2)
    return typeof first === "number" ? rangeSource(first) : first;
  cursor.take("-");
  const last = parseMember(cursor);
  if (typeof first !== "number" || typeof last !== "number")
    throw new PatternError("a range in `[…]` goes from one character to another");
  if (first > last)
    throw new PatternError(
      `the range '${String.fromCodePoint(first)}-${String.fromCodePoint(last)}' is upside down`,
    );
  return rangeSource(first, last);
}

function parseMember(cursor: Cursor): number | string {
  if (!cursor.take("\\")) return cursor.next();
  const letter = cursor.match(/[dDsSwW]/y)?.[0];
  if (letter !== undefined) return classSource(letter) ?? "";
  if (cursor.take("b")) return 8;
  return parseEscapedCharacter(cursor);
}

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** Reads what is after a `\`: a character, or the inside of a class (`\p{…}`). */
export function parseEscapedCharacter(cursor: Cursor): number | string {
  if (cursor.isAtEnd()) throw new PatternError("it ends with a single `\\`");
  const code = cursor.match(/x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\}|U([\da-fA-F]{8})/y);
  if (code !== null) return toCodePoint(code.slice(1).find((digits) => digits !== undefined) ?? "0");
  const octal = cursor.match(/0[0-7]{0,2}/y);
  if (octal !== null) return Number.parseInt(octal[0], 8);
  const property = cursor.match(/[pP]\{[\w=]+\}/y);
  if (property !== null) return toProperty(property[0]);
  const control = cursor.match(/[afnrtv]/y);
  if (control !== null) return CONTROLS[control[0]] ?? 0;
  const unknown = cursor.match(/[a-zA-Z0-9]/y);
  if (unknown !== null) throw new PatternError(`'\\${unknown[0]}' means nothing`);
  return cursor.next();
}

function toCodePoint(digits: string): number {
  const codePoint = Number.parseInt(digits, 16);
  if (codePoint > 0x10ffff) throw new PatternError(`there is no character ${digits}`);
  return codePoint;
}

function toProperty(written: string): string {
  try {
    new RegExp(`[\\${written}]`, "v");
    return `\\${written}`;
  } catch {
    throw new PatternError(`there is no property '\\${written}' of characters`);
  }
}
