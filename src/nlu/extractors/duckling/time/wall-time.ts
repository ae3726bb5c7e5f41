import {
  assertNever,
  type CalendarTime,
  calendarToInstant,
  instantToCalendar,
} from "../../../../base/index.ts";
import type { Grain } from "../grains.ts";

// Reckoning with wall time: epoch milliseconds of what clocks show, as if they showed UTC.

export const DAY = 86_400_000;

/** Monday is 1, Sunday 7. */
export function weekdayOf(wall: number): number {
  return ((Math.floor(wall / DAY) + 3) % 7) + 1;
}

/** The beginning of the second, day, week (Monday) and so on that a time lies in. */
export function startOf(wall: number, grain: Grain): number {
  switch (grain) {
    case "second":
      return Math.floor(wall / 1_000) * 1_000;
    case "minute":
      return Math.floor(wall / 60_000) * 60_000;
    case "hour":
      return Math.floor(wall / 3_600_000) * 3_600_000;
    case "day":
      return Math.floor(wall / DAY) * DAY;
    case "week":
      return startOf(wall, "day") - (weekdayOf(wall) - 1) * DAY;
    case "month":
      return monthStart(wall, 1);
    case "quarter":
      return monthStart(wall, 3);
    case "year":
      return monthStart(wall, 12);
    default:
      return assertNever(grain);
  }
}

/** The first day of the group of months that a time lies in. */
function monthStart(wall: number, months: number): number {
  const { year, month } = instantToCalendar(wall);
  return toWallDay(year, month - ((month - 1) % months), 1) ?? wall;
}

const FIXED: Readonly<Partial<Record<Grain, number>>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY,
  week: 7 * DAY,
};

const MONTHS: Readonly<Partial<Record<Grain, number>>> = { month: 1, quarter: 3, year: 12 };

/** So many units later, or earlier; where a month has no such day, its last. */
export function add(wall: number, count: number, grain: Grain): number {
  const fixed = FIXED[grain];
  if (fixed !== undefined) return wall + count * fixed;
  const { year, month, day } = instantToCalendar(wall);
  const months = year * 12 + month - 1 + count * (MONTHS[grain] ?? 1);
  const target = { year: Math.floor(months / 12), month: (((months % 12) + 12) % 12) + 1 };
  const days = [day, 30, 29, 28].map((one) => toWallDay(target.year, target.month, Math.min(one, day)));
  return (days.find((one) => one !== null) ?? wall) + (wall - startOf(wall, "day"));
}

/** The beginning of a day; null where there is no such day. */
export function toWallDay(year: number, month: number, day: number): number | null {
  if (year < 100 || year > 9_999) return null;
  return calendarToInstant({ year, month, day, hour: 0, minute: 0, second: 0 });
}

export function calendarOf(wall: number): CalendarTime {
  return instantToCalendar(wall);
}
