/** A date and time of day as people write it; `month` counts from 1. */
export interface CalendarTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Epoch milliseconds of a calendar time in UTC, or null when there is no such day or hour (31 February, 25:00). */
export function calendarToInstant({ year, month, day, hour, minute, second }: CalendarTime): number | null {
  const instant = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(instant);
  const isReal =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() + 1 === month &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute;
  return isReal ? instant : null;
}

/** The calendar time in UTC of epoch milliseconds, whole seconds. */
export function instantToCalendar(instant: number): CalendarTime {
  const date = new Date(instant);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

/** Epoch milliseconds as the object that packages about time ask for. */
export function toDate(instant: number): Date {
  return new Date(instant);
}
