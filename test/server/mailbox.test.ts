import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";

let bot: TestServer;
beforeEach(async () => {
  bot = await startServer();
});
afterEach(() => bot[Symbol.asyncDispose]());

/** Opens a stream of server-sent events; `until` waits for a text, `done` for its end. */
async function openStream(path: string, headers: Record<string, string> = {}) {
  let text = "";
  let look = (): void => {};
  const outgoing = request(`${bot.url}${path}`, {
    agent: false,
    headers: { accept: "text/event-stream", ...headers },
  });
  const done = new Promise<void>((resolve) => outgoing.on("close", resolve));
  outgoing.on("error", () => {});
  const type = await new Promise<string | undefined>((resolve) => {
    outgoing.on("response", (response) => {
      response.on("data", (piece: Buffer) => {
        text += piece.toString();
        look();
      });
      response.on("error", () => {});
      resolve(response.headers["content-type"]);
    });
    outgoing.end();
  });
  return {
    type,
    done,
    text: () => text,
    until: (part: string) =>
      new Promise<void>((resolve) => {
        look = () => {
          if (text.includes(part)) resolve();
        };
        look();
      }),
    close: () => outgoing.destroy(),
    [Symbol.asyncDispose]: async () => {
      outgoing.destroy();
      await done;
    },
  };
}

describe("a conversation's mailbox", () => {
  it("is read by number: what the bot answered and what it said by itself", async () => {
    await bot.say("a", '/remind{"seconds": 5, "name": "tea"}');
    await bot.say("a", "/greet");
    await bot.clock.advance(5000);
    type Mailbox = { messages: { sequence: number; message: { text: string } }[]; next_after: number };
    const all = (await bot.get("/conversations/a/messages")).json<Mailbox>();
    expect(all.messages.map(({ sequence, message }) => [sequence, message.text])).toEqual([
      [1, "Hello."],
      [2, "Tick."],
    ]);
    expect(all.messages[1]).toMatchObject({
      id: expect.any(String) as string,
      timestamp: bot.clock.now() / 1000,
      status: "collected",
      channel: null,
    });
    const later = (await bot.get("/conversations/a/messages?after=1")).json<Mailbox>();
    expect(later.messages.map(({ message }) => message.text)).toEqual(["Tick."]);
    expect(later.next_after).toBe(2);
    expect((await bot.get("/conversations/a/messages?after=2")).json()).toEqual({
      messages: [],
      next_after: 2,
    });
    expect((await bot.get("/conversations/a/messages?limit=1")).json()).toMatchObject({ next_after: 1 });
  });

  it.each(["after=-1", "after=x", "limit=0", "limit=5000"])("refuses ?%s", async (query) => {
    expect((await bot.get(`/conversations/a/messages?${query}`)).json()).toMatchObject({ code: 400 });
  });

  it("streams what was said and what is said next, each once, with its number as id", async () => {
    await bot.say("a", "/greet");
    await using stream = await openStream("/conversations/a/messages");
    expect(stream.type).toBe("text/event-stream");
    await stream.until("Hello.");
    await bot.post("/conversations/a/trigger_intent", { name: "EXTERNAL_tick" });
    await stream.until("Tick.");
    const ids = [...stream.text().matchAll(/^id: (\d+)$/gm)].map(([, id]) => id);
    expect(ids).toEqual(["1", "2"]);
    expect(stream.text()).toMatch(/^retry: \d+\n\nid: 1\nevent: message\ndata: \{"sequence":1,/);
  });

  it("streams a reminder when it is due", async () => {
    await bot.say("a", '/remind{"seconds": 60, "name": "tea"}');
    await using stream = await openStream("/conversations/a/messages");
    await stream.until("retry");
    await bot.clock.advance(60_000);
    await stream.until("Tick.");
  });

  it("goes on after Last-Event-ID, whatever the query says", async () => {
    await bot.say("a", "/greet");
    await bot.say("a", "/bye");
    await using stream = await openStream("/conversations/a/messages?after=0", { "last-event-id": "1" });
    await stream.until("Bye.");
    expect(stream.text()).not.toContain("Hello.");
  });

  it("refuses a Last-Event-ID that is none", async () => {
    const headers = { accept: "text/event-stream", "last-event-id": "abc" };
    const answer = await bot.get("/conversations/a/messages", headers);
    expect(answer.json()).toMatchObject({ code: 400, details: { parameter: "Last-Event-ID", in: "header" } });
  });

  it("streams changes of delivery to those who ask", async () => {
    await using stream = await openStream("/conversations/a/messages?deliveries=true");
    await using plain = await openStream("/conversations/a/messages");
    await bot.post("/webhooks/callback/webhook", { sender: "a", message: "/bye" });
    await stream.until("event: delivery");
    expect(stream.text()).toMatch(/event: delivery\ndata: \{"sequence":1,.*"status":"delivered"/);
    await plain.until("Bye.");
    expect(plain.text()).not.toContain("event: delivery");
  });

  it("streams more messages than fit a page", async () => {
    for (let index = 0; index < 250; index++) await bot.say("a", "/bye");
    await using stream = await openStream("/conversations/a/messages?after=10");
    await stream.until("id: 250\n");
    expect([...stream.text().matchAll(/^id: /gm)]).toHaveLength(240);
  });

  it("sends a sign of life while nothing is said", async () => {
    await using stream = await openStream("/conversations/a/messages");
    await stream.until("retry");
    await bot.clock.advance(15_000);
    await stream.until(": still here");
  });

  it("stops listening when the client goes away", async () => {
    const before = bot.clock.pending;
    const stream = await openStream("/conversations/a/messages");
    await stream.until("retry");
    while (bot.clock.pending === before) await new Promise((resolve) => setImmediate(resolve));
    stream.close();
    while (bot.clock.pending > before) await new Promise((resolve) => setImmediate(resolve));
  });

  it("tells HEAD requests what it would stream, and ends", async () => {
    const answer = await bot.call("HEAD", "/conversations/a/messages", {
      headers: { accept: "text/event-stream" },
    });
    expect(answer).toMatchObject({ status: 200, text: "" });
    expect(answer.headers["content-type"]).toBe("text/event-stream");
  });

  it("ends its streams when the server closes", async () => {
    const stream = await openStream("/conversations/a/messages");
    await stream.until("retry");
    await bot.server.close();
    await stream.done;
  });
});

it("a stream whose client has gone no longer follows the conversation", async () => {
  let following = 0;
  const { follow } = bot.assistant;
  bot.assistant.follow = async function* (...given) {
    following++;
    try {
      yield* follow(...given);
    } finally {
      following--;
    }
  };
  const stream = await openStream("/conversations/a/messages");
  await stream.until("retry");
  expect(following).toBe(1);
  stream.close();
  await stream.done;
  while (following > 0) await new Promise((resolve) => setImmediate(resolve));
});
