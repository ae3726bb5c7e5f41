import { createHash } from "node:crypto";
import { canonicalJson, type JsonObject, type JsonValue, TsbotError } from "../base/index.ts";
import type { ExternalEvent, PostReceipt, StoredMessage, TopicPost } from "../storage/index.ts";
import type { EventState, PostAnswer, PostPage, PostRequest, PostState } from "./assistant.ts";
import type { RuntimeContext } from "./context.ts";
import { idempotencyKeyReused, requireIntent, warnOfUnknownEntities } from "./external-intent.ts";
import { outboxFullError } from "./outgoing.ts";
import { readTurnMessages, type TurnResult, toSaid } from "./turn-result.ts";

/** How long an answer waits for the recipients' turns. */
const TIMEOUT = 1_000;
const MINUTE = 60_000;
/** Events that a topic takes a minute: each may reach many. */
const POSTS = 600;
/** Recipients an answer tells of. */
const PAGE = 100;

/**
 * An event for all subscribers of a topic: stored together with one waiting event for each of them in one transaction, so
 * that from then on it reaches all of them, whatever ends this process. Their turns come by the event scheduler, here or
 * in another process; the answer waits for them a moment and says how far they are.
 */
export async function postEvent(context: RuntimeContext, request: PostRequest): Promise<PostAnswer> {
  const { services, turns, events } = context;
  const { store, clock } = services;
  const { topic, intent, entities, idempotencyKey = null } = request;
  const domain = requireIntent(services, intent);
  turns.requireOpen();
  if (services.outbox.isFull()) throw outboxFullError();
  warnOfUnknownEntities(services, { topic, intent, entities }, domain);
  const until = clock.now() + (request.timeout ?? TIMEOUT);
  const id = services.createId();
  const collect = services.eventPolicies.get(intent)?.collect ?? null;
  const dueAt = clock.now() + (collect ?? 0);
  // Before it is stored: another process may fire the first of its events while the store's answer is on its way.
  using awaited = events.awaited.open(id);
  const receipt = await store.postToTopic({
    id,
    topic,
    intent,
    entities: entities as unknown as readonly JsonObject[],
    dedupeKey: request.dedupeKey ?? null,
    batch: collect === null ? null : intent,
    dueAt,
    at: clock.now(),
    idempotencyKey,
    requestHash: requestHash(request),
    rateLimit: { posts: services.topicLimits.get(topic) ?? POSTS, milliseconds: MINUTE },
  });
  const { post, repeated } = readReceipt(receipt, request, clock.now());
  if (!repeated && dueAt > clock.now()) events.scheduler.nudge(dueAt);
  else if (!repeated) {
    events.scheduler.lookNow();
    await awaited.tried(recipientsOf(post), until - clock.now());
  }
  const state = await readState(context, post, {
    ...(request.limit !== undefined && { limit: request.limit }),
    until,
  });
  return { ...state, repeated };
}

/** A post and what has become of it, newest recipient first; null when the topic does not have it. */
export async function readPost(
  context: RuntimeContext,
  key: { readonly topic: string; readonly id: string },
  page: PostPage = {},
): Promise<PostState | null> {
  const post = await context.services.store.readTopicPost(key.topic, key.id);
  return post === null ? null : await readState(context, post, page);
}

function readReceipt(
  receipt: PostReceipt,
  request: PostRequest,
  now: number,
): { readonly post: TopicPost; readonly repeated: boolean } {
  if (receipt.type === "limited") throw tooManyEvents(request.topic, receipt.retryAt - now);
  const { post, type } = receipt;
  const repeated = type === "repeated";
  if (repeated && post.requestHash !== requestHash(request)) throw idempotencyKeyReused("topic");
  return { post, repeated };
}

function tooManyEvents(topic: string, wait: number): TsbotError {
  return new TsbotError("runtime/too-many-events", `The topic '${topic}' takes no more events now.`, {
    hint: "Try again later; what was posted is on its way.",
    details: { retry_after: String(Math.max(1, Math.ceil(wait / 1000))) },
  });
}

function recipientsOf({ counts }: TopicPost): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** @param page `until`: how long first attempts to deliver may be waited for (epoch milliseconds; default: not at all) */
async function readState(
  context: RuntimeContext,
  { topic, id }: TopicPost,
  page: PostPage & { readonly until?: number },
): Promise<PostState> {
  const { store } = context.services;
  const { limit = PAGE, until = 0, after } = page;
  const found = await store.listExternalEvents({
    topic,
    id,
    limit: limit + 1,
    ...(after !== undefined && { after }),
  });
  const events = found.slice(0, limit);
  const recipients = await Promise.all(events.map((event) => readEvent(context, event, until)));
  const post = await store.readTopicPost(topic, id);
  if (post === null) throw new Error("A post that was just stored cannot be read.");
  return { post, recipients, next: found.length > limit ? (events.at(-1) ?? null) : null };
}

/** An event in one conversation, and what its turn said. */
async function readEvent(context: RuntimeContext, event: ExternalEvent, until: number): Promise<EventState> {
  const { services, courier } = context;
  const result = event.status === "fired" ? (event.result as unknown as TurnResult | null) : null;
  if (result === null) return { event, messages: [], deliveries: [] };
  const messages = await readTurnMessages(services.store, event.conversationId, result);
  const timeout = until - services.clock.now();
  const settled: readonly StoredMessage[] = timeout > 0 ? await courier.waitFor(messages, timeout) : messages;
  return { event, ...toSaid(settled, result.reason) };
}

function requestHash({ intent, entities, dedupeKey }: PostRequest): string {
  const value = { intent, entities, dedupeKey: dedupeKey ?? null } as unknown as JsonValue;
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
