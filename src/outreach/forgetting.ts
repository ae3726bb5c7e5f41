import type { Clock } from "../base/index.ts";

const HOUR = 3_600_000;
/** What became of a reminder or an event can be looked up for a week, as answers to repeated requests are kept. */
const KEPT_FOR = 7 * 24 * HOUR;
/** Looked at so often, … */
const EVERY = HOUR;
/** … and deleted in pieces, so that no commit waits long for it. */
const AT_ONCE = 500;

/**
 * Deletes what ended more than a week ago; does nothing when it did so within the hour.
 *
 * @param forget deletes what ended before a time, at most `limit` rows, and says how many there were
 */
export function createForgetting(
  clock: Clock,
  forget: (endedBefore: number, limit: number) => Promise<number>,
): () => Promise<void> {
  let forgottenAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = clock.now();
    // A clock that was set back must not put it off for longer than that.
    if (Math.abs(now - forgottenAt) < EVERY) return;
    while ((await forget(now - KEPT_FOR, AT_ONCE)) >= AT_ONCE);
    forgottenAt = now;
  };
}
