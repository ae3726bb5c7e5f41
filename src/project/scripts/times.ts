import { calendarToInstant, isTimeZone } from "../../base/index.ts";
import type { ScriptTime } from "./script.ts";

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|milliseconds?)$/, 1],
  [/^(?:s|sec|secs|seconds?)$/, 1000],
  [/^(?:m|min|mins|minutes?)$/, 60_000],
  [/^(?:h|hours?)$/, 3_600_000],
  [/^(?:d|days?)$/, 86_400_000],
  [/^(?:w|weeks?)$/, 7 * 86_400_000],
];

/** Ten years: what comes later is a slip of the pen. */
const LONGEST = 3_660 * 86_400_000;

/** `5s`, `3 days`, `1h 30m`, `2.5 hours` as milliseconds, or null when it is no duration up to ten years. */
export function parseDuration(text: string): number | null {
  const rest = text.trim().toLowerCase();
  const parts = [...rest.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)(?:\s+|,\s*|$|(?=\d))/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== rest) return null;
  let sum = 0;
  for (const [, amount, unit = ""] of parts) {
    const size = UNITS.find(([pattern]) => pattern.test(unit))?.[1];
    if (size === undefined) return null;
    sum += Number(amount) * size;
  }
  return sum > LONGEST ? null : Math.round(sum);
}

const DATE_AND_TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?)?(?:\s*(Z|[+-]\d{2}:?\d{2})|\s+([A-Za-z][\w+-]*(?:\/[\w+-]+)*))?$/;
const TIME_OF_DAY = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/;

/**
 * `2026-03-29 09:00`, with an offset (`+02:00`, `Z`) or a zone (`Europe/Berlin`) behind it, or `09:00`; null when it is
 * no time.
 */
export function parseScriptTime(text: string): ScriptTime | null {
  return parseTimeOfDay(text.trim()) ?? parseDateAndTime(text.trim());
}

function parseTimeOfDay(text: string): ScriptTime | null {
  const match = TIME_OF_DAY.exec(text);
  if (match === null) return null;
  const [hour = 0, minute = 0, second = 0] = match.slice(1).map((part) => Number(part ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return null;
  return { kind: "time-of-day", milliseconds: ((hour * 60 + minute) * 60 + second) * 1000 };
}

function parseDateAndTime(text: string): ScriptTime | null {
  const match = DATE_AND_TIME.exec(text);
  if (match === null) return null;
  const numbers = match.slice(1, 7).map((part) => Number(part ?? 0));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  const whole = calendarToInstant({ year, month, day, hour, minute, second });
  if (whole === null) return null;
  const wall = whole + Number((match[7] ?? "").padEnd(3, "0"));
  const [offset, zone] = [match[8], match[9]];
  if (offset !== undefined) return { kind: "instant", instant: wall - offsetOf(offset) };
  if (zone !== undefined && !isTimeZone(zone)) return null;
  return { kind: "wall", wall, timeZone: zone ?? null };
}

/** Milliseconds ahead of UTC. */
function offsetOf(offset: string): number {
  if (offset === "Z") return 0;
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(-2))];
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
