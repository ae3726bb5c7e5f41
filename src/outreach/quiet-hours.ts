import {
  type DailySpan,
  formatDailySpan,
  type JsonValue,
  offsetAt,
  parseDailySpan,
  toIsoTime,
  wallClockToInstant,
} from "../base/index.ts";

/** When a person wants to be left alone, on the clocks of their zone. */
export interface QuietHours {
  readonly span: DailySpan;
  readonly zone: string;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * A conversation's quiet hours: its slot `quiet_hours` (`22:00-07:00`; `none`, `off` or false for none), else the
 * project's. What is neither is passed over.
 */
export function chooseQuietHours(own: JsonValue | undefined, project: DailySpan | null): DailySpan | null {
  if (own === false || own === "none" || own === "off") return null;
  return (typeof own === "string" ? parseDailySpan(own) : null) ?? project;
}

/** The end of the quiet hours that a moment is in, or null when it is in none. Epoch milliseconds. */
export function quietUntil(moment: number, { span, zone }: QuietHours): number | null {
  const wall = moment + offsetAt(moment, zone);
  const midnight = Math.floor(wall / DAY) * DAY;
  const minutes = (wall - midnight) / MINUTE;
  const { from, to } = span;
  const isOverMidnight = from > to;
  const isQuiet = isOverMidnight ? minutes >= from || minutes < to : minutes >= from && minutes < to;
  if (!isQuiet) return null;
  const end = midnight + to * MINUTE + (isOverMidnight && minutes >= from ? DAY : 0);
  const instant = wallClockToInstant(end, zone);
  // In the second pass of an hour that comes twice, the end of the first is over.
  return instant > moment ? instant : moment + (end - wall);
}

/** Why something waits. */
export function quietReason({ span, zone }: QuietHours, until: number): string {
  return `Held by quiet hours (${formatDailySpan(span)}, ${zone}) until ${toIsoTime(until)}.`;
}
