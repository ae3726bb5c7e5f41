import { TsbotError } from "../base/index.ts";
import type { Channel } from "../channels/index.ts";
import type { Entity } from "../conversation/index.ts";
import { continueAfter, type EndOccurrence, type FireOutcome, latestOccurrence } from "../outreach/index.ts";
import type { Reminder, ReminderChange } from "../storage/index.ts";
import { toEntities } from "./external-entities.ts";
import { noDialogueError } from "./model.ts";
import { resolveRoute } from "./outgoing.ts";
import { type Quiet, quietNow } from "./quiet-hours.ts";
import type { RuntimeServices } from "./services.ts";
import type { Turns } from "./turns.ts";

export interface FiringContext {
  readonly services: RuntimeServices;
  readonly turns: Turns;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly endOccurrence: EndOccurrence;
}

interface FiringOptions {
  /** Asked for by a person now, who need not be left alone. */
  readonly ignoresQuietHours?: boolean;
}

/**
 * Fires a pending reminder: one turn with its intent, committed together with the reminder's end, so that it happens
 * exactly once in effect. Whether it is still pending is looked at when the conversation's turn has come, so that the
 * actions of one that was cancelled meanwhile do not run. `skipped` when it is no longer pending, `held` when it waits
 * for the end of quiet hours. The next occurrence of one that recurs is set by the same commit. Throws to be tried again:
 * a custom action failed (nothing of the turn is kept), or the store did.
 */
export async function fireReminder(
  context: FiringContext,
  reminder: Reminder,
  { ignoresQuietHours = reminder.ignoresQuietHours }: FiringOptions = {},
): Promise<FireOutcome> {
  const { services, turns, channels } = context;
  const { domain, predictor } = services.requireModel();
  if (predictor === null) throw noDialogueError();
  const entities = readEntities(reminder);
  const hopeless = domain.intents.has(reminder.intent)
    ? entities.problem
    : `The loaded model has no intent '${reminder.intent}'.`;
  if (hopeless !== null) {
    services.logger.error("reminder failed", { reminder: reminder.name, reason: hopeless });
    await context.endOccurrence(reminder, "failed", hopeless);
    return "skipped";
  }
  let isHeld = false;
  const outcome = await turns.run({
    conversationId: reminder.conversationId,
    input: async ({ tracker }) => {
      if (!(await isPending(context, reminder))) return null;
      const quiet = ignoresQuietHours ? null : quietNow(services, tracker);
      if (quiet !== null) {
        isHeld = await hold(context, reminder, quiet);
        return null;
      }
      return { kind: "external", intent: reminder.intent, entities: entities.list };
    },
    route: (state) => resolveRoute("latest", state, channels).deliverTo,
    reminders: () => firedChanges(services, reminder),
    check: ({ failures: [failure] }) => {
      if (failure !== undefined) throw actionFailed(failure.action, failure.reason);
    },
  });
  if (isHeld) return "held";
  return outcome === null ? "skipped" : "fired";
}

function firedChanges({ clock, createId }: RuntimeServices, reminder: Reminder): readonly ReminderChange[] {
  const { next, missed } = continueAfter(reminder, clock.now(), createId);
  return [
    { type: "fired", id: reminder.id, ...(missed !== null && { reason: missed }) },
    ...(next === null ? [] : [{ type: "schedule", reminder: next } satisfies ReminderChange]),
  ];
}

/** False when it would have expired by then, and has ended for that. */
async function hold(
  { services, endOccurrence }: FiringContext,
  reminder: Reminder,
  { until, reason }: Quiet,
): Promise<boolean> {
  const { id, attempts, expiresAfterMilliseconds } = reminder;
  const latest = latestOccurrence(reminder, until);
  if (expiresAfterMilliseconds !== null && until > latest + expiresAfterMilliseconds) {
    await endOccurrence(reminder, "expired", `It expired before the end of quiet hours. ${reason}`);
    return false;
  }
  await services.store.postponeReminder(id, {
    attempts,
    nextAttemptAt: until,
    reason,
    heldBy: "quiet_hours",
  });
  return true;
}

/** What an action scheduled is looked at here: trying again would not mend it. */
function readEntities({ entities }: Reminder): {
  readonly list: readonly Entity[];
  readonly problem: string | null;
} {
  try {
    return { list: toEntities(entities), problem: null };
  } catch (error) {
    if (!TsbotError.isInstance(error)) throw error;
    return { list: [], problem: error.message };
  }
}

/** A failure to be tried again. */
export function actionFailed(action: string, reason: string): TsbotError {
  return new TsbotError("runtime/action-failed", `The action '${action}' failed: ${reason}`);
}

async function isPending({ services }: FiringContext, { id, conversationId }: Reminder): Promise<boolean> {
  const [pending] = await services.store.listReminders({ conversationId, id, status: "pending" });
  return pending !== undefined;
}
