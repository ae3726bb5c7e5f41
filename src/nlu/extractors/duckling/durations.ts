import type { Amount } from "./amounts.ts";
import { type Grain, grainOfWord, HALVES, secondsOf } from "./grains.ts";
import { areAdjacent, type Lexeme } from "./lexemes.ts";
import type { Match } from "./match.ts";

/** A length of time in a text, and the lexemes it is made of. */
export interface Duration {
  readonly value: number;
  readonly grain: Grain;
  readonly start: number;
  readonly end: number;
  readonly first: number;
  readonly next: number;
  /** Whether it counts (`3 days`), and does not only name one (`a day`). */
  readonly isCounted: boolean;
}

/** The lengths of time of a text; parts that belong together (`2 hours and 15 minutes`) are one. */
export function findDurations(lexemes: readonly Lexeme[], amounts: readonly Amount[]): readonly Duration[] {
  const starts = new Map(amounts.map((amount) => [amount.first, amount]));
  const found: Duration[] = [];
  for (let index = 0; index < lexemes.length; ) {
    const read = readOne(lexemes, index, starts);
    if (read === null) {
      index++;
      continue;
    }
    const before = found.at(-1);
    const joined = before === undefined ? null : join(lexemes, before, read);
    if (joined === null) found.push(read);
    else found[found.length - 1] = joined;
    index = read.next;
  }
  return found;
}

/** As Duckling tells them. */
export function durationMatches(durations: readonly Duration[]): readonly Match[] {
  return durations.map(({ value, grain, start, end }) => ({
    dim: "duration",
    start,
    end,
    value: {
      type: "value",
      value,
      unit: grain,
      [grain]: value,
      normalized: { unit: "second", value: value * secondsOf(grain) },
    },
  }));
}

type Starts = ReadonlyMap<number, Amount>;

function readOne(lexemes: readonly Lexeme[], index: number, starts: Starts): Duration | null {
  return readCounted(lexemes, index, starts) ?? readHalf(lexemes, index) ?? readNamed(lexemes, index);
}

function toDuration(
  lexemes: readonly Lexeme[],
  { first, next }: { readonly first: number; readonly next: number },
  {
    value,
    grain,
    isCounted = true,
  }: { readonly value: number; readonly grain: Grain; readonly isCounted?: boolean },
): Duration {
  const start = lexemes[first]?.start ?? 0;
  return { value, grain, start, end: lexemes[next - 1]?.end ?? start, first, next, isCounted };
}

/** `3 days`, `2.5 hours`, `2 and a half hours`, `1h`. */
function readCounted(lexemes: readonly Lexeme[], index: number, starts: Starts): Duration | null {
  const amount = starts.get(index);
  if (amount === undefined || amount.value < 0) return null;
  // `14:30h` is a time of day.
  if (lexemes[index - 1]?.text === ":" && areAdjacent(lexemes[index - 1], lexemes[index])) return null;
  const hasHalf = wordsAt(lexemes, amount.next, "and", "a", "half");
  const at = amount.next + (hasHalf ? 3 : 0);
  const word = lexemes[at];
  const grain = grainOfWord(word?.text ?? "", areAdjacent(lexemes[at - 1], word));
  if (grain === undefined || lexemes[at + 1]?.text === "/") return null;
  const range = { first: index, next: at + 1 };
  const whole = inWholeUnits(amount.value + (hasHalf ? 0.5 : 0), grain);
  return whole === null ? null : toDuration(lexemes, range, whole);
}

/** Duckling counts in whole units: two and a half hours are 150 minutes. */
function inWholeUnits(value: number, grain: Grain): { readonly value: number; readonly grain: Grain } | null {
  if (Number.isInteger(value)) return value > 1e9 ? null : { value, grain };
  const { unit, count } = HALVES[grain];
  return { value: Math.round(value * 2 * count), grain: unit };
}

const ARTICLES = new Set(["a", "an", "ein", "eine", "einen", "einem", "einer", "eines"]);

/** `half an hour`, `eine halbe Stunde`, `a quarter of an hour`. */
function readHalf(lexemes: readonly Lexeme[], index: number): Duration | null {
  const words = [0, 1, 2, 3, 4].map((offset) => lexemes[index + offset]?.lower ?? "");
  const [first = "", second = "", third = "", fourth = "", fifth = ""] = words;
  const hour = grainOfWord(fifth, false) === "hour";
  if (first === "a" && second === "quarter" && third === "of" && fourth === "an" && hour)
    return toDuration(lexemes, { first: index, next: index + 5 }, { value: 15, grain: "minute" });
  const half = /^(?:half|halbe[nrs]?)$/;
  const skipped = ARTICLES.has(first) && half.test(second) ? 1 : 0;
  if (!half.test(words[skipped] ?? "")) return null;
  const at = ARTICLES.has(words[skipped + 1] ?? "") ? skipped + 2 : skipped + 1;
  const grain = grainOfWord(lexemes[index + at]?.text ?? "", false);
  if (grain === undefined || grain === "second") return null;
  const { unit, count } = HALVES[grain];
  return toDuration(lexemes, { first: index, next: index + at + 1 }, { value: count, grain: unit });
}

/** `an hour`, `an hour and a half`, `a couple of days`, `a few weeks`, `eine Stunde`. */
function readNamed(lexemes: readonly Lexeme[], index: number): Duration | null {
  if (!ARTICLES.has(lexemes[index]?.lower ?? "")) return null;
  const { count, skipped } = fewAt(lexemes, index + 1);
  const at = index + 1 + skipped;
  const grain = grainOfWord(lexemes[at]?.text ?? "", false);
  if (grain === undefined) return null;
  const hasHalf = count === 1 && wordsAt(lexemes, at + 1, "and", "a", "half");
  const whole = inWholeUnits(count + (hasHalf ? 0.5 : 0), grain);
  const next = at + 1 + (hasHalf ? 3 : 0);
  return whole && toDuration(lexemes, { first: index, next }, { ...whole, isCounted: count > 1 });
}

function fewAt(lexemes: readonly Lexeme[], at: number): { readonly count: number; readonly skipped: number } {
  if (wordsAt(lexemes, at, "couple", "of")) return { count: 2, skipped: 2 };
  if (wordsAt(lexemes, at, "couple")) return { count: 2, skipped: 1 };
  return wordsAt(lexemes, at, "few") ? { count: 3, skipped: 1 } : { count: 1, skipped: 0 };
}

function wordsAt(lexemes: readonly Lexeme[], at: number, ...words: readonly string[]): boolean {
  return words.every((word, offset) => lexemes[at + offset]?.lower === word);
}

/** Two in a row, the smaller unit second, are one in that unit. */
function join(lexemes: readonly Lexeme[], left: Duration, right: Duration): Duration | null {
  const gap = lexemes.slice(left.next, right.first).map(({ lower }) => lower);
  const isJoint = gap.length === 0 || (gap.length === 1 && /^(?:and|und|,)$/.test(gap[0] ?? ""));
  const larger = secondsOf(left.grain);
  const smaller = secondsOf(right.grain);
  if (!isJoint || larger <= smaller) return null;
  const value = Math.round((left.value * larger) / smaller) + right.value;
  return { ...left, value, grain: right.grain, end: right.end, next: right.next };
}
