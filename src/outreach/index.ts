// Reaching out: what events do to reminders (pure), firing them when they are due, and delivering messages.
// Imports base, domain, conversation, storage and channels. Start with plan-reminders.ts, scheduler.ts, courier.ts.

export { type Courier, type CourierOptions, createCourier } from "./courier.ts";
export type { Lateness } from "./lateness.ts";
export {
  planReminderChanges,
  type ReminderPlan,
  type ReminderPlanRequest,
  type ReminderProblem,
} from "./plan-reminders.ts";
export { type Criteria, toCriteria } from "./reminder-criteria.ts";
export { resolveTime, TIME_HINT, type TimeZones } from "./resolve-time.ts";
export {
  createReminderScheduler,
  type ReminderScheduler,
  type ReminderSchedulerOptions,
} from "./scheduler.ts";
