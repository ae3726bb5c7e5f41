import { isJsonObject, type JsonObject, type JsonValue, TsbotError } from "../base/index.ts";
import { path, type ServerClient, TURN_TIMEOUT } from "./client.ts";
import type { EntityArgument } from "./entity-arguments.ts";
import type { ListedConversation } from "./pick-conversation.ts";

/** What became of a message. */
export interface Delivery {
  readonly status: string;
  readonly channel: string | null;
  readonly reason: string | null;
}

export interface Triggered {
  readonly messages: readonly JsonObject[];
  /** In the order of the messages. */
  readonly deliveries: readonly (Delivery & JsonObject)[];
  /** Epoch milliseconds: it waits for the end of the person's quiet hours. */
  readonly heldUntil?: number;
  /** Epoch milliseconds: it is told with others that come until then. */
  readonly collectedUntil?: number;
  /** Why it was kept from the person. */
  readonly suppressed?: string;
}

export interface ListedReminder {
  readonly conversationId: string;
  readonly name: string;
  readonly intent: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  readonly status: string;
  readonly reason: string | null;
  /** When it is tried next, in epoch milliseconds; null when it has ended. */
  readonly nextAttemptAt: number | null;
  /** `quiet_hours`, or null. */
  readonly heldBy: string | null;
  /** As the server tells it: one of `every`, `cron` and `rrule`, `time_zone`, `occurrence`, `count`, `until`. */
  readonly recurrence: JsonObject | null;
}

/** The newest conversations, newest activity first. */
export async function listConversations(client: ServerClient): Promise<readonly ListedConversation[]> {
  const answer = await client.request("GET", "/conversations", { query: { limit: "100" } });
  return toList(answer, "conversations").map((entry) => ({
    id: text(entry, "conversation_id"),
    updatedAt: number(entry, "updated_at") * 1000,
    channel: textOrNull(entry, "latest_channel"),
  }));
}

/** Whether the server has a channel of that name. */
export async function hasChannel(client: ServerClient, name: string): Promise<boolean> {
  try {
    await client.request("GET", path("webhooks", name));
    return true;
  } catch (error) {
    if (TsbotError.isInstance(error) && error.details["status"] === 404) return false;
    throw error;
  }
}

export interface TriggerRequest {
  readonly conversationId: string;
  readonly intent: string;
  readonly entities: readonly EntityArgument[];
  readonly outputChannel: string;
  readonly idempotencyKey?: string;
  readonly ignoresQuietHours?: boolean;
  readonly dedupeKey?: string;
}

/** Fires an external intent and says what became of each message. */
export async function triggerIntent(client: ServerClient, request: TriggerRequest): Promise<Triggered> {
  const answer = await client.request(
    "POST",
    path("conversations", request.conversationId, "trigger_intent"),
    {
      query: {
        output_channel: request.outputChannel,
        include_events: "NONE",
        delivery: "true",
        ...(request.ignoresQuietHours === true && { ignore_quiet_hours: "true" }),
      },
      timeout: TURN_TIMEOUT,
      headers: request.idempotencyKey === undefined ? {} : { "idempotency-key": request.idempotencyKey },
      body: {
        name: request.intent,
        entities: request.entities.map(({ entity, value }) => ({ entity, value })),
        ...(request.dedupeKey !== undefined && { dedupe_key: request.dedupeKey }),
      },
    },
  );
  const said = isJsonObject(answer) ? answer : {};
  return {
    ...(said["held_until"] !== undefined && { heldUntil: number(said, "held_until") * 1000 }),
    ...(said["collected_until"] !== undefined && { collectedUntil: number(said, "collected_until") * 1000 }),
    ...(said["suppressed"] !== undefined && { suppressed: text(said, "suppressed") }),
    messages: toList(answer, "messages"),
    deliveries: toList(answer, "deliveries").map((entry) => ({
      ...entry,
      ...toDelivery(entry),
    })),
  };
}

export interface TopicEvent {
  readonly topic: string;
  readonly intent: string;
  readonly entities: readonly EntityArgument[];
  readonly idempotencyKey?: string;
  readonly dedupeKey?: string;
}

/** What became of an event of a topic. */
export interface PostedEvent {
  /** The server's whole answer. */
  readonly answer: JsonObject;
  readonly recipients: readonly Recipient[];
  /** Recipients besides those that are told of. */
  readonly others: number;
}

export interface Recipient {
  readonly conversationId: string;
  readonly status: string;
  readonly reason: string | null;
  /** Epoch milliseconds, or null when it has ended. */
  readonly nextAttemptAt: number | null;
  readonly messages: readonly JsonObject[];
  readonly deliveries: readonly Delivery[];
}

/** Posts an event to a topic and says what became of it, recipient by recipient. */
export async function postEvent(client: ServerClient, event: TopicEvent): Promise<PostedEvent> {
  const { topic, intent, entities, idempotencyKey, dedupeKey } = event;
  const answer = await client.request("POST", path("events", topic), {
    timeout: TURN_TIMEOUT,
    headers: idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey },
    body: {
      name: intent,
      entities: entities.map(({ entity, value }) => ({ entity, value })),
      ...(dedupeKey !== undefined && { dedupe_key: dedupeKey }),
    },
  });
  if (!isJsonObject(answer) || !isJsonObject(answer["counts"])) throw strangeAnswer("counts");
  const { counts } = answer;
  const recipients = toList(answer, "recipients").map((entry) => ({
    conversationId: text(entry, "conversation_id"),
    status: text(entry, "status"),
    reason: textOrNull(entry, "reason"),
    nextAttemptAt: entry["next_attempt_at"] == null ? null : number(entry, "next_attempt_at") * 1000,
    messages: toList(entry, "messages"),
    deliveries: toList(entry, "deliveries").map(toDelivery),
  }));
  const all = Object.keys(counts).reduce((sum, status) => sum + number(counts, status), 0);
  return { answer, recipients, others: all - recipients.length };
}

function toDelivery(entry: JsonObject): Delivery {
  return {
    status: text(entry, "status"),
    channel: textOrNull(entry, "channel"),
    reason: textOrNull(entry, "reason"),
  };
}

/** The conversation that has a name of the address book. The server says which name may be meant when nobody has it. */
export async function readAddress(client: ServerClient, name: string): Promise<string> {
  const answer = await client.request("GET", path("addresses", name));
  return text(isJsonObject(answer) ? answer : {}, "conversation_id");
}

/** Topics that somebody subscribes to, the first ones. */
export async function listTopics(client: ServerClient): Promise<readonly string[]> {
  return toList(await client.request("GET", "/topics"), "topics").map((entry) => text(entry, "topic"));
}

export interface ReminderQuery {
  readonly conversationId?: string | undefined;
  readonly name?: string;
  /** Default: the pending ones. */
  readonly status?: "failed" | "fired" | "all";
  /** At most this many (100). */
  readonly limit?: number;
  /** How long to wait for the answer, in milliseconds. */
  readonly timeout?: number;
}

/** Reminders in due order, the first ones. */
export async function listReminders(
  client: ServerClient,
  query: ReminderQuery = {},
): Promise<readonly ListedReminder[]> {
  return (await readReminders(client, query, null)).reminders;
}

/** All reminders in due order, page by page. */
export async function* allReminders(
  client: ServerClient,
  query: ReminderQuery,
): AsyncGenerator<ListedReminder> {
  let cursor: string | null = null;
  do {
    const page: ReminderPage = await readReminders(client, { ...query, limit: 1_000 }, cursor);
    yield* page.reminders;
    cursor = page.next;
  } while (cursor !== null);
}

interface ReminderPage {
  readonly reminders: readonly ListedReminder[];
  readonly next: string | null;
}

async function readReminders(
  client: ServerClient,
  { conversationId, name, status, limit = 100, timeout }: ReminderQuery,
  cursor: string | null,
): Promise<ReminderPage> {
  const target =
    conversationId === undefined ? "/reminders" : path("conversations", conversationId, "reminders");
  const answer = await client.request("GET", target, {
    query: {
      limit: String(limit),
      ...(status === "all" ? { all: "true" } : status !== undefined && { status }),
      ...(name !== undefined && { name }),
      ...(cursor !== null && { cursor }),
    },
    ...(timeout !== undefined && { timeout }),
  });
  const next = isJsonObject(answer) ? answer["next_cursor"] : null;
  return {
    reminders: toList(answer, "reminders").map(toReminder),
    next: typeof next === "string" ? next : null,
  };
}

function toReminder(entry: JsonObject): ListedReminder {
  return {
    conversationId: text(entry, "conversation_id"),
    name: text(entry, "name"),
    intent: text(entry, "intent"),
    dueAt: number(entry, "due_at") * 1000,
    status: text(entry, "status"),
    reason: textOrNull(entry, "reason"),
    nextAttemptAt: entry["next_attempt_at"] == null ? null : number(entry, "next_attempt_at") * 1000,
    heldBy: textOrNull(entry, "held_by"),
    recurrence: isJsonObject(entry["recurrence"]) ? entry["recurrence"] : null,
  };
}

/** Puts a reminder off; resolves to when it is due. */
export async function snoozeReminder(
  client: ServerClient,
  request: { readonly conversationId: string; readonly name: string; readonly by: string },
): Promise<ListedReminder> {
  const { conversationId, name, by } = request;
  const answer = await client.request(
    "POST",
    path("conversations", conversationId, "reminders", name, "snooze"),
    { body: { for: by }, timeout: TURN_TIMEOUT },
  );
  if (!isJsonObject(answer)) throw strangeAnswer("due_at");
  return toReminder(answer);
}

/** Ends a pending reminder. */
export async function cancelReminder(
  client: ServerClient,
  conversationId: string,
  name: string,
): Promise<void> {
  await client.request("DELETE", path("conversations", conversationId, "reminders", name));
}

/** Makes a pending reminder fire; resolves when it has. */
export async function runReminderNow(
  client: ServerClient,
  conversationId: string,
  name: string,
): Promise<void> {
  await client.request("POST", path("conversations", conversationId, "reminders", name, "run"), {
    timeout: TURN_TIMEOUT,
  });
}

/** A message of the outbox. */
export interface ListedMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly channel: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly text: string;
  readonly status: string;
  readonly attempts: number;
  /** Epoch milliseconds, or null. */
  readonly nextAttemptAt: number | null;
  readonly reason: string | null;
}

export interface OutboxQuery {
  readonly conversationId?: string | undefined;
  readonly channel?: string | undefined;
  /** Default: both. */
  readonly status?: "queued" | "failed";
}

/** Messages of the outbox, oldest first, page by page. */
export async function* allOutboxMessages(
  client: ServerClient,
  { conversationId, channel, status }: OutboxQuery,
): AsyncGenerator<ListedMessage> {
  let cursor: string | null = null;
  do {
    const answer: JsonValue = await client.request("GET", "/outbox", {
      query: {
        limit: "1000",
        ...(conversationId !== undefined && { conversation_id: conversationId }),
        ...(channel !== undefined && { channel }),
        ...(status !== undefined && { status }),
        ...(cursor !== null && { cursor }),
      },
    });
    yield* toList(answer, "messages").map(toListedMessage);
    cursor = isJsonObject(answer) ? textOrNull(answer, "next_cursor") : null;
  } while (cursor !== null);
}

/** Has a message delivered as if it were new, and says what became of it. */
export async function retryMessage(client: ServerClient, id: string): Promise<ListedMessage> {
  const timeout = TURN_TIMEOUT;
  return readMessage(await client.request("POST", path("outbox", id, "retry"), { timeout }));
}

/** Takes a message out of the outbox. */
export async function dropMessage(client: ServerClient, id: string): Promise<ListedMessage> {
  return readMessage(await client.request("DELETE", path("outbox", id)));
}

function readMessage(answer: JsonValue): ListedMessage {
  if (isJsonObject(answer)) return toListedMessage(answer);
  throw strangeAnswer("id");
}

function toListedMessage(entry: JsonObject): ListedMessage {
  const { message, next_attempt_at: nextAttemptAt } = entry;
  const body = isJsonObject(message) ? message["text"] : null;
  return {
    id: text(entry, "id"),
    conversationId: text(entry, "conversation_id"),
    channel: textOrNull(entry, "channel"),
    at: number(entry, "timestamp") * 1000,
    text: typeof body === "string" ? body : "",
    status: text(entry, "status"),
    attempts: number(entry, "attempts"),
    nextAttemptAt: typeof nextAttemptAt === "number" ? nextAttemptAt * 1000 : null,
    reason: textOrNull(entry, "reason"),
  };
}

function toList(answer: JsonValue, key: string): readonly JsonObject[] {
  const value = isJsonObject(answer) ? answer[key] : answer;
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every(isJsonObject)) return value as readonly JsonObject[];
  throw strangeAnswer(key);
}

function text(entry: JsonObject, key: string): string {
  const value = entry[key];
  if (typeof value === "string") return value;
  throw strangeAnswer(key);
}

function textOrNull(entry: JsonObject, key: string): string | null {
  return entry[key] === undefined || entry[key] === null ? null : text(entry, key);
}

function number(entry: JsonObject, key: string): number {
  const value = entry[key];
  if (typeof value === "number") return value;
  throw strangeAnswer(key);
}

function strangeAnswer(key: string): TsbotError {
  return new TsbotError("cli/strange-answer", `The server's answer has no proper '${key}'.`, {
    hint: "Is it a tsbot server of this version? `curl URL/version` tells.",
  });
}
