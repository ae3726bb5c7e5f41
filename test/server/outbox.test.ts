import { describe, expect, it } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";

interface Listed {
  readonly id: string;
  readonly status: string;
  readonly reason: string | null;
}

const outbox = async (bot: TestServer, query = "") =>
  (await bot.get(`/outbox${query}`)).json() as unknown as {
    readonly queued: number;
    readonly failed: number;
    readonly messages: readonly Listed[];
    readonly next_cursor: string | null;
  };
const greet = (bot: TestServer, sender = "me") =>
  bot.post("/webhooks/callback/webhook", { sender, message: "/greet" });
const texts = (bot: TestServer): string[] =>
  bot.received.map(({ text }) => (JSON.parse(text) as { text: string }).text);

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}

/** A bot one of whose messages was given up, because the receiver said that the address is gone. */
async function startWithDeadLetter(): Promise<TestServer> {
  const bot = await startServer();
  bot.receiver.state.status = 410;
  await greet(bot);
  await until(async () => (await outbox(bot)).failed === 1);
  return bot;
}

describe("the outbox", () => {
  it("lists what waits or was given up with the reason, by status, conversation and channel, page by page", async () => {
    await using bot = await startWithDeadLetter();
    bot.receiver.state.status = 500;
    await greet(bot, "other");
    await until(async () => (await outbox(bot, "?status=queued")).messages[0]?.reason !== null);
    const all = await outbox(bot);
    expect(all).toMatchObject({
      queued: 1,
      failed: 1,
      next_cursor: null,
      messages: [
        {
          conversation_id: "me",
          sequence: 1,
          channel: "callback",
          message: { text: "Hello." },
          status: "failed",
          attempts: 1,
          next_attempt_at: null,
          reason: "the receiver answered 410: the address is gone",
        },
        { conversation_id: "other", status: "queued", reason: "the receiver answered 500" },
      ],
    });
    expect((await outbox(bot, "?status=failed")).messages).toEqual([all.messages[0]]);
    expect((await outbox(bot, "?conversation_id=other&channel=callback")).messages).toEqual([
      all.messages[1],
    ]);
    expect((await outbox(bot, "?channel=socket")).messages).toEqual([]);
    const first = await outbox(bot, "?limit=1");
    expect(first.messages).toEqual([all.messages[0]]);
    expect((await outbox(bot, `?limit=1&cursor=${first.next_cursor}`)).messages).toEqual([all.messages[1]]);
    expect(await bot.get("/outbox?status=lost")).toMatchObject({ status: 400 });
  });

  it("sends again what was given up, under its id, and says what became of it", async () => {
    await using bot = await startWithDeadLetter();
    const [dead] = (await outbox(bot)).messages;
    bot.receiver.state.status = 200;
    const answer = await bot.post(`/outbox/${dead?.id}/retry`);
    expect(answer.json()).toMatchObject({ id: dead?.id, status: "delivered", attempts: 1, reason: null });
    expect(bot.received.map(({ headers }) => headers["webhook-id"])).toEqual([dead?.id, dead?.id]);
    expect(await outbox(bot)).toMatchObject({ queued: 0, failed: 0, messages: [] });
    expect(await bot.post(`/outbox/${dead?.id}/retry`)).toMatchObject({ status: 404 });
  });

  it("drops a message visibly, and lets those behind it go", async () => {
    await using bot = await startServer();
    bot.receiver.state.status = 500;
    await greet(bot);
    await until(async () => (await outbox(bot)).messages[0]?.reason !== null);
    const tick = { intent: "EXTERNAL_tick", entities: [], outputChannel: "callback", deliveryTimeout: 0 };
    await bot.assistant.trigger({ conversationId: "me", ...tick });
    const [first] = (await outbox(bot)).messages;
    bot.receiver.state.status = 200;
    const dropped = await bot.call("DELETE", `/outbox/${first?.id}`);
    expect(dropped.json()).toMatchObject({ status: "dropped", reason: "Dropped by request." });
    await until(() => texts(bot).includes("Tick."));
    expect((await bot.get("/conversations/me/messages")).json()).toMatchObject({
      messages: [{ status: "dropped" }, { message: { text: "Tick." } }],
    });
    expect(await bot.call("DELETE", `/outbox/${first?.id}`)).toMatchObject({ status: 404 });
  });
});

describe("an address that is gone", () => {
  it("gets nothing more until the person writes again; what is said meanwhile waits in the mailbox", async () => {
    await using bot = await startWithDeadLetter();
    bot.receiver.state.status = 200;
    const tick = () =>
      bot.post("/conversations/me/trigger_intent?output_channel=latest&delivery=true", {
        name: "EXTERNAL_tick",
      });
    const told = (await tick()).json() as { deliveries: Listed[] };
    expect(told.deliveries).toMatchObject([
      { status: "collected", reason: expect.stringContaining("address is gone") as string },
    ]);
    expect(bot.received).toHaveLength(1);
    await bot.post("/webhooks/callback/webhook", { sender: "me", message: "/bye" });
    expect((await tick()).json()).toMatchObject({ deliveries: [{ status: "delivered" }] });
    expect(texts(bot)).toEqual(["Hello.", "Bye.", "Tick."]);
  });
});

describe("a full outbox", () => {
  it("is answered with 503 and when to come back, changes nothing, and takes more once there is room", async () => {
    await using bot = await startServer({ outboxLimit: 2 });
    bot.receiver.state.status = 500;
    for (const sender of ["a", "b"]) await greet(bot, sender);
    const refused = await greet(bot, "c");
    expect(refused).toMatchObject({ status: 503, headers: { "retry-after": "60" } });
    expect(refused.text).toContain("Too many messages wait");
    const event = { name: "EXTERNAL_tick" };
    expect(await bot.post("/conversations/a/trigger_intent?output_channel=callback", event)).toMatchObject({
      status: 503,
    });
    expect(await bot.post("/conversations/a/trigger_intent", event)).toMatchObject({ status: 200 });
    expect(await bot.store.load("c")).toBeNull();
    expect((await bot.say("d", "/greet")).status).toBe(200);
    bot.receiver.state.status = 200;
    await until(async () => {
      await bot.clock.advance(1_000);
      return (await outbox(bot)).queued === 0;
    });
    expect(await greet(bot, "c")).toMatchObject({ status: 200 });
  });
});

describe("DELETE /conversations/{id}", () => {
  it("erases the history, the mailbox, the reminders and what waits, and nothing of another", async () => {
    await using bot = await startServer();
    bot.receiver.state.status = 500;
    for (const sender of ["room/7", "room"]) {
      await greet(bot, sender);
      await bot.say(sender, '/remind{"seconds": 60, "name": "tea"}');
    }
    expect(await bot.call("DELETE", "/conversations/room/7")).toMatchObject({ status: 204, text: "" });
    expect(await bot.store.load("room/7")).toBeNull();
    expect((await bot.get("/conversations/room/7/messages")).json()).toMatchObject({ messages: [] });
    expect(await outbox(bot)).toMatchObject({ queued: 1, messages: [{ conversation_id: "room" }] });
    expect((await bot.get("/reminders")).json()).toMatchObject({ reminders: [{ conversation_id: "room" }] });
    expect(await bot.call("DELETE", "/conversations/room/7")).toMatchObject({ status: 404 });
    expect((await bot.say("room/7", "/greet")).json()).toMatchObject([{ text: "Hello." }]);
  });

  it("does not take the place of cancelling a reminder", async () => {
    await using bot = await startServer();
    await bot.say("me", '/remind{"seconds": 60, "name": "tea"}');
    expect(await bot.call("DELETE", "/conversations/me/reminders/tea")).toMatchObject({ status: 200 });
    expect(await bot.store.load("me")).not.toBeNull();
  });
});
