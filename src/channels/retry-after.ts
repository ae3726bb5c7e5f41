import { fromHttpDate } from "../base/index.ts";

/** A receiver may ask for this long at most, in milliseconds: a slip of its clock must not silence the bot for days. */
const LONGEST_RETRY_AFTER = 300_000;

/**
 * How long a receiver asks for by the header `Retry-After` (RFC 9110, 10.2.3: seconds or a date), in milliseconds, five
 * minutes at most; null when it says nothing that can be understood.
 */
export function readRetryAfter(header: string | undefined, now: number): number | null {
  const given = header?.trim() ?? "";
  if (given === "") return null;
  const wait = /^\d+$/.test(given) ? Number(given) * 1000 : fromHttpDate(given) - now;
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), LONGEST_RETRY_AFTER);
}
