import { toIsoTime } from "../../src/base/index.ts";
import type { Commit, DeliveryOutcome, ReminderChange, StoredMessage } from "../../src/storage/index.ts";

/** A call of the store in one line of a trace. */
export function describeCall(name: string, given: readonly unknown[]): string {
  switch (name) {
    case "commit":
      return describeCommit(given[0] as Commit);
    case "settleDelivery": {
      const { conversationId, sequence } = given[0] as StoredMessage;
      const { status } = given[1] as DeliveryOutcome;
      return `settles message ${sequence} of ${conversationId}: ${status}`;
    }
    default:
      return `${name} ${JSON.stringify(given).slice(1, -1)}`.slice(0, 200);
  }
}

function describeCommit({
  conversationId,
  expectedSequence,
  events,
  messages,
  reminders,
  answer,
}: Commit): string {
  const parts = [
    `${events.length} events`,
    ...messages.map(({ body }) => `"${body.text ?? ""}"`),
    ...reminders.map(describeChange),
    ...(answer === undefined ? [] : [`answer ${answer.key}`]),
  ];
  return `commits to ${conversationId} after ${expectedSequence}: ${parts.join(", ")}`;
}

function describeChange(change: ReminderChange): string {
  if (change.type === "schedule") {
    const { id, name, dueAt } = change.reminder;
    return `sets reminder ${id} '${name}' due ${toIsoTime(dueAt).slice(11, 23)}`;
  }
  return change.type === "fired"
    ? `fires reminder ${change.id}`
    : `ends reminder ${change.id} as ${change.status}`;
}
