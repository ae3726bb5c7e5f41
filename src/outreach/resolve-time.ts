import { calendarToInstant } from "../base/index.ts";

/** IANA zones for times that name none: the first that is there counts. */
export interface TimeZones {
  readonly conversation?: string | null;
  readonly project: string | null;
  readonly server: string;
}

const ISO_TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * An ISO 8601 time as epoch milliseconds, or null when it is none. Without an offset it is wall-clock time in the
 * conversation's, else the project's, else the server's zone: a time that a leap of daylight saving skips means the
 * first instant after the gap, one that comes twice means the first. Fractions are rounded up, so as never to be early.
 */
export function resolveTime(text: string, zones: TimeZones): number | null {
  const match = ISO_TIME.exec(text.trim());
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const whole = calendarToInstant({ year, month, day, hour, minute, second });
  if (whole === null) return null;
  const wall = whole + toMilliseconds(match[7]);
  const offset = match[8];
  if (offset !== undefined) return wall - parseOffset(offset);
  return wallClockToInstant(wall, zones.conversation ?? zones.project ?? zones.server);
}

function toMilliseconds(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Math.ceil(Number(`0.${fraction}`) * 1000);
}

function parseOffset(offset: string): number {
  if (offset.toUpperCase() === "Z") return 0;
  const sign = offset.startsWith("-") ? -1 : 1;
  const digits = offset.slice(1).replace(":", "");
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0)) * 60_000;
}

/** Two guesses with the offsets around the time; in a gap neither reads back as the wall-clock time asked for. */
function wallClockToInstant(wall: number, zone: string): number {
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
function offsetAt(instant: number, zone: string): number {
  const parts = Object.fromEntries(
    formatFor(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<string, number>;
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const local = calendarToInstant({ year, month, day, hour, minute, second }) ?? instant;
  return local - Math.floor(instant / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

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
  formats.set(zone, format);
  return format;
}
