import type { JsonObject, Random } from "../../src/base/index.ts";
import { toIsoTime } from "../../src/base/index.ts";
import type { Channel } from "../../src/channels/index.ts";
import type { Assistant } from "../../src/runtime/index.ts";
import { DEVICE_EVENT, MISTAKE } from "./bot.ts";
import { happens, never } from "./life.ts";
import type { MachineClock } from "./machine-clock.ts";
import type { Operation } from "./operations.ts";
import type { Reply, Server } from "./server.ts";
import type { Timeline } from "./timeline.ts";

/** What a client knows of an operation. Times are the world's. */
export interface Asked {
  readonly operation: Operation;
  readonly sentAt: number;
  /** When the reminder is due, by the machine's clock, of an operation that sets one. */
  readonly dueAt: number | null;
  /** When the first good answer came, or null. */
  ackedAt: number | null;
  /** Why it was refused, or null. */
  refusal: string | null;
}

export interface RequestFaults {
  /** Milliseconds that a way takes at most. */
  readonly latency: number;
  /** The share of requests that are lost, and of answers. */
  readonly losses: number;
  /** The share of requests that arrive twice. */
  readonly repeats: number;
}

export interface ClientOptions {
  readonly timeline: Timeline;
  readonly clock: MachineClock;
  readonly random: Random;
  readonly server: Server;
  readonly faults: () => RequestFaults;
  readonly trace: (what: () => string) => void;
}

/** Milliseconds after which a client takes no more answer. */
const PATIENCE = 20_000;
const RETRY_AFTER = 2_000;
const UNANSWERED: Reply = { type: "failed" };

/** Persons and devices: they send operations, and send them again until they are answered. */
export interface Clients {
  readonly asked: readonly Asked[];
  /** Resolves when all operations were answered or given up. */
  perform(operations: readonly Operation[]): Promise<void>;
}

export function createClients(options: ClientOptions): Clients {
  const { timeline, clock } = options;
  const asked: Asked[] = [];

  const performLine = async (line: readonly Operation[]): Promise<void> => {
    const running: Promise<void>[] = [];
    for (const operation of line) {
      const { after, inTurn } = operation.sending;
      await timeline.delay(after);
      if (inTurn) await Promise.all(running);
      const dueAt = operation.type === "set" ? clock.now() + operation.in : null;
      const one: Asked = { operation, sentAt: timeline.now(), dueAt, ackedAt: null, refusal: null };
      asked.push(one);
      running.push(askUntilAnswered(options, one));
    }
    await Promise.all(running);
  };
  return {
    asked,
    perform: async (operations) => {
      const conversations = new Set(operations.map(({ conversationId }) => conversationId));
      await Promise.all(
        [...conversations].map((id) =>
          performLine(operations.filter(({ conversationId }) => conversationId === id)),
        ),
      );
    },
  };
}

async function askUntilAnswered(options: ClientOptions, asked: Asked): Promise<void> {
  const { timeline, random, faults, trace } = options;
  const { token, conversationId, type, sending } = asked.operation;
  for (let attempt = 1; attempt <= sending.attempts; attempt++) {
    trace(() => `client   asks ${describeAsked(asked)}${attempt > 1 ? ` (attempt ${attempt})` : ""}`);
    const tries = [tryOnce(options, asked)];
    if (happens(random, faults().repeats)) tries.push(tryOnce(options, asked));
    const reply = await Promise.race([...tries, timeline.delay(PATIENCE).then(() => UNANSWERED)]);
    if (reply.type !== "failed") {
      if (reply.type === "done") asked.ackedAt = timeline.now();
      else asked.refusal = reply.message;
      trace(() => `client   is answered: ${type} ${token} of ${conversationId} is ${reply.type}`);
      return;
    }
    await timeline.delay(RETRY_AFTER * (0.5 + random.next()));
  }
  trace(() => `client   gives up ${token}`);
}

/** Never ends when nothing comes back. */
async function tryOnce({ timeline, random, server, faults }: ClientOptions, asked: Asked): Promise<Reply> {
  const way = (): number => random.below(faults().latency + 1);
  const isLost = (): boolean => happens(random, faults().losses);
  await timeline.delay(way());
  if (isLost()) return await never();
  const reply = await server.serve((assistant, channel) => request(assistant, channel, asked));
  await timeline.delay(way());
  if (isLost()) return await never();
  return reply;
}

/** What travels: a person's message by the callback channel's webhook, a device's by `trigger_intent`. */
async function request(assistant: Assistant, channel: Channel, { operation, dueAt }: Asked): Promise<void> {
  const { token, conversationId } = operation;
  if (operation.type === "event" || operation.type === "mistake") {
    await assistant.trigger({
      conversationId,
      intent: operation.type === "event" ? DEVICE_EVENT : MISTAKE,
      entities: [{ entity: "token", value: token }],
      outputChannel: channel.name,
      idempotencyKey: token,
    });
    return;
  }
  const body = { sender: conversationId, message: textOf(operation, dueAt), message_id: token };
  const { status } = await channel.handle(
    {
      method: "POST",
      path: "/webhook",
      query: new URLSearchParams(),
      headers: {},
      body,
      rawBody: JSON.stringify(body),
    },
    assistant,
  );
  if (status !== 200) throw new Error(`the channel answered ${status}`);
}

function textOf(operation: Operation, dueAt: number | null): string {
  const { token } = operation;
  switch (operation.type) {
    case "say":
      return payload("say", { token, parts: String(operation.parts) });
    case "set": {
      const { name, kill, plant } = operation;
      return payload("set", { token, name, kill, plant, at: toIsoTime(dueAt ?? 0) });
    }
    case "cancel":
      return operation.criteria === null
        ? payload("cancel_all", { token })
        : payload("cancel", { token, by: JSON.stringify(operation.criteria) });
    case "event":
    case "mistake":
      return "";
  }
}

function payload(intent: string, entities: JsonObject): string {
  return `/${intent}${JSON.stringify(entities)}`;
}

function describeAsked({ operation, dueAt }: Asked): string {
  const { token, conversationId, sending: _, ...wish } = operation;
  const due = dueAt === null ? "" : `, due ${toIsoTime(dueAt).slice(11, 23)}`;
  return `${token} of ${conversationId}: ${JSON.stringify(wish)}${due}`;
}
