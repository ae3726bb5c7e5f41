import { calendarToInstant } from "./calendar.ts";

/** Whether this is the name of a time zone (IANA, in any case). */
export function isTimeZone(name: string): boolean {
  try {
    formatFor(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * The instant at which clocks in a zone show a time, which is given as if they showed UTC: epoch milliseconds. A time that
 * a leap of daylight saving skips means the first instant after the gap, one that comes twice means the first.
 */
export function wallClockToInstant(wall: number, zone: string): number {
  // Two guesses with the offsets around the time; in a gap neither reads back as the time asked for.
  const day = 24 * 3600 * 1000;
  const before = offsetAt(wall - day, zone);
  const after = offsetAt(wall + day, zone);
  const candidates = [wall - Math.max(before, after), wall - Math.min(before, after)];
  for (const instant of candidates) if (instant + offsetAt(instant, zone) === wall) return instant;
  return transitionBetween(wall - Math.max(before, after), wall - Math.min(before, after), zone);
}

/** The first instant after the change of offset within a range, to the millisecond. */
function transitionBetween(start: number, end: number, zone: string): number {
  const first = offsetAt(start, zone);
  let low = start;
  let high = end;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, zone) === first) low = middle;
    else high = middle;
  }
  return high;
}

/** Milliseconds the zone is ahead of UTC at an instant. */
export function offsetAt(instant: number, zone: string): number {
  const parts = Object.fromEntries(
    formatFor(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<string, number>;
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const local = calendarToInstant({ year, month, day, hour, minute, second }) ?? instant;
  return local - Math.floor(instant / 1000) * 1000;
}

/** Making a format is slow. Names count in any case, so that people could fill this without a bound. */
const formats = new Map<string, Intl.DateTimeFormat>();
const MOST_FORMATS = 500;

function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  if (formats.size >= MOST_FORMATS) formats.clear();
  formats.set(zone, format);
  return format;
}
