import { toIsoTime } from "../../src/base/index.ts";
import { readSaying, type Saying } from "./bot.ts";
import type { Asked } from "./clients.ts";
import type { Arrival } from "./receiver.ts";
import { createReminderModel, type Expected, type ReminderModel } from "./reminder-model.ts";

/** What can be seen from outside: what clients asked and were answered, and what the receiver logged. */
export interface Observed {
  readonly asked: readonly Asked[];
  readonly arrivals: readonly Arrival[];
  /** The latest time that the machine's clock has shown between two moments of the world's. */
  readonly latestClock: (from: number, to: number) => number;
}

export interface Judgement {
  /** What must never be, whatever comes after it. */
  readonly violations: readonly string[];
  /** What was promised and has not come yet: in the end it is lost. */
  readonly missing: readonly string[];
}

/**
 * Holds what was seen against the guarantees: nothing acknowledged is lost, no reminder early, nothing done twice, order
 * kept per conversation. The numbers in the messages make the receiver's log, without its repeats, the whole story of
 * each conversation: every turn says something, and says how much was said before it.
 */
export function judge(observed: Observed): Judgement {
  const conversations = new Set(observed.asked.map(({ operation }) => operation.conversationId));
  const judgements = [...conversations].map((id) => judgeConversation(id, observed));
  const strangers = observed.arrivals.filter(({ conversationId }) => !conversations.has(conversationId));
  return {
    violations: [
      ...strangers.map(
        ({ text, conversationId }) => `"${text}" was sent to ${conversationId}, which never wrote`,
      ),
      ...judgements.flatMap(({ violations }) => violations),
    ],
    missing: judgements.flatMap(({ missing }) => missing),
  };
}

/** A message that arrived, without its repeats. */
interface Heard extends Arrival {
  readonly saying: Saying;
}

function judgeConversation(conversationId: string, observed: Observed): Judgement {
  const asked = observed.asked.filter(({ operation }) => operation.conversationId === conversationId);
  const arrivals = observed.arrivals.filter((arrival) => arrival.conversationId === conversationId);
  const violations: string[] = [];
  const complain = (text: string): void => {
    violations.push(`${conversationId}: ${text}`);
  };
  const heard = withoutRepeats(arrivals, complain);
  checkNumbers(heard, complain);
  const model = tellStory(heard, { asked, observed, complain });
  checkOrder(heard, asked, complain);
  const missing = [...findUnanswered(heard, asked), ...findUnfired(model)];
  return { violations, missing: missing.map((text) => `${conversationId}: ${text}`) };
}

type Complain = (text: string) => void;

/** Receivers know repeats by their id; what comes with another id is another message. */
function withoutRepeats(arrivals: readonly Arrival[], complain: Complain): readonly Heard[] {
  const first = new Map<string, Arrival>();
  for (const arrival of arrivals) {
    const known = first.get(arrival.id);
    if (known === undefined) first.set(arrival.id, arrival);
    else if (known.text !== arrival.text) complain(`"${arrival.text}" came with the id of "${known.text}"`);
  }
  return [...first.values()].flatMap((arrival) => {
    const saying = readSaying(arrival.text);
    if (saying !== null) return [{ ...arrival, saying }];
    complain(`"${arrival.text}" is nothing the bot says`);
    return [];
  });
}

function checkNumbers(heard: readonly Heard[], complain: Complain): void {
  for (const [index, { saying, text }] of heard.entries()) {
    if (saying.number === index + 1) continue;
    const before = index === 0 ? "nothing" : `"${heard[index - 1]?.text}"`;
    complain(`"${text}" came after ${before}, as number ${index + 1} of the conversation`);
    return;
  }
}

/** Goes through what was heard and keeps account of the reminders. */
function tellStory(
  heard: readonly Heard[],
  { asked, observed, complain }: { asked: readonly Asked[]; observed: Observed; complain: Complain },
): ReminderModel {
  const model = createReminderModel();
  const told = new Map<string, number>();
  for (const message of heard) {
    const { what, token } = message.saying;
    const known = asked.find(({ operation }) => operation.token === token);
    if (known === undefined) {
      complain(`"${message.text}": nobody asked for that`);
      continue;
    }
    const times = (told.get(`${what} ${token}`) ?? 0) + 1;
    told.set(`${what} ${token}`, times);
    if (times > partsOf(known)) complain(`"${message.text}" was said before: done twice`);
    if (what === "due") hearDue(model, message, { known, observed, complain });
    else if (times === 1) apply(model, known);
  }
  return model;
}

function partsOf({ operation }: Asked): number {
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
  { text, at, saying }: Heard,
  { known, observed, complain }: { known: Asked; observed: Observed; complain: Complain },
): void {
  const { dueAt, sentAt } = known;
  if (dueAt === null) {
    complain(`"${text}": no reminder was set`);
    return;
  }
  if (model.fire(saying.token) === null) complain(`"${text}" came although the reminder was not pending`);
  const latest = observed.latestClock(sentAt, at);
  if (latest < dueAt)
    complain(
      `"${text}" came at ${toIsoTime(latest)} at the latest, early: it was due at ${toIsoTime(dueAt)}`,
    );
}

/** What was answered before another was asked comes before it. */
function checkOrder(heard: readonly Heard[], asked: readonly Asked[], complain: Complain): void {
  const places = new Map<string, number>();
  for (const [index, { saying }] of heard.entries()) {
    if (saying.what !== "due" && !places.has(saying.token)) places.set(saying.token, index);
  }
  for (const earlier of asked) {
    const place = places.get(earlier.operation.token);
    if (earlier.ackedAt === null || place === undefined) continue;
    for (const later of asked) {
      const other = places.get(later.operation.token);
      if (other !== undefined && later.sentAt > earlier.ackedAt && other < place)
        complain(
          `${later.operation.token} was done before ${earlier.operation.token}, which had been answered`,
        );
    }
  }
}

function findUnanswered(heard: readonly Heard[], asked: readonly Asked[]): readonly string[] {
  return asked.flatMap((one) => {
    if (one.ackedAt === null) return [];
    const { token, type } = one.operation;
    const messages = heard.filter(({ saying }) => saying.token === token && saying.what !== "due").length;
    return messages < partsOf(one) ? [`${type} ${token} was acknowledged and is lost`] : [];
  });
}

function findUnfired({ pending }: ReminderModel): readonly string[] {
  return pending.map(({ token, name }: Expected) => `the reminder ${token} ('${name}') was set and is lost`);
}
