// Reaching out: what events do to reminders (pure), firing them when they are due, and delivering messages.
// Imports base, domain, conversation, storage and channels. Start with plan-reminders.ts, scheduler.ts, courier.ts.

export { type AwaitedPosts, createAwaitedPosts } from "./awaited-posts.ts";
export { type Courier, type CourierOptions, createCourier } from "./courier.ts";
export type { Counting, FireOutcome } from "./due-attempt.ts";
export type { DueWork } from "./due-work.ts";
export { type Duration, parseDuration } from "./duration.ts";
export { createOccurrenceEnd, type EndOccurrence } from "./end-occurrence.ts";
export { createEventScheduler } from "./event-scheduler.ts";
export type { Lateness } from "./lateness.ts";
export { continueAfter, latestOccurrence } from "./occurrences.ts";
export { createOutboxGauge, type OutboxGauge } from "./outbox-gauge.ts";
export { afterChanges } from "./pending-reminders.ts";
export {
  concernsReminders,
  planReminderChanges,
  type ReminderPlan,
  type ReminderPlanRequest,
  type ReminderProblem,
} from "./plan-reminders.ts";
export { chooseQuietHours, type QuietHours, quietReason, quietUntil } from "./quiet-hours.ts";
export { afterReachChanges, NO_REACH, planReachChanges } from "./reach.ts";
export { findReminderProblem } from "./read-reminder.ts";
export type { FieldProblem } from "./recurrence/index.ts";
export { type Criteria, toCriteria } from "./reminder-criteria.ts";
export { chooseZone, resolveTime, type TimeZones } from "./resolve-time.ts";
export {
  createReminderScheduler,
  type ReminderScheduler,
  type ReminderSchedulerOptions,
} from "./scheduler.ts";
export { planSnooze, readSnooze, SNOOZE_HINT, type Snooze } from "./snooze.ts";
