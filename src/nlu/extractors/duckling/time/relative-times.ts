import type { Duration } from "../durations.ts";
import { finerGrain, type Grain, secondsOf } from "../grains.ts";
import type { Lexeme } from "../lexemes.ts";
import { type Interval, momentAt, type Occurrence, type TimeFinding } from "./occurrence.ts";
import type { Reference } from "./reference.ts";
import { add, startOf } from "./wall-time.ts";

/** A time that is counted from now; `day` where a time of day may stand beside it (`in 3 days at 9`). */
export interface RelativeTime extends TimeFinding {
  /** Wall time of the day's beginning. */
  readonly day?: number;
}

/** `in 5 minutes`, `3 days ago`, `within 2 weeks`, `next 3 days`: durations by the words around them. */
export function findRelativeTimes(
  lexemes: readonly Lexeme[],
  durations: readonly Duration[],
  reference: Reference,
): readonly RelativeTime[] {
  return durations.flatMap((duration) => {
    const found = readBefore(lexemes, duration, reference) ?? readAfter(lexemes, duration, reference);
    return found === null ? [] : [found];
  });
}

function readAfter(
  lexemes: readonly Lexeme[],
  duration: Duration,
  reference: Reference,
): RelativeTime | null {
  const [word, second] = [lexemes[duration.next], lexemes[duration.next + 1]];
  const range = { start: duration.start, end: word?.end ?? duration.end };
  if (word?.lower === "ago") return { ...range, ...fromNow(duration, -1, reference) };
  if (word?.lower === "hence" || word?.lower === "later")
    return { ...range, ...fromNow(duration, 1, reference) };
  const isFromNow = word?.lower === "from" && (second?.lower === "now" || second?.lower === "today");
  return isFromNow ? { start: range.start, end: second.end, ...fromNow(duration, 1, reference) } : null;
}

function readBefore(
  lexemes: readonly Lexeme[],
  duration: Duration,
  reference: Reference,
): RelativeTime | null {
  const isAbout = /^(?:about|around|approximately|etwa|ca)$/.test(lexemes[duration.first - 1]?.lower ?? "");
  const word = lexemes[duration.first - (isAbout ? 2 : 1)];
  if (word === undefined) return null;
  const range = { start: word.start, end: duration.end };
  switch (word.lower) {
    case "in":
      return { ...range, ...fromNow(duration, 1, reference) };
    case "vor":
      return { ...range, ...fromNow(duration, -1, reference) };
    case "within":
    case "innerhalb":
      return { ...range, occurrences: [within(duration, reference)] };
    case "after":
    case "nach": {
      const [from = null] = fromNow(duration, 1, reference).occurrences;
      return from !== null && "instant" in from ? { ...range, occurrences: [{ from, to: null }] } : null;
    }
    default:
      return readSpan(word, duration, reference);
  }
}

/** A count of units from now. Hours and smaller ones pass by the clock whatever daylight saving does. */
function fromNow(
  { value, grain }: Duration,
  direction: 1 | -1,
  { instant, wall, zone }: Reference,
): { readonly occurrences: readonly Occurrence[]; readonly day?: number } {
  const finer = finerGrain(grain);
  if (secondsOf(grain) < secondsOf("day")) {
    const exact = instant + direction * value * secondsOf(grain) * 1_000;
    return { occurrences: [{ instant: startOf(exact, finer), grain: finer }] };
  }
  const then = startOf(add(wall, direction * value, grain), finer);
  return {
    occurrences: [momentAt(then, finer, zone)],
    ...(secondsOf(grain) <= secondsOf("week") && { day: startOf(then, "day") }),
  };
}

function within({ value, grain }: Duration, { instant, wall, zone }: Reference): Interval {
  const from = { instant: startOf(instant, "second"), grain: "second" } as const;
  if (secondsOf(grain) < secondsOf("day"))
    return { from, to: { instant: from.instant + value * secondsOf(grain) * 1_000, grain: "second" } };
  return { from, to: momentAt(startOf(add(wall, value, grain), finerGrain(grain)), "second", zone) };
}

const COMING = /^(?:next|coming|following|nächsten|kommenden)$/;
const PAST = /^(?:last|past|previous|letzten|vergangenen)$/;

/** `next 3 days`: whole units from the next on. */
function readSpan(word: Lexeme, duration: Duration, { wall, zone }: Reference): RelativeTime | null {
  const { value, grain, isCounted } = duration;
  const isComing = COMING.test(word.lower);
  if (!isCounted || (!isComing && !PAST.test(word.lower))) return null;
  const current = startOf(wall, grain);
  const [first, last] = isComing ? [1, value + 1] : [-value, 0];
  const moment = (count: number, of: Grain) => momentAt(add(current, count, of), of, zone);
  const interval = { from: moment(first, grain), to: moment(last, grain) };
  return { start: word.start, end: duration.end, occurrences: [interval] };
}
