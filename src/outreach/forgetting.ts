import type { Clock } from "../base/index.ts";
import type { ConversationStore } from "../storage/index.ts";

const HOUR = 3_600_000;
/** What became of a reminder can be looked up for a week, as answers to repeated requests are kept. */
const KEPT_FOR = 7 * 24 * HOUR;
/** Looked at so often, … */
const EVERY = HOUR;
/** … and deleted in pieces, so that no commit waits long for it. */
const AT_ONCE = 500;

/** Deletes reminders that ended more than a week ago; does nothing when it did so within the hour. */
export function createForgetting({
  store,
  clock,
}: {
  readonly store: ConversationStore;
  readonly clock: Clock;
}): () => Promise<void> {
  let forgottenAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = clock.now();
    // A clock that was set back must not put it off for longer than that.
    if (Math.abs(now - forgottenAt) < EVERY) return;
    while ((await store.forgetReminders(now - KEPT_FOR, AT_ONCE)) === AT_ONCE);
    forgottenAt = now;
  };
}
