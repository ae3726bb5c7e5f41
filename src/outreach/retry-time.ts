import type { Random } from "../base/index.ts";

/** Retries wait 0.5 s, 1 s, 2 s … */
const FIRST_RETRY = 500;
/** … up to half a minute in the first ten minutes, so that a receiver that comes back hears of it soon, … */
const LONGEST_EARLY_RETRY = 30_000;
const EARLY = 10 * 60_000;
/** … and up to five minutes later on, so that one that is gone costs little. */
export const LONGEST_RETRY = 5 * 60_000;
/** A message that could not be delivered for a day is given up, visibly, */
const GIVE_UP_AFTER = 24 * 3600_000;
/** but not before this many attempts: the day may have been a downtime of this server, or a leap of its clock. */
const FEWEST_ATTEMPTS = 20;

/**
 * How long a message waits for its next attempt, in milliseconds, or null when it is given up. Behind one that was
 * given up (`isDeadLine`) an old message is not tried so often: the receiver has shown that it is gone, and the line
 * would grow faster than it is worked off.
 */
export function retryDelay(
  message: {
    readonly attempts: number;
    readonly age: number;
    readonly isDeadLine?: boolean;
    /** What the receiver asked for, in milliseconds. */
    readonly retryAfter?: number;
  },
  random: Random,
): number | null {
  const { attempts, age, isDeadLine = false, retryAfter = 0 } = message;
  if (age > GIVE_UP_AFTER && (isDeadLine || attempts >= FEWEST_ATTEMPTS)) return null;
  const longest = age < EARLY ? LONGEST_EARLY_RETRY : LONGEST_RETRY;
  const wait = Math.min(longest, FIRST_RETRY * 2 ** Math.min(attempts - 1, 20));
  // Jitter, so that the conversations of one receiver do not come back all at once; never before it wants them.
  const jittered = Math.ceil(wait * (0.75 + random.next() / 4));
  const wanted = Math.ceil(retryAfter * (1 + random.next() / 4));
  return Math.min(Math.max(jittered, wanted), LONGEST_RETRY);
}
