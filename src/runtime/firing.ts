import { TsbotError } from "../base/index.ts";
import type { Channel } from "../channels/index.ts";
import type { Reminder } from "../storage/index.ts";
import { toEntities } from "./external-entities.ts";
import { resolveRoute } from "./outgoing.ts";
import type { RuntimeServices } from "./services.ts";
import type { Turns } from "./turns.ts";

interface FiringContext {
  readonly services: RuntimeServices;
  readonly turns: Turns;
  readonly channels: ReadonlyMap<string, Channel>;
}

/**
 * Fires a due reminder: one turn with its intent, committed together with the reminder's end, so that it happens
 * exactly once in effect. `skipped` when it is no longer pending. Throws to be tried again: a custom action failed
 * (nothing of the turn is kept), or the store did.
 */
export async function fireReminder(context: FiringContext, reminder: Reminder): Promise<"fired" | "skipped"> {
  const { services, turns, channels } = context;
  if (!services.requireModel().domain.intents.has(reminder.intent)) {
    const reason = `The loaded model has no intent '${reminder.intent}'.`;
    services.logger.error("reminder failed", { reminder: reminder.name, reason });
    await services.store.endReminder(reminder.id, "failed", reason, services.clock.now());
    return "skipped";
  }
  if (!(await isPending(context, reminder))) return "skipped";
  const fired = { type: "fired", id: reminder.id } as const;
  try {
    await turns.run({
      conversationId: reminder.conversationId,
      input: () => ({ kind: "external", intent: reminder.intent, entities: toEntities(reminder.entities) }),
      route: (state) => resolveRoute("latest", state, channels).deliverTo,
      reminders: [fired],
      check: ({ failures: [failure] }) => {
        if (failure !== undefined) throw actionFailed(failure.action, failure.reason);
      },
    });
    return "fired";
  } catch (error) {
    if (
      TsbotError.isInstance(error) &&
      error.code === "storage/conflict" &&
      !(await isPending(context, reminder))
    ) {
      return "skipped";
    }
    throw error;
  }
}

function actionFailed(action: string, reason: string): TsbotError {
  return new TsbotError("runtime/action-failed", `The action '${action}' failed: ${reason}`);
}

async function isPending(
  { services }: FiringContext,
  { id, conversationId, name }: Reminder,
): Promise<boolean> {
  const pending = await services.store.listReminders({ conversationId, name, status: "pending" });
  return pending.some((row) => row.id === id);
}
