import type { JsonObject, Random } from "../../src/base/index.ts";
import { DUE } from "./bot.ts";
import { happens } from "./life.ts";

/** What a client asks of the bot, told apart by its token. */
export type Operation = {
  readonly token: string;
  readonly conversationId: string;
  readonly sending: Sending;
} & Wish;

export type Wish =
  /** A person says something; the bot answers in so many messages. */
  | { readonly type: "say"; readonly parts: number }
  /** A person has a reminder set, due so many milliseconds after it is asked for. */
  | ReminderWish
  /** A person cancels reminders; no criteria: all. */
  | { readonly type: "cancel"; readonly criteria: Criteria | null }
  /** A device tells of something. */
  | { readonly type: "event" }
  /** A device names an intent that does not exist. */
  | { readonly type: "mistake" };

export interface ReminderWish {
  readonly type: "set";
  readonly name: string;
  readonly in: number;
  /** Whether the person's next message ends it. */
  readonly kill: boolean;
  readonly plant: string;
}

export interface Criteria extends JsonObject {
  readonly name?: string;
  readonly intent?: string;
  readonly entities?: { readonly plant?: string };
}

/** How a client sends it. */
export interface Sending {
  /** Milliseconds after the one before. */
  readonly after: number;
  /** Waits until the one before was answered, or given up. */
  readonly inTurn: boolean;
  /** How often it is tried. */
  readonly attempts: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Ids that are beginnings, patterns and look-alikes of each other. */
const CONVERSATIONS = ["user1", "user12", "user1.", "User1", "user.*", "ｕser1"];
/** As in every copy of Rasa's example. */
const NAMES = ["my_reminder", "my_reminder", "tea", "tea2"];
const PLANTS = ["Orchid", "Fern", "Ivy"];

/** Milliseconds until reminders are due. */
const DELAYS = [
  -5 * SECOND,
  0,
  1,
  500,
  SECOND,
  2 * SECOND,
  10 * SECOND,
  10 * SECOND,
  MINUTE,
  5 * MINUTE,
] as const;
const LONG_DELAYS = [65 * MINUTE, 3 * HOUR] as const;

/** What the clients of a seed do, in the order of each conversation. */
export function drawOperations(random: Random): readonly Operation[] {
  const conversations = CONVERSATIONS.slice(0, 1 + random.below(3));
  // Most worlds are small, so that there are many of them; in a long one trackers are folded from snapshots.
  const count = happens(random, 0.03) ? 30 : 2 + random.below(6);
  /** Some worlds are in a hurry, some have all the time. */
  const pace = pick(random, [0, 100, SECOND, 5 * SECOND]);
  const hasLongDelays = happens(random, 0.1);
  return Array.from({ length: count }, (_, index) => ({
    token: `t${index + 1}`,
    conversationId: pick(random, conversations),
    sending: {
      after: random.below(pace + 1),
      inTurn: happens(random, 0.7),
      attempts: happens(random, 0.1) ? 1 : 50,
    },
    ...drawWish(random, hasLongDelays),
  }));
}

/** One more message in each conversation. */
export function greetings(operations: readonly Operation[]): readonly Operation[] {
  const sending = { after: 0, inTurn: true, attempts: 50 };
  return [...new Set(operations.map(({ conversationId }) => conversationId))].map(
    (conversationId, index) => ({
      token: `again${index + 1}`,
      conversationId,
      sending,
      type: "say",
      parts: 1,
    }),
  );
}

function drawWish(random: Random, hasLongDelays: boolean): Wish {
  const kind = random.below(100);
  if (kind < 47) {
    return {
      type: "set",
      name: pick(random, NAMES),
      in: pick(random, hasLongDelays && happens(random, 0.3) ? LONG_DELAYS : DELAYS),
      kill: happens(random, 0.2),
      plant: pick(random, PLANTS),
    };
  }
  if (kind < 62) return { type: "say", parts: 1 + random.below(3) };
  if (kind < 80) return { type: "event" };
  if (kind < 82) return { type: "mistake" };
  return { type: "cancel", criteria: drawCriteria(random) };
}

function drawCriteria(random: Random): Criteria | null {
  const name = pick(random, NAMES);
  const plant = pick(random, PLANTS);
  return pick(random, [
    null,
    { name },
    { intent: DUE },
    { entities: { plant } },
    { entities: {} },
    { name, entities: { plant } },
  ]);
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.below(items.length)] as Item;
}
