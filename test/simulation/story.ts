import { toIsoTime } from "../../src/base/index.ts";
import type { Saying } from "./bot.ts";
import type { Asked } from "./clients.ts";
import type { Observed } from "./judge.ts";
import { createReminderModel, type Expected, type ReminderModel } from "./reminder-model.ts";

export type Complain = (text: string) => void;

/** A message of a conversation, without its repeats. */
export interface Told {
  readonly text: string;
  readonly saying: Saying;
  /** When it came first (world's time), or null where it never came. */
  readonly at: number | null;
}

interface Listener {
  readonly asked: readonly Asked[];
  readonly observed: Observed;
  readonly complain: Complain;
}

/** Goes through what was heard of a conversation and keeps account of its reminders. */
export function tellStory(story: readonly Told[], listener: Listener): ReminderModel {
  const { asked, complain } = listener;
  const model = createReminderModel();
  const told = new Map<string, number>();
  for (const message of story) {
    const { what, token } = message.saying;
    const known = asked.find(({ operation }) => operation.token === token);
    if (known === undefined) {
      complain(`"${message.text}": nobody asked for that`);
      continue;
    }
    const times = (told.get(`${what} ${token}`) ?? 0) + 1;
    told.set(`${what} ${token}`, times);
    if (times > partsOf(known)) complain(`"${message.text}" was said before: done twice`);
    if (what === "due") hearDue(model, message, known, listener);
    else if (times === 1) apply(model, known);
  }
  return model;
}

/** How many messages an operation is answered with. */
export function partsOf({ operation }: Asked): number {
  if (operation.type === "mistake") return 0;
  return operation.type === "say" ? operation.parts : 1;
}

/** What a turn of a client does to the reminders of its conversation. */
function apply(model: ReminderModel, asked: Asked): void {
  const { operation } = asked;
  if (operation.type === "event") return;
  model.hear();
  if (operation.type === "cancel") model.cancel(operation.criteria);
  if (operation.type === "set") {
    const { token, name, plant, kill } = operation;
    model.set({ token, name, plant, kill, asked });
  }
}

function hearDue(
  model: ReminderModel,
  { text, at, saying }: Told,
  { dueAt, sentAt, ackedAt }: Asked,
  { observed, complain }: Listener,
): void {
  const fired = model.fire(saying.token);
  if (dueAt === null || fired === null) {
    complain(`"${text}" came although no such reminder was pending`);
    return;
  }
  if (at === null) return;
  const { latestClock, punctuality } = observed;
  const latest = latestClock(sentAt, at);
  if (latest < dueAt)
    complain(
      `"${text}" came at ${toIsoTime(latest)} at the latest, early: it was due at ${toIsoTime(dueAt)}`,
    );
  if (punctuality === null || ackedAt === null) return;
  const lateBy = at - Math.max(dueAt, ackedAt);
  if (lateBy > punctuality.latest)
    complain(`"${text}" came ${lateBy} ms late, and ${punctuality.latest} ms can be accounted for`);
  if (!punctuality.isInOrder) return;
  const overtaken = model.pending.find((other) => isBefore(other, dueAt));
  if (overtaken !== undefined) complain(`"${text}" came before ${overtaken.token}, which was due before it`);
}

/** One that was set before it was due, and so before any later one was taken up. */
function isBefore({ asked }: Expected, dueAt: number): boolean {
  return asked.dueAt !== null && asked.ackedAt !== null && asked.ackedAt < asked.dueAt && asked.dueAt < dueAt;
}
