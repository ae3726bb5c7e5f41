import { TsbotError } from "../base/index.ts";
import type { Channel } from "../channels/index.ts";
import type { Entity } from "../conversation/index.ts";
import type { Reminder } from "../storage/index.ts";
import { toEntities } from "./external-entities.ts";
import { noDialogueError } from "./model.ts";
import { resolveRoute } from "./outgoing.ts";
import type { RuntimeServices } from "./services.ts";
import type { Turns } from "./turns.ts";

interface FiringContext {
  readonly services: RuntimeServices;
  readonly turns: Turns;
  readonly channels: ReadonlyMap<string, Channel>;
}

/**
 * Fires a pending reminder: one turn with its intent, committed together with the reminder's end, so that it happens
 * exactly once in effect. Whether it is still pending is looked at when the conversation's turn has come, so that the
 * actions of one that was cancelled meanwhile do not run. `skipped` when it is no longer pending. Throws to be tried
 * again: a custom action failed (nothing of the turn is kept), or the store did.
 */
export async function fireReminder(context: FiringContext, reminder: Reminder): Promise<"fired" | "skipped"> {
  const { services, turns, channels } = context;
  const { domain, predictor } = services.requireModel();
  if (predictor === null) throw noDialogueError();
  const entities = readEntities(reminder);
  const hopeless = domain.intents.has(reminder.intent)
    ? entities.problem
    : `The loaded model has no intent '${reminder.intent}'.`;
  if (hopeless !== null) {
    services.logger.error("reminder failed", { reminder: reminder.name, reason: hopeless });
    const at = services.clock.now();
    await services.store.endReminder(reminder.id, { status: "failed", reason: hopeless, at });
    return "skipped";
  }
  const outcome = await turns.run({
    conversationId: reminder.conversationId,
    input: async () =>
      (await isPending(context, reminder))
        ? { kind: "external", intent: reminder.intent, entities: entities.list }
        : null,
    route: (state) => resolveRoute("latest", state, channels).deliverTo,
    reminders: [{ type: "fired", id: reminder.id }],
    check: ({ failures: [failure] }) => {
      if (failure !== undefined) throw actionFailed(failure.action, failure.reason);
    },
  });
  return outcome === null ? "skipped" : "fired";
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

function actionFailed(action: string, reason: string): TsbotError {
  return new TsbotError("runtime/action-failed", `The action '${action}' failed: ${reason}`);
}

async function isPending({ services }: FiringContext, { id, conversationId }: Reminder): Promise<boolean> {
  const [pending] = await services.store.listReminders({ conversationId, id, status: "pending" });
  return pending !== undefined;
}
