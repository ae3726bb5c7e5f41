import type { JsonObject, JsonValue } from "../base/index.ts";

export type ReminderEnd = "cancelled" | "replaced" | "expired" | "failed";

export interface Reminder {
  readonly id: string;
  readonly conversationId: string;
  readonly name: string;
  readonly intent: string;
  readonly entities: readonly JsonValue[] | JsonObject | null;
  /** The resolved instant. */
  readonly dueAt: number;
  /** `dueAt`, or later after failed attempts. */
  readonly nextAttemptAt: number;
  readonly killOnUserMessage: boolean;
  readonly expiresAfterMilliseconds: number | null;
  /** How it goes on after this time, or null: each occurrence is a reminder of its own, set when the one before ends. */
  readonly recurrence: Recurrence | null;
  /** Whether it fires also when the person wants quiet. */
  readonly ignoresQuietHours: boolean;
  /** Why a pending one waits for `nextAttemptAt` although nothing failed. */
  readonly heldBy: "quiet_hours" | null;
  readonly status: "pending" | "fired" | ReminderEnd;
  /** Why it ended, or why the last attempt failed; of one that fired, what it stands for besides itself. */
  readonly reason: string | null;
  readonly attempts: number;
  readonly createdAt: number;
  readonly endedAt: number | null;
}

/** What a reminder repeats by, in one of three languages, and which of its times this is. Plain JSON. */
export interface Recurrence {
  readonly rule: { readonly type: "every" | "cron" | "rrule"; readonly text: string };
  /** IANA name of the zone whose clocks count. */
  readonly zone: string;
  /** The first time, from which the others are counted (epoch milliseconds). */
  readonly start: number;
  /** The time of this occurrence by the rule; `dueAt` is another where it was snoozed. */
  readonly at: number;
  /** Its number, from 1; those that were missed count. */
  readonly occurrence: number;
  /** How many there are in all, or null. */
  readonly count: number | null;
  /** The last moment at which one may be, or null. */
  readonly until: number | null;
}

export interface ReminderEnding {
  readonly status: ReminderEnd;
  readonly reason: string;
  readonly at: number;
}

export interface ReminderPostponement {
  /** How many there were, this one included. */
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly reason: string;
  /** Default null: an attempt failed. */
  readonly heldBy?: Reminder["heldBy"];
}

export interface ReminderFilter {
  readonly id?: string;
  readonly conversationId?: string;
  readonly name?: string;
  readonly status?: Reminder["status"];
  readonly limit?: number;
  /** Only those that come after this one, so that pages can follow each other. */
  readonly after?: Pick<Reminder, "dueAt" | "createdAt" | "id">;
}

/**
 * What a turn does to reminders, in order. Scheduling ends a pending reminder of the same name as replaced; ending one
 * that is not pending does nothing.
 */
export type ReminderChange =
  | { readonly type: "schedule"; readonly reminder: NewReminder }
  | { readonly type: "end"; readonly id: string; readonly status: ReminderEnd; readonly reason: string }
  /** This turn is the firing of the reminder. `reason`: what it stands for besides itself, default null. */
  | { readonly type: "fired"; readonly id: string; readonly reason?: string };

export type NewReminder = Omit<
  Reminder,
  "status" | "reason" | "attempts" | "createdAt" | "endedAt" | "nextAttemptAt" | "heldBy"
>;
