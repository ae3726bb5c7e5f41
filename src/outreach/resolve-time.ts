import { calendarToInstant, isTimeZone, wallClockToInstant } from "../base/index.ts";

/** IANA zones for times that name none: the first that is there counts. */
export interface TimeZones {
  readonly conversation?: string | null;
  readonly project: string | null;
  readonly server: string;
}

/** What to write as a reminder's time. */
export const TIME_HINT =
  "Write date_time as ISO 8601, e.g. 2026-05-01T12:00:05 or 2026-05-01T12:00:05+02:00.";

/** Extended (`2026-05-01T12:00:05.5+02:00`) or basic (`20260501T120005`) format; the time of day and the offset may miss. */
const ISO_TIME =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * An ISO 8601 time as epoch milliseconds, or null when it is none. Without an offset it is wall-clock time in the
 * conversation's, else the project's, else the server's zone (names that are no zone are passed over): a time that a
 * leap of daylight saving skips means the first instant after the gap, one that comes twice means the first. Fractions
 * are rounded up, so as never to be early.
 */
export function resolveTime(text: string, zones: TimeZones): number | null {
  const match = ISO_TIME.exec(text.trim());
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const whole = calendarToInstant({ year, month, day, hour, minute, second });
  if (whole === null) return null;
  const wall = whole + toMilliseconds(match[7] ?? "");
  const offset = match[8];
  if (offset === undefined) return wallClockToInstant(wall, chooseZone(zones));
  const ahead = parseOffset(offset);
  return ahead === null ? null : wall - ahead;
}

function toMilliseconds(fraction: string): number {
  const digits = fraction.padEnd(3, "0");
  return Number(digits.slice(0, 3)) + (/[1-9]/.test(digits.slice(3)) ? 1 : 0);
}

/** Milliseconds ahead of UTC, or null for an offset no zone has. */
function parseOffset(offset: string): number | null {
  if (offset.toUpperCase() === "Z") return 0;
  const sign = offset.startsWith("-") ? -1 : 1;
  const digits = offset.slice(1).replace(":", "");
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2) || 0);
  return hours > 23 || minutes > 59 ? null : sign * (hours * 60 + minutes) * 60_000;
}

/** The zone that counts: names that are no zone are passed over. */
export function chooseZone({ conversation, project, server }: TimeZones): string {
  const zone = [conversation, project, server].find((name) => typeof name === "string" && isTimeZone(name));
  return zone ?? "UTC";
}
