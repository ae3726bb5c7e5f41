import type { Receipt } from "./receiver.ts";

/** Something a client asked for and was told that it is done. */
export interface Deed {
  readonly conversationId: string;
  /** Counts the deeds of the conversation, in the order they were done. */
  readonly number: number;
  readonly kind: "note" | "remind" | "cancel" | "event";
  /** When the client had the answer (epoch milliseconds). */
  readonly acknowledgedAt: number;
  /** The reminder a `cancel` is for. */
  readonly target?: number;
}

/** What was done, and what a receiver got. */
export interface Evidence {
  readonly deeds: readonly Deed[];
  readonly receipts: readonly Receipt[];
  /** Ids of messages that were given up visibly, with a reason. */
  readonly givenUp?: ReadonlySet<string>;
  /** The texts of those. */
  readonly givenUpTexts?: ReadonlySet<string>;
}

/** What is broken, in words; and what there is to know besides. */
export interface Judgement {
  /** Acknowledged and not there (yet). */
  readonly lost: readonly string[];
  readonly early: readonly string[];
  /** Done twice: the same under two ids. The same id again is what at-least-once means. */
  readonly doubled: readonly string[];
  readonly disordered: readonly string[];
  /** What nobody asked for, or asked not to have. */
  readonly uncalledFor: readonly string[];
  readonly messages: number;
  readonly reminders: number;
  /** Calls with an id that was there before. */
  readonly repeats: number;
  /** Milliseconds after the due time, of each reminder. */
  readonly late: readonly number[];
}

/** What the counting bot says: `note 1`, `set 2 <due>`, `cancelled 3`, `event 4`, `reminder 2 <due>`. */
interface Said extends Receipt {
  readonly word: Word;
  readonly number: number;
  /** Epoch milliseconds; of `set` and `reminder`. */
  readonly due: number;
}

type Word = "note" | "set" | "cancelled" | "event" | "reminder";

const ANSWERS = {
  note: "note",
  remind: "set",
  cancel: "cancelled",
  event: "event",
} as const satisfies Record<Deed["kind"], Word>;

/** Key of a text within its conversation, for {@link Evidence.givenUpTexts}. */
export function textKey(conversationId: string, text: string): string {
  const [word = "", number = ""] = text.split(" ");
  return `${conversationId}: ${word} ${number}`;
}

/** Holds what a receiver got against what clients were promised. */
export function judge({ deeds, receipts, givenUp, givenUpTexts }: Evidence): Judgement {
  const said = receipts.flatMap((receipt) => readText(receipt) ?? []);
  const firsts = firstOfEachId(said);
  const reminders = firsts.filter(({ word }) => word === "reminder");
  const accepted = new Set(receipts.filter(({ isAccepted }) => isAccepted).map(keyOf));
  const cancelled = cancellations(deeds);
  const has = (key: string): boolean => accepted.has(key) || (givenUpTexts?.has(key) ?? false);
  const delivered = firsts.filter(({ id }) => givenUp === undefined || !givenUp.has(id));
  return {
    lost: expected(deeds, cancelled).filter((key) => !has(key)),
    early: reminders.flatMap(({ at, due, ...reminder }) =>
      at < due ? [`${keyOf(reminder)} came ${due - at} ms before its time`] : [],
    ),
    doubled: findDoubled(firsts),
    disordered: [...findDisorder(delivered), ...findOvertaking(delivered, deeds)],
    uncalledFor: findUncalledFor({ deeds, receipts, firsts, cancelled }),
    messages: firsts.length,
    reminders: reminders.length,
    repeats: receipts.length - new Set(receipts.map(({ id }) => id)).size,
    late: reminders.map(({ at, due }) => at - due),
  };
}

/** All that is broken, one line each. */
export function violations({ lost, early, doubled, disordered, uncalledFor }: Judgement): readonly string[] {
  const told = (what: string, found: readonly string[]): readonly string[] =>
    found.map((line) => `${what}: ${line}`);
  return [
    ...told("lost", lost),
    ...told("early", early),
    ...told("doubled", doubled),
    ...told("out of order", disordered),
    ...told("uncalled for", uncalledFor),
  ];
}

function readText(receipt: Receipt): Said | null {
  const [, word, number, due] =
    /^(note|set|cancelled|event|reminder) (\d+)(?: (\d+))?$/.exec(receipt.text) ?? [];
  if (word === undefined) return null;
  return { ...receipt, word: word as Word, number: Number(number), due: Number(due) };
}

function keyOf({ conversationId, text }: { conversationId: string; text: string }): string {
  return textKey(conversationId, text);
}

function firstOfEachId(said: readonly Said[]): readonly Said[] {
  const firsts = new Map<string, Said>();
  for (const one of said) if (!firsts.has(one.id)) firsts.set(one.id, one);
  return [...firsts.values()];
}

/** When each cancelled reminder was known to be so, by its key. */
function cancellations(deeds: readonly Deed[]): ReadonlyMap<string, number> {
  return new Map(
    deeds.flatMap(({ kind, conversationId, target, acknowledgedAt }) =>
      kind === "cancel" ? [[`${conversationId}: reminder ${target}`, acknowledgedAt] as const] : [],
    ),
  );
}

/** Keys of what must come. A reminder that was cancelled may come, until its due time decides. */
function expected(deeds: readonly Deed[], cancelled: ReadonlyMap<string, number>): readonly string[] {
  return deeds.flatMap(({ conversationId, number, kind }) => {
    const answer = `${conversationId}: ${ANSWERS[kind]} ${number}`;
    const reminder = `${conversationId}: reminder ${number}`;
    return kind === "remind" && !cancelled.has(reminder) ? [answer, reminder] : [answer];
  });
}

function findDoubled(firsts: readonly Said[]): readonly string[] {
  const seen = new Map<string, Said>();
  return firsts.flatMap((one) => {
    const key = keyOf(one);
    const other = seen.get(key);
    seen.set(key, one);
    return other === undefined ? [] : [`${key} came under two ids, ${other.id} and ${one.id}`];
  });
}

/** Answers come in the order of what they answer. */
function findDisorder(firsts: readonly Said[]): readonly string[] {
  const newest = new Map<string, number>();
  return firsts.flatMap((one) => {
    if (one.word === "reminder") return [];
    const before = newest.get(one.conversationId) ?? 0;
    newest.set(one.conversationId, Math.max(before, one.number));
    return one.number < before ? [`${keyOf(one)} came after the answer to ${before}`] : [];
  });
}

/** Reminders come in the order they are due in, if the earlier one was known before the later one was due. */
function findOvertaking(firsts: readonly Said[], deeds: readonly Deed[]): readonly string[] {
  const setAt = new Map(deeds.map((deed) => [`${deed.conversationId}: reminder ${deed.number}`, deed]));
  const came = new Map<string, Said[]>();
  return firsts.flatMap((one) => {
    if (one.word !== "reminder") return [];
    const before = came.get(one.conversationId) ?? [];
    came.set(one.conversationId, [...before, one]);
    const known = setAt.get(keyOf(one))?.acknowledgedAt ?? Number.POSITIVE_INFINITY;
    const overtaker = before.find(({ due }) => one.due < due && known < due);
    return overtaker === undefined ? [] : [`${keyOf(one)} came after ${overtaker.text}, which was due later`];
  });
}

function findUncalledFor({
  deeds,
  receipts,
  firsts,
  cancelled,
}: {
  readonly deeds: readonly Deed[];
  readonly receipts: readonly Receipt[];
  readonly firsts: readonly Said[];
  readonly cancelled: ReadonlyMap<string, number>;
}): readonly string[] {
  const asked = new Set(expected(deeds, new Map()));
  const dues = new Map(
    firsts.flatMap((one) => (one.word === "set" ? [[setKey(one), one.due] as const] : [])),
  );
  const texts = new Map<string, string>();
  const found = new Set<string>();
  for (const receipt of receipts) {
    const key = keyOf(receipt);
    if (readText(receipt) === null || !asked.has(key))
      found.add(`'${receipt.text}' in ${receipt.conversationId}`);
    const before = texts.get(receipt.id) ?? receipt.text;
    texts.set(receipt.id, before);
    if (before !== receipt.text) found.add(`${receipt.id} said '${before}' first, then '${receipt.text}'`);
  }
  for (const one of firsts.filter(({ word }) => word === "reminder")) {
    const promised = dues.get(setKey(one)) ?? one.due;
    if (promised !== one.due)
      found.add(`${keyOf(one)} was promised for ${promised}, and came for ${one.due}`);
    const knownAt = cancelled.get(keyOf(one));
    if (knownAt !== undefined && knownAt < one.due)
      found.add(`${keyOf(one)} was cancelled ${one.due - knownAt} ms before it was due`);
  }
  return [...found];
}

function setKey({ conversationId, number }: Said): string {
  return `${conversationId} ${number}`;
}
