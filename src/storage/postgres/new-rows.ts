import type { ExternalEventChange, NewExternalEvent } from "../outreach-store.ts";
import { REPLACED_REASON } from "../replaced.ts";
import type { Commit, NewReminder, ReminderChange, StoredMessage } from "../store.ts";

/** Names a turn that a process has taken. */
export interface Visit {
  readonly process: number;
  readonly visit: number;
}

/** A commit as `commit_turn` reads it; what there is none of is left out. JSON of columns is text already. */
export function toCommitInput(
  commit: Commit,
  messages: readonly StoredMessage[],
  own: { readonly commitId: string; readonly visit: Visit | null },
): unknown {
  const { conversationId, expectedSequence, at, events, snapshot, address, answer } = commit;
  const { reminders, reach = [], externalEvents = [] } = commit;
  return {
    conversation_id: conversationId,
    commit_id: own.commitId,
    ...own.visit,
    expected_sequence: expectedSequence,
    at,
    events: events.map((event) => ({ type: event.event, data: JSON.stringify(event) })),
    messages: messages.map(({ id, body, deliverTo }) => ({
      id,
      body: JSON.stringify(body),
      ...(deliverTo !== null && { channel: deliverTo.channel, address: JSON.stringify(deliverTo.data) }),
    })),
    ...(commit.replaceHistory === true && { replaces_history: true }),
    ...(snapshot !== undefined && { snapshot: JSON.stringify(snapshot) }),
    ...(address !== undefined && {
      address: { channel: address.channel, data: JSON.stringify(address.data) },
    }),
    ...(reminders.length > 0 && { reminders: reminders.map(toReminderChange) }),
    ...(reach.length > 0 && { reach }),
    ...(externalEvents.length > 0 && { external_events: externalEvents.map(toExternalEventChange) }),
    ...(answer !== undefined && { answer: { key: answer.key, value: JSON.stringify(answer.value) } }),
  };
}

/** A reminder as `schedule_reminder` reads it. */
export function toReminderInput(reminder: NewReminder): unknown {
  return {
    conversation_id: reminder.conversationId,
    id: reminder.id,
    name: reminder.name,
    intent: reminder.intent,
    entities: toText(reminder.entities),
    due_at: reminder.dueAt,
    kill_on_user_message: reminder.killOnUserMessage ? 1 : 0,
    expires_after: reminder.expiresAfterMilliseconds,
    recurrence: toText(reminder.recurrence),
    ignores_quiet_hours: reminder.ignoresQuietHours ? 1 : 0,
    replaced: REPLACED_REASON,
  };
}

function toReminderChange(change: ReminderChange): unknown {
  return change.type === "schedule"
    ? { type: change.type, reminder: toReminderInput(change.reminder) }
    : change;
}

function toExternalEventChange(change: ExternalEventChange): unknown {
  const end = {
    ...("event" in change ? { event: toEventInput(change.event) } : { id: change.id }),
  };
  switch (change.type) {
    case "wait":
      return { ...end, status: "waiting" };
    case "keep":
    case "fired":
      return { ...end, status: "fired", result: JSON.stringify(change.result) };
    case "suppress":
    case "suppressed":
      return { ...end, status: "suppressed", reason: change.reason };
  }
}

function toEventInput(event: NewExternalEvent): unknown {
  return {
    id: event.id,
    topic: event.topic,
    intent: event.intent,
    entities: JSON.stringify(event.entities),
    output_channel: event.outputChannel,
    dedupe_key: event.dedupeKey,
    batch: event.batch,
    due_at: event.dueAt,
  };
}

function toText(value: NewReminder["entities"] | NewReminder["recurrence"]): string | null {
  return value === null ? null : JSON.stringify(value);
}
