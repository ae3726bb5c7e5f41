import { readSaying, type Saying } from "./bot.ts";
import type { Asked } from "./clients.ts";
import type { Arrival } from "./receiver.ts";
import { type Complain, partsOf, type Told, tellStory } from "./story.ts";
import { findUndelivered } from "./undelivered.ts";
import type { Punctuality } from "./weather.ts";

/** What can be seen from outside: what clients asked, were answered and can read, and what the receiver logged. */
export interface Observed {
  readonly asked: readonly Asked[];
  readonly arrivals: readonly Arrival[];
  /** Messages that the receiver answered with 410. */
  readonly goodbyes: readonly Arrival[];
  /** What a client reads that asks for all messages of a conversation, by conversation. */
  readonly mailboxes: ReadonlyMap<string, readonly string[]>;
  /** The latest time that the machine's clock has shown between two moments of the world's. */
  readonly latestClock: (from: number, to: number) => number;
  readonly punctuality: Punctuality | null;
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

function judgeConversation(conversationId: string, observed: Observed): Judgement {
  const isOwn = (arrival: Arrival): boolean => arrival.conversationId === conversationId;
  const asked = observed.asked.filter(({ operation }) => operation.conversationId === conversationId);
  const violations: string[] = [];
  const complain = (text: string): void => {
    violations.push(`${conversationId}: ${text}`);
  };
  const heard = withoutRepeats(observed.arrivals.filter(isOwn), complain);
  const mailbox = readMailbox(observed.mailboxes.get(conversationId) ?? [], complain);
  const goodbyes = observed.goodbyes.filter(isOwn);
  // Where the receiver wanted no more, the mailbox alone knows the whole.
  const story: readonly Told[] =
    goodbyes.length === 0
      ? heard
      : mailbox.map((told) => heard.find(({ text }) => text === told.text) ?? told);
  checkNumbers(story, complain);
  checkSequence(heard, mailbox, complain);
  const model = tellStory(story, { asked, observed, complain });
  checkOrder(story, asked, complain);
  checkMistakes(asked, complain);
  const missing = [
    ...findUnanswered(story, asked),
    ...model.pending.map(({ token, name }) => `the reminder ${token} ('${name}') was set and is lost`),
    ...findUndelivered({ mailbox, heard, goodbyes, asked }),
  ];
  return { violations, missing: missing.map((text) => `${conversationId}: ${text}`) };
}

/** Receivers know repeats by their id; what comes with another id is another message. */
function withoutRepeats(arrivals: readonly Arrival[], complain: Complain): readonly Told[] {
  const first = new Map<string, Arrival>();
  for (const arrival of arrivals) {
    const known = first.get(arrival.id);
    if (known === undefined) first.set(arrival.id, arrival);
    else if (known.text !== arrival.text) complain(`"${arrival.text}" came with the id of "${known.text}"`);
  }
  return [...first.values()].flatMap(({ text, at }) => {
    const saying = readMessage(text, complain);
    return saying === null ? [] : [{ text, saying, at }];
  });
}

function readMailbox(texts: readonly string[], complain: Complain): readonly Told[] {
  return texts.flatMap((text) => {
    const saying = readMessage(text, complain);
    return saying === null ? [] : [{ text, saying, at: null }];
  });
}

function readMessage(text: string, complain: Complain): Saying | null {
  const saying = readSaying(text);
  if (saying === null) complain(`"${text}" is nothing the bot says`);
  return saying;
}

function checkNumbers(story: readonly Told[], complain: Complain): void {
  const index = story.findIndex(({ saying }, place) => saying.number !== place + 1);
  if (index === -1) return;
  const before = index === 0 ? "nothing" : `"${story[index - 1]?.text}"`;
  complain(`"${story[index]?.text}" came after ${before}, as number ${index + 1} of the conversation`);
}

/** What came is in the mailbox, in the same order. */
function checkSequence(heard: readonly Told[], mailbox: readonly Told[], complain: Complain): void {
  let place = -1;
  for (const { text } of heard) {
    const next = mailbox.findIndex((told, index) => index > place && told.text === text);
    if (next === -1) {
      complain(`"${text}" came, and is not in the mailbox behind what came before it`);
      return;
    }
    place = next;
  }
}

/** What was answered before another was asked comes before it. */
function checkOrder(story: readonly Told[], asked: readonly Asked[], complain: Complain): void {
  const places = new Map<string, number>();
  for (const [index, { saying }] of story.entries()) {
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

/** Who makes a mistake is told which, and what is meant perhaps; nobody else is refused. */
function checkMistakes(asked: readonly Asked[], complain: Complain): void {
  for (const { operation, ackedAt, refusal } of asked) {
    const { type, token } = operation;
    if (type !== "mistake") {
      if (refusal !== null) complain(`${type} ${token} was refused: ${refusal}`);
    } else if (ackedAt !== null) complain(`the mistake ${token} was acknowledged`);
    else if (
      refusal !== null &&
      !["'EXTERNAL_evnt'", "EXTERNAL_event"].every((word) => refusal.includes(word))
    )
      complain(`the mistake ${token} was refused without saying which: ${refusal}`);
  }
}

function findUnanswered(story: readonly Told[], asked: readonly Asked[]): readonly string[] {
  return asked.flatMap((one) => {
    if (one.ackedAt === null) return [];
    const { token, type } = one.operation;
    const messages = story.filter(({ saying }) => saying.token === token && saying.what !== "due").length;
    return messages < partsOf(one) ? [`${type} ${token} was acknowledged and is lost`] : [];
  });
}
