/** A part of each day, in minutes after midnight; one that ends earlier than it begins goes over midnight. */
export interface DailySpan {
  readonly from: number;
  readonly to: number;
}

const SPAN = /^(\d{1,2}):(\d{2})\s*(?:-|–|to)\s*(\d{1,2}):(\d{2})$/;

/** Reads `22:00-07:00`; null when it is no such span, or an empty one. */
export function parseDailySpan(text: string): DailySpan | null {
  const match = SPAN.exec(text.trim());
  if (match === null) return null;
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = match.slice(1).map(Number);
  const isTime = (hour: number, minute: number): boolean => minute < 60 && hour * 60 + minute <= 24 * 60;
  if (!isTime(fromHour, fromMinute) || !isTime(toHour, toMinute)) return null;
  const span = { from: (fromHour * 60 + fromMinute) % MINUTES, to: (toHour * 60 + toMinute) % MINUTES };
  return span.from === span.to ? null : span;
}

/** A day's. */
const MINUTES = 24 * 60;

/** `22:00-07:00` */
export function formatDailySpan({ from, to }: DailySpan): string {
  return `${formatTime(from)}-${formatTime(to)}`;
}

function formatTime(minutes: number): string {
  const pad = (value: number): string => String(value).padStart(2, "0");
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}
