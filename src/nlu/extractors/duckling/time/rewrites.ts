import type { Range } from "../match.ts";
import type { Reference } from "./reference.ts";
import { add, calendarOf, DAY, startOf, toWallDay } from "./wall-time.ts";
import { HOUR_NAMES, hourNamed, WEEKDAY_NAMES, weekdayNamed } from "./words.ts";

/** Part of a text that chrono would misread, and what it is to read there, no longer than the part. */
export interface Rewrite extends Range {
  readonly text: string;
  /** The day that it says, as wall time; absent where it says none by itself. */
  readonly day?: number;
}

/** Where chrono is to read nothing. Unlike a blank it keeps what stands on both sides apart. */
const NOTHING = "·";

/** What chrono would take for something else than it is, or would not see. */
export function findRewrites(text: string, reference: Reference): readonly Rewrite[] {
  const own = reference.isGerman ? GERMAN : ENGLISH;
  const found = [...own, ...COMMON].flatMap(([pattern, rewrite]) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const range = { start: match.index, end: match.index + match[0].length };
      return rewrite(match, range, reference);
    }),
  );
  return found.filter(({ start, end, text: own }) => own.length <= end - start);
}

/** Part of a text that chrono is not to read. */
export function hide({ start, end }: Range): Rewrite {
  return { start, end, text: NOTHING.repeat(end - start) };
}

/** A day in place of the words for it; hidden where they are too short. */
export function asDay(range: Range, day: number, reference: Reference): Rewrite {
  return { ...hideUnlessFits(range, day, reference), day };
}

function hideUnlessFits(range: Range, wall: number, { isDayFirst, isGerman }: Reference): Rewrite {
  const { year, month, day } = calendarOf(wall);
  const [first, second] = isDayFirst || isGerman ? [day, month] : [month, day];
  const short = year >= 2000 && year < 2050 ? [year, String(year % 100).padStart(2, "0")] : [year];
  const fitting = short
    .map((one) => `${first}/${second}/${one}`)
    .find((one) => one.length <= range.end - range.start);
  return fitting === undefined ? hide(range) : { ...range, text: fitting };
}

/** A text with its rewrites done, at the same places; of two that overlap the first counts. */
export function applyRewrites(text: string, rewrites: readonly Rewrite[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text: own } of rewrites.toSorted((left, right) => left.start - right.start)) {
    if (start < at) continue;
    parts.push(text.slice(at, start), own.padEnd(end - start));
    at = end;
  }
  return [...parts, text.slice(at)].join("");
}

type Rule = readonly [
  RegExp,
  (match: RegExpMatchArray, range: Range, reference: Reference) => readonly Rewrite[],
];

/** A pattern at the borders of words. */
function words(source: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${source})(?![\\p{L}\\p{N}])`, "giu");
}

function dayFromNow(days: number): Rule[1] {
  return (_, range, reference) => [asDay(range, startOf(reference.wall, "day") + days * DAY, reference)];
}

const COMMON: readonly Rule[] = [
  // A network address or a version.
  [words("\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}\\.[\\d.]{0,20}\\d"), (_, range) => [hide(range)]],
  // `14:30h`
  [words("\\d{1,2}[:.]\\d\\dh"), (match, range) => [{ ...range, text: match[0].slice(0, -1) }]],
  [
    // What comes again and again is no date.
    words(
      `(?:every|each|jede[nrsm]?)\\s+(?:other\\s+|second\\s+)?(?:${WEEKDAY_NAMES})(?:\\s+(?:at|around|um)\\s+\\d{1,2}(?::\\d\\d)?(?:\\s?(?:am|pm|uhr|o'clock))?)?`,
    ),
    (_, range) => [hide(range)],
  ],
  [words("(?:every|each|jede[nrsm]?)\\s+(?:other\\s+)?\\p{L}{2,12}"), (_, range) => [hide(range)]],
  [
    words(
      `(${WEEKDAY_NAMES})\\s+(?:of\\s+)?(next|last|this|nächste[rn]?|letzte[rn]?|diese[rn]?)\\s+(?:week|woche)`,
    ),
    ([, name = "", which = ""], range, reference) => {
      const step = /^n/i.test(which) ? 1 : /^l/i.test(which) ? -1 : 0;
      const week = startOf(reference.wall, "week") + step * 7 * DAY;
      return [asDay(range, week + (weekdayNamed(name) - 1) * DAY, reference)];
    },
  ],
];

/** An hour as it may stand before `am`. */
const HOUR = `(\\d{1,2}(?=\\s?[ap]\\.?m)|(?:\\d{1,2}|${HOUR_NAMES})(?![\\p{L}\\p{N}]))`;

/** A pattern at the beginning of a word that sees to its end itself. */
function opening(source: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${source})`, "giu");
}

const ENGLISH: readonly Rule[] = [
  [words("last night"), (_, range) => [{ ...range, text: "yesterday" }]],
  [
    words("(?<=\\d )in the (morning|afternoon|evening)"),
    ([, part = ""], range) => [{ ...range, text: /^m/i.test(part) ? "am" : "pm" }],
  ],
  [words("(?:the )?day after tomorrow"), dayFromNow(2)],
  [words("(?:the )?day before yesterday"), dayFromNow(-2)],
  [words("on the (\\d{1,2})(?:st|nd|rd|th)(?! of\\b)"), dayOfMonth],
  [
    opening(`(?:a )?(half|quarter) (past|after|to|till) ${HOUR}`),
    ([, part, side = "", hour = ""], range) => {
      const minutes = part?.toLowerCase() === "half" ? 30 : 15;
      return clock(range, hour, /^(?:to|till)$/i.test(side) ? -minutes : minutes);
    },
  ],
  [
    opening(`(\\d{1,2}|five|ten) (?:minutes )?past ${HOUR}`),
    ([, minutes = "", hour = ""], range) => clock(range, hour, hourNamed(minutes)),
  ],
  [
    words(`(\\d{1,2}|${HOUR_NAMES}) (?:tonight|this (evening|morning))`),
    ([, hour = "", part = ""], range) => [
      { ...range, text: `${hourNamed(hour)}${part.toLowerCase() === "morning" ? "am" : "pm"} today` },
    ],
  ],
  [words("between(?=\\s.{1,40}?\\sand\\s)"), (_, range) => [{ ...range, text: "from" }]],
  [/(?<=(?<!\p{L})between\s.{1,40}?\s)and(?=\s)/giu, (_, range) => [{ ...range, text: "to" }]],
  [
    words(
      `(?<=(?:at|around|by|until|from) )(?:${HOUR_NAMES})(?=\\s*(?:$|[.,;!?]|(?:am|pm|a\\.m|p\\.m|o'clock|tomorrow|today|tonight|on|in the|to)\\b))`,
    ),
    (match, range) => [{ ...range, text: String(hourNamed(match[0])) }],
  ],
  [
    words(`(?:${HOUR_NAMES})(?=\\s?(?:am|pm|a\\.m\\.|p\\.m\\.|o'clock))`),
    (match, range) => [{ ...range, text: String(hourNamed(match[0])) }],
  ],
];

const GERMAN: readonly Rule[] = [
  [words("morgen früh"), (_, range) => [{ ...range, text: "morgen" }]],
  [words(`halb (\\d{1,2}|${HOUR_NAMES})`), ([, hour = ""], range) => clock(range, hour, -30)],
  [
    words(`viertel (nach|vor) (\\d{1,2}|${HOUR_NAMES})`),
    ([, side = "", hour = ""], range) => clock(range, hour, /^vor$/i.test(side) ? -15 : 15),
  ],
  [words("zwischen(?=\\s.{1,40}?\\sund\\s)"), (_, range) => [{ ...range, text: "von" }]],
  [/(?<=(?<!\p{L})zwischen\s.{1,40}?\s)und(?=\s)/giu, (_, range) => [{ ...range, text: "bis" }]],
  [words(`(?<=um )(?:${HOUR_NAMES})`), (match, range) => [{ ...range, text: String(hourNamed(match[0])) }]],
];

/** The clock so many minutes before or after an hour. */
function clock(range: Range, hour: string, minutes: number): readonly Rewrite[] {
  const all = hourNamed(hour) * 60 + minutes;
  const [whole, rest] = [Math.floor(all / 60), ((all % 60) + 60) % 60];
  if (!Number.isFinite(all) || whole > 23) return [];
  return [{ ...range, text: `${whole === 0 ? 12 : whole}:${String(rest).padStart(2, "0")}` }];
}

/** The next day of that number, today included. */
function dayOfMonth([, day = ""]: RegExpMatchArray, range: Range, reference: Reference): readonly Rewrite[] {
  const today = startOf(reference.wall, "day");
  const month = startOf(reference.wall, "month");
  const days = [0, 1, 2].flatMap((count) => {
    const { year, month: number } = calendarOf(add(month, count, "month"));
    return toWallDay(year, number, Number(day)) ?? [];
  });
  const next = days.find((one) => one >= today);
  return next === undefined ? [] : [asDay(range, next, reference)];
}
