import type { Clock } from "../base/index.ts";
import type { ConversationStore } from "../storage/index.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** What was collected, delivered or dropped can be read in the mailbox this long, … */
const SETTLED_KEPT_FOR = 30 * DAY;
/** … and what was given up three times as long: somebody may still want to send it. */
const FAILED_KEPT_FOR = 3 * SETTLED_KEPT_FOR;
/** Looked at so often, … */
const EVERY = HOUR;
/** … and deleted in pieces, so that no commit waits long for it. */
const AT_ONCE = 500;

interface RetentionOptions {
  readonly store: ConversationStore;
  readonly clock: Clock;
}

/** Deletes messages that are too old to be kept, as long as `mayGoOn`; does nothing when it did so within the hour. */
export function createMessageRetention({
  store,
  clock,
}: RetentionOptions): (mayGoOn: () => boolean) => Promise<void> {
  let forgottenAt = Number.NEGATIVE_INFINITY;
  return async (mayGoOn) => {
    const forget = async (kind: "settled" | "failed", before: number): Promise<void> => {
      while (mayGoOn() && (await store.forgetMessages(kind, before, AT_ONCE)) === AT_ONCE);
    };
    const now = clock.now();
    // A clock that was set back must not put it off for longer than that.
    if (Math.abs(now - forgottenAt) < EVERY) return;
    forgottenAt = now;
    await forget("settled", now - SETTLED_KEPT_FOR);
    await forget("failed", now - FAILED_KEPT_FOR);
  };
}
