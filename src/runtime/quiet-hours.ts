import { type Tracker, timeZoneOf } from "../conversation/index.ts";
import { chooseQuietHours, chooseZone, type QuietHours, quietReason, quietUntil } from "../outreach/index.ts";
import type { RuntimeServices } from "./services.ts";

/** That a person is to be left alone now. */
export interface Quiet {
  /** Epoch milliseconds. */
  readonly until: number;
  readonly reason: string;
}

/** Whether a conversation is in its quiet hours: the person's own or the project's, in the person's zone. */
export function quietNow(services: RuntimeServices, tracker: Tracker): Quiet | null {
  const span = chooseQuietHours(tracker.slots.get("quiet_hours"), services.quietHours?.span ?? null);
  if (span === null) return null;
  const hours: QuietHours = {
    span,
    zone: chooseZone({ ...services.timeZones, conversation: timeZoneOf(tracker) }),
  };
  const until = quietUntil(services.clock.now(), hours);
  return until === null ? null : { until, reason: quietReason(hours, until) };
}
