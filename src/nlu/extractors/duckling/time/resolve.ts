import type { Grain } from "../grains.ts";
import type { TimeParts } from "./chrono.ts";
import {
  closing,
  type Interval,
  intervalBetween,
  type Moment,
  momentAt,
  type Occurrence,
} from "./occurrence.ts";
import type { Reference } from "./reference.ts";
import { add, calendarOf, DAY, startOf, toWallDay, weekdayOf } from "./wall-time.ts";

/** What the words of a time say beside its numbers. */
export interface TimeHints {
  /** Hours of the day part that is named (`evening`), if one is. */
  readonly part: readonly [number, number] | null;
  /** `last friday` */
  readonly isPast: boolean;
  /** Whether the minute is said, and not only the hour. */
  readonly hasMinutes: boolean;
  /** Whether `5` may mean 17:00. */
  readonly isTwelveHour: boolean;
}

/** Which of the times that fit are meant: those from a wall time on. */
interface Bound {
  /** Wall time. */
  readonly from: number;
  /** Whether that time itself is out. */
  readonly isStrict: boolean;
}

const MOST_OCCURRENCES = 3;

/** When the parts of a time are: the next that is meant, and at most two after it. */
export function resolveTime(parts: TimeParts, hints: TimeHints, reference: Reference): readonly Occurrence[] {
  const bound = { from: reference.wall, isStrict: false };
  if (parts.hour === undefined && hints.part !== null) return dayParts(parts, hints, reference);
  return momentsFrom(parts, hints, bound, reference);
}

/** From one time to another that comes after it; the end is included. */
export function resolveInterval(
  from: TimeParts,
  to: TimeParts,
  hints: { readonly from: TimeHints; readonly to: TimeHints },
  reference: Reference,
): readonly Interval[] {
  const { zone } = reference;
  const starts = momentsFrom(from, hints.from, { from: reference.wall, isStrict: false }, reference);
  return starts.flatMap((start) => {
    const bound = { from: zone.toWall(start.instant), isStrict: true };
    const [end] = momentsFrom(to, hints.to, bound, reference);
    return end === undefined || end.instant < start.instant
      ? []
      : [intervalBetween(start, closing(end, zone))];
  });
}

/** The whole morning, evening and so on of a day. */
function dayParts(parts: TimeParts, hints: TimeHints, reference: Reference): readonly Occurrence[] {
  const { zone, wall } = reference;
  const [first, last] = hints.part ?? [0, 24];
  const all = candidateDays(parts, hints, startOf(wall, "day")).map((day) => ({
    start: day + first * HOUR,
    end: day + last * HOUR,
  }));
  const coming = all.filter(({ end }) => end > wall);
  const chosen = coming.length > 0 ? coming : all.slice(-1);
  return chosen.slice(0, MOST_OCCURRENCES).map(({ start, end }) => ({
    from: momentAt(start, "hour", zone),
    to: momentAt(end, "hour", zone),
  }));
}

const HOUR = 3_600_000;

function momentsFrom(
  parts: TimeParts,
  hints: TimeHints,
  bound: Bound,
  reference: Reference,
): readonly Moment[] {
  const grain = grainOf(parts, hints);
  const days = candidateDays(parts, hints, startOf(bound.from, "day"));
  const walls = days
    .flatMap((day) => hoursOf(parts, hints).map((time) => day + time))
    .sort((left, right) => left - right);
  const chosen = choose(walls, { grain, parts, hints, bound });
  return chosen.map((wall) => toMoment(wall, grain, parts, reference));
}

/** A time with an offset of its own is that instant, whatever the zone. */
function toMoment(wall: number, grain: Grain, { offset }: TimeParts, { zone }: Reference): Moment {
  return offset === undefined ? momentAt(wall, grain, zone) : { instant: wall - offset * 60_000, grain };
}

interface Choice {
  readonly grain: Grain;
  readonly parts: TimeParts;
  readonly hints: TimeHints;
  readonly bound: Bound;
}

/** Those to come; where there are none, or the past is meant, the latest before. */
function choose(walls: readonly number[], { grain, parts, hints, bound }: Choice): readonly number[] {
  const now = grain === "second" ? bound.from : startOf(bound.from, grain === "hour" ? "minute" : grain);
  // A weekday is never today, unless a time of day says so.
  const isStrict =
    bound.isStrict || (grain === "day" && parts.weekday !== undefined && parts.day === undefined);
  const before = walls.filter((wall) => wall < now);
  if (hints.isPast && before.length > 0) return before.slice(-1);
  const coming = walls.filter((wall) => (isStrict ? wall > now : wall >= now));
  return coming.length > 0 ? coming.slice(0, MOST_OCCURRENCES) : before.slice(-1);
}

function grainOf({ year, month, day, weekday, hour, second }: TimeParts, { hasMinutes }: TimeHints): Grain {
  if (second !== undefined) return "second";
  if (hour !== undefined) return hasMinutes ? "minute" : "hour";
  if (day !== undefined || weekday !== undefined) return "day";
  if (month !== undefined) return "month";
  return year === undefined ? "day" : "year";
}

/** Times of day in milliseconds: both halves of the day where the text leaves it open. */
function hoursOf(
  { hour, minute = 0, second = 0, hasMeridiem }: TimeParts,
  hints: TimeHints,
): readonly number[] {
  if (hour === undefined) return [0];
  const isOpen = hints.isTwelveHour && !hasMeridiem && hour > 0 && hour < 12;
  const hours = isOpen ? [hour, hour + 12] : [hour];
  const { part } = hints;
  const inPart = part === null ? hours : hours.filter((one) => one >= part[0] && one < part[1]);
  return (inPart.length > 0 ? inPart : hours).map((one) => one * HOUR + minute * 60_000 + second * 1_000);
}

/** The days that the parts may mean, in order, around a day. */
function candidateDays(
  { year, month, day, weekday }: TimeParts,
  { isPast }: TimeHints,
  around: number,
): readonly number[] {
  const own = calendarOf(around);
  const isWeekday = (wall: number): boolean => weekday === undefined || weekdayOf(wall) === weekday;
  if (year !== undefined) return [toWallDay(year, month ?? 1, day ?? 1) ?? []].flat();
  if (month !== undefined) {
    const most = weekday === undefined ? 4 : 12;
    const years = Array.from({ length: most }, (_, index) => own.year - 1 + index);
    const days = years.flatMap((one) => toWallDay(one, month, day ?? 1) ?? []);
    return day === undefined ? days : days.filter(isWeekday);
  }
  if (day !== undefined) {
    const months = Array.from({ length: 14 }, (_, index) =>
      calendarOf(add(startOf(around, "month"), index - 1, "month")),
    );
    return months.flatMap((one) => toWallDay(one.year, one.month, day) ?? []).filter(isWeekday);
  }
  if (weekday !== undefined) {
    const first = startOf(around, "week") + (weekday - 1) * DAY;
    return [-1, 0, 1, 2, 3, 4].map((week) => first + week * 7 * DAY);
  }
  return (isPast ? [-1, 0] : [0, 1, 2, 3]).map((count) => around + count * DAY);
}
