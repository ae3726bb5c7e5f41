import { compareBytes } from "../compare-bytes.ts";
import type {
  BookAddress,
  NewTopicPost,
  OutreachStore,
  PostReceipt,
  ReachChange,
  TopicPost,
} from "../outreach-store.ts";
import {
  type ExternalEventRows,
  eventKey,
  forgetEnded,
  memoryExternalEvents,
  toRow,
} from "./memory-external-events.ts";

/** Rows that are about events from outside. */
export interface OutreachRows {
  readonly events: ExternalEventRows;
  readonly posts: Map<string, Omit<TopicPost, "counts"> & Pick<NewTopicPost, "idempotencyKey">>;
  readonly book: Map<string, BookAddress>;
}

/** What of a conversation the others need to see. */
export interface ReachRows {
  /** Since when, by topic. */
  readonly topics: Map<string, number>;
  optedOutAt: number | null;
}

type Conversations = ReadonlyMap<string, ReachRows>;

export function emptyOutreach(): OutreachRows {
  return { events: new Map(), posts: new Map(), book: new Map() };
}

/** The outreach part of the contract. */
export function memoryOutreach(rows: OutreachRows, conversations: Conversations): OutreachStore {
  const { book } = rows;
  return {
    ...memoryTopics(rows, conversations),
    ...memoryExternalEvents(rows.events),
    async forgetExternalEvents(endedBefore, limit) {
      const ended = forgetEnded(rows.events, endedBefore, limit);
      const inUse = new Set([...rows.events.values()].map(({ topic, id }) => postKey(topic ?? "", id)));
      const old = [...rows.posts]
        .filter(([key, { at }]) => at < endedBefore && !inUse.has(key))
        .slice(0, limit);
      for (const [key] of old) rows.posts.delete(key);
      return ended + old.length;
    },
    async putAddress(address) {
      book.set(address.name, address);
    },
    readAddress: async (name) => book.get(name) ?? null,
    listAddresses: async ({ limit, after = "", conversationId } = {}) =>
      [...book.values()]
        .filter((address) => conversationId === undefined || address.conversationId === conversationId)
        .filter(({ name }) => compareBytes(name, after) > 0)
        .sort((left, right) => compareBytes(left.name, right.name))
        .slice(0, limit),
    deleteAddress: async (name) => book.delete(name),
  };
}

function memoryTopics(
  rows: OutreachRows,
  conversations: Conversations,
): Pick<OutreachStore, "listTopics" | "listSubscribers" | "postToTopic" | "readTopicPost"> {
  const subscribersOf = (topic: string): readonly (readonly [string, number])[] =>
    [...conversations]
      .flatMap(([id, { topics }]) => {
        const since = topics.get(topic);
        return since === undefined ? [] : [[id, since] as const];
      })
      .sort(([left], [right]) => compareBytes(left, right));
  return {
    async listTopics({ limit, after = "" } = {}) {
      const names = new Set([...conversations.values()].flatMap(({ topics }) => [...topics.keys()]));
      return [...names]
        .filter((name) => compareBytes(name, after) > 0)
        .sort(compareBytes)
        .slice(0, limit)
        .map((topic) => ({ topic, subscribers: subscribersOf(topic).length }));
    },
    listSubscribers: async (topic, { limit, after = "" } = {}) =>
      subscribersOf(topic)
        .filter(([id]) => compareBytes(id, after) > 0)
        .slice(0, limit)
        .map(([conversationId, since]) => ({ conversationId, topic, since })),
    postToTopic: async (post) =>
      postToTopic(
        rows,
        post,
        subscribersOf(post.topic).map(([id]) => id),
      ),
    readTopicPost: async (topic, id) => readPost(rows, postKey(topic, id)),
  };
}

function postToTopic(rows: OutreachRows, post: NewTopicPost, recipients: readonly string[]): PostReceipt {
  const { topic, id, at, idempotencyKey, rateLimit } = post;
  const posts = [...rows.posts.values()].filter((other) => other.topic === topic);
  const repeated = posts.find((other) => idempotencyKey !== null && other.idempotencyKey === idempotencyKey);
  if (repeated !== undefined) return toReceipt("repeated", readPost(rows, postKey(topic, repeated.id)));
  if (rateLimit !== null) {
    const times = posts
      .map((other) => other.at)
      .filter((time) => time <= at)
      .sort((left, right) => right - left);
    const last = times[rateLimit.posts - 1];
    if (last !== undefined && last > at - rateLimit.milliseconds)
      return { type: "limited", retryAt: last + rateLimit.milliseconds };
  }
  const { intent, entities, requestHash, dedupeKey, batch, dueAt } = post;
  rows.posts.set(postKey(topic, id), { id, topic, intent, entities, at, requestHash, idempotencyKey });
  for (const conversationId of recipients) {
    const event = { id, topic, intent, entities, outputChannel: "latest", dedupeKey, batch, dueAt };
    rows.events.set(
      eventKey({ conversationId, id }),
      toRow({ ...event, conversationId }, { type: "wait" }, at),
    );
  }
  return toReceipt("posted", readPost(rows, postKey(topic, id)));
}

function toReceipt(type: "posted" | "repeated", post: TopicPost | null): PostReceipt {
  if (post === null) throw new Error("A post that was just written cannot be read.");
  return { type, post };
}

function readPost({ posts, events }: OutreachRows, key: string): TopicPost | null {
  const row = posts.get(key);
  if (row === undefined) return null;
  const { idempotencyKey: _, ...post } = row;
  const counts = { waiting: 0, fired: 0, suppressed: 0, failed: 0 };
  for (const { topic, id, status } of events.values()) {
    if (topic === post.topic && id === post.id) counts[status]++;
  }
  return { ...post, counts };
}

function postKey(topic: string, id: string): string {
  return JSON.stringify([topic, id]);
}

/** One change of a commit, after it was checked. */
export function applyReachChange(
  { book }: OutreachRows,
  { conversationId, reach }: { readonly conversationId: string; readonly reach: ReachRows },
  change: ReachChange,
  at: number,
): void {
  switch (change.type) {
    case "subscribe":
      if (!reach.topics.has(change.topic)) reach.topics.set(change.topic, at);
      return;
    case "unsubscribe":
      if (change.topic === null) reach.topics.clear();
      else reach.topics.delete(change.topic);
      return;
    case "opt_out":
      reach.optedOutAt ??= at;
      return;
    case "opt_in":
      reach.optedOutAt = null;
      return;
    case "address":
      if (!book.has(change.name)) book.set(change.name, { name: change.name, conversationId, at });
  }
}

/** Erases what there is of a conversation. */
export function eraseOutreach({ events, book }: OutreachRows, conversationId: string): void {
  for (const [key, event] of events) if (event.conversationId === conversationId) events.delete(key);
  for (const [name, address] of book) if (address.conversationId === conversationId) book.delete(name);
}
