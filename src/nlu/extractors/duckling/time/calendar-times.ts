import { overlaps, type Range } from "../match.ts";
import type { ReadTime, ReadTimes, TimeParts } from "./chrono.ts";
import { withLimit } from "./limits.ts";
import { momentAt, type TimeFinding } from "./occurrence.ts";
import type { Reference } from "./reference.ts";
import { resolveInterval, resolveTime, type TimeHints } from "./resolve.ts";
import { applyRewrites, type Rewrite } from "./rewrites.ts";

/** Nobody means more, and each takes its time. */
const MOST_TIMES = 100;

/** Dates and times of day (`tomorrow at 9`, `May 3 - May 7`, `before friday`), with what chrono misreads put right. */
export function findCalendarTimes(
  text: string,
  rewrites: readonly Rewrite[],
  read: ReadTimes,
  reference: Reference,
): readonly TimeFinding[] {
  const times = read(applyRewrites(text, rewrites), reference).slice(0, MOST_TIMES);
  const found = times.flatMap((time) => {
    const touched = rewrites.filter((rewrite) => overlaps(rewrite, time));
    const range = withAll(time, touched);
    // A day alone is told by those who know the words for it.
    const isDayAlone = touched.some(({ day, ...own }) => day !== undefined && isSame(own, range));
    // `between 5 and 10 dollars`
    const isHalf = time.to === null && /^(?:between|zwischen)/i.test(text.slice(range.start, range.end));
    if (isHalf || isDayAlone || !standsAlone(text, range) || isOrdinaryWord(text, range)) return [];
    return toFinding(text, { ...time, ...range }, reference);
  });
  const days = rewrites.flatMap(({ start, end, day }) =>
    day === undefined ? [] : [{ start, end, occurrences: [momentAt(day, "day", reference.zone)] }],
  );
  return [...found, ...days];
}

function withAll(range: Range, touched: readonly Range[]): Range {
  return {
    start: Math.min(range.start, ...touched.map(({ start }) => start)),
    end: Math.max(range.end, ...touched.map(({ end }) => end)),
  };
}

function isSame(left: Range, right: Range): boolean {
  return left.start === right.start && left.end === right.end;
}

/** Whether it is no part of a word (`früh` begins like `Freitag`). */
function standsAlone(text: string, { start, end }: Range): boolean {
  return (
    !/[\p{L}\p{N}]$/u.test(text.slice(0, start).slice(-2)) && !/^[\p{L}\p{N}]/u.test(text.slice(end, end + 2))
  );
}

/** Short names of months and days that are words too, where nothing says that they are meant. */
function isOrdinaryWord(text: string, { start, end }: Range): boolean {
  if (!/^(?:may|march|mar|sat|sun|sec|dec|do|so|mi)$/.test(text.slice(start, end))) return false;
  return !/(?:^|\s)(?:in|on|by|until|till|since|before|after|next|last|this|am|im|seit|bis)\s+$/i.test(
    text.slice(Math.max(0, start - 10), start),
  );
}

/** Words before a time that belong to it. */
const BELONGING =
  /(?<!\p{L})(?:on the|in the|on|in|at|the|from|between|last|next|this|von|zwischen|am|im|um)\s+$/iu;
const LONGEST_LEAD = 16;

function toFinding(text: string, time: ReadTime, reference: Reference): readonly TimeFinding[] {
  const lead = text.slice(Math.max(0, time.start - LONGEST_LEAD), time.start);
  const own = text.slice(time.start, time.end);
  const belonging = BELONGING.exec(lead)?.[0] ?? "";
  const range = { start: time.start - belonging.length, end: time.end };
  const { from, to } = mend(time, own);
  const hints = hintsOf(`${belonging}${own}`, reference);
  if (to !== null) {
    // `3:30 to 6`: whether the minute is said differs from end to end.
    const ends = {
      from: { ...hints, part: null },
      to: { ...hints, part: null, hasMinutes: hasMinutes(lastPart(own)) },
    };
    const occurrences = resolveInterval(
      from,
      to,
      { ...ends, from: { ...ends.from, hasMinutes: hasMinutes(own.slice(0, -lastPart(own).length)) } },
      reference,
    );
    return occurrences.length === 0 ? [] : [{ ...range, occurrences }];
  }
  const occurrences = resolveTime(from, hints, reference);
  if (occurrences.length === 0) return [];
  const limited = withLimit(text, { start: time.start, end: time.end, occurrences }, reference);
  return [limited.start < time.start ? limited : { ...range, occurrences }];
}

/** What stands behind the last word or sign for `to`. */
function lastPart(text: string): string {
  return text.split(/\s(?:to|till|until|bis|and|und)\s|[-–]/i).at(-1) ?? text;
}

/** German `Montag morgen` is Monday in the morning, not tomorrow. */
function mend(
  { from, to }: ReadTime,
  text: string,
): { readonly from: TimeParts; readonly to: TimeParts | null } {
  if (from.weekday === undefined || !/^\p{L}+\s+morgen$/iu.test(text)) return { from, to };
  return { from: { weekday: from.weekday, hasMeridiem: from.hasMeridiem }, to };
}

function hasMinutes(text: string): boolean {
  return /\d[:.h]\d\d|half|quarter|halb|viertel|past/i.test(text);
}

/** Hours of the parts of the day, as Duckling has them. */
const PARTS: readonly (readonly [RegExp, readonly [number, number]])[] = [
  [/tonight|evening|night|abend|nacht/i, [18, 24]],
  [/afternoon|nachmittag/i, [12, 19]],
  [/morning|vormittag|früh|\p{L}{4,} morgen$|morgens/iu, [4, 12]],
];

function hintsOf(text: string, { isGerman }: Reference): TimeHints {
  const isIso = /\d{4}-\d\d?-\d\d?/.test(text);
  return {
    part: PARTS.find(([pattern]) => pattern.test(text))?.[1] ?? null,
    isPast: /(?<!\p{L})(?:last|previous|letzte[nrs]?|vorige[nrs]?|vergangene[nrs]?)(?!\p{L})/iu.test(text),
    hasMinutes: hasMinutes(text),
    isTwelveHour: !isGerman && !isIso && !/(?<!\d)0\d/.test(text),
  };
}
