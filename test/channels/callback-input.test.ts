import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type JsonObject, silentLogger } from "../../src/base/index.ts";
import { type Channel, createCallbackInput, createChannels, loadChannels } from "../../src/channels/index.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";
import { copyProject } from "../copy-project.ts";
import { startReceiver, startServer } from "../server/start-server.ts";

const clock = createSimulatedClock();
const services = { clock, logger: silentLogger };
type Receiver = Awaited<ReturnType<typeof startReceiver>>;

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** Delivers one message through a callback channel with these credentials. */
async function push(credentials: JsonObject = {}, signal = new AbortController().signal): Promise<void> {
  const channel = createCallbackInput({
    name: "callback",
    credentials: { url: receiver.url, ...credentials },
    clock,
  });
  await channel.push?.({
    address: { channel: "callback", data: {} },
    message: { recipient_id: "me", text: "Grüß dich" },
    id: "message-1",
    attempt: 1,
    signal,
  });
}

describe("a callback", () => {
  it("posts each message as one JSON object, with an id and the time", async () => {
    await push();
    const [{ text, headers } = { text: "", headers: {} }] = receiver.received;
    expect(JSON.parse(text)).toEqual({ recipient_id: "me", text: "Grüß dich" });
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "webhook-id": "message-1",
      "webhook-timestamp": String(Math.floor(clock.now() / 1000)),
    });
    expect(headers["webhook-signature"]).toBeUndefined();
  });

  it.each([
    ["a text", "a-secret", Buffer.from("a-secret")],
    [
      "a key of Standard Webhooks",
      `whsec_${Buffer.from("key bytes").toString("base64")}`,
      Buffer.from("key bytes"),
    ],
  ])("is signed when there is a secret: %s", async (_what, secret, key) => {
    await push({ secret });
    const [{ text, headers } = { text: "", headers: {} }] = receiver.received;
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${text}`;
    const signature = createHmac("sha256", key).update(signed).digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${signature}`);
  });

  it("is signed with the old secret and the new one while it is being changed", async () => {
    await push({ secret: [`whsec_${Buffer.from("new key").toString("base64")}`, "old"] });
    const [{ text, headers } = { text: "", headers: {} }] = receiver.received;
    const sent = headers as Record<string, string>;
    // Judged by the library that Standard Webhooks publishes.
    const at = vi.spyOn(Date, "now").mockReturnValue(clock.now());
    for (const key of ["new key", "old"]) {
      const judge = new Webhook(Buffer.from(key).toString("base64"));
      expect(judge.verify(text, sent)).toEqual({ recipient_id: "me", text: "Grüß dich" });
    }
    const stranger = new Webhook(Buffer.from("another").toString("base64"));
    expect(() => stranger.verify(text, sent)).toThrow("No matching signature");
    at.mockRestore();
  });

  it("has the time of the attempt, under the id of the message", async () => {
    await push({ secret: "s" });
    await clock.advance(600_000);
    await push({ secret: "s" });
    const [first, second] = receiver.received.map(({ headers }) => headers);
    expect(second?.["webhook-id"]).toBe(first?.["webhook-id"]);
    expect(Number(second?.["webhook-timestamp"])).toBe(Number(first?.["webhook-timestamp"]) + 600);
    expect(second?.["webhook-signature"]).not.toBe(first?.["webhook-signature"]);
  });

  it("carries the generic http keys of Rasa", async () => {
    await push({
      headers: { "X-Shop": "7", Authorization: "Bearer x" },
      params: { bot: "garden" },
      token: "t/1",
      token_name: "key",
    });
    expect(receiver.received[0]?.headers).toMatchObject({ "x-shop": "7", authorization: "Bearer x" });
    await push({ basic_auth: { username: "me", password: "pass" } });
    expect(receiver.received[1]?.headers.authorization).toBe(
      `Basic ${Buffer.from("me:pass").toString("base64")}`,
    );
    await push({ url: receiver.url.replace("//", "//me:p%40ss@") });
    expect(receiver.received[2]?.headers.authorization).toBe(
      `Basic ${Buffer.from("me:p@ss").toString("base64")}`,
    );
  });

  it.each([200, 201, 204])("is delivered by a %d whatever it says", async (status) => {
    Object.assign(receiver.state, { status, body: status === 204 ? "" : "<html>" });
    await push();
  });

  it.each([301, 308, 400, 404, 409, 429, 500, 503])("answered with %d is tried again", async (status) => {
    Object.assign(receiver.state, { status, headers: { location: receiver.url } });
    await expect(push()).rejects.toThrow(`the receiver answered ${status}`);
    expect(receiver.received).toHaveLength(1);
  });

  it("answered with 410 is not tried again", async () => {
    receiver.state.status = 410;
    await expect(push()).rejects.toMatchObject({ code: "channels/gone" });
  });

  it("that nobody takes says why, and stops when it is told to", async () => {
    await expect(push({ url: "http://127.0.0.1:9/" })).rejects.toThrow();
    await expect(push({}, AbortSignal.abort(new Error("too long")))).rejects.toThrow("too long");
  });
});

describe("the settings of a callback", () => {
  const create = (credentials: JsonObject): Channel =>
    createCallbackInput({ name: "callback", credentials, clock });

  it.each([
    [{}, "channels/missing-key", "url"],
    [{ url: "ftp://x" }, "channels/bad-url", "url"],
    [{ url: "127.0.0.1:5034" }, "channels/bad-url", "url"],
    [{ url: 5034 }, "channels/bad-url", "url"],
    [{ url: { toString: 1, valueOf: 1 } }, "channels/bad-url", "url"],
    [{ url: "http://x", secret: 12 }, "channels/bad-key", "secret"],
    [{ url: "http://x", secret: "" }, "channels/bad-key", "secret"],
    [{ url: "http://x", secret: " " }, "channels/bad-key", "secret"],
    [{ url: "http://x", secret: null }, "channels/bad-key", "secret"],
    [{ url: "http://x", secret: "whsec_" }, "channels/bad-key", "secret"],
    [{ url: "http://x", secret: [] }, "channels/bad-key", "secret"],
    [{ url: "http://x", secret: ["good", ""] }, "channels/bad-key", "secret"],
    [{ url: "http://x", secret: ["good", 7] }, "channels/bad-key", "secret"],
    [{ url: "http://x", secret: ["1", "2", "3", "4", "5", "6"] }, "channels/bad-key", "secret"],
    [{ url: "http://x", on_open: ["/greet"] }, "channels/bad-key", "on_open"],
    [{ url: "http://x", headers: "a: b" }, "channels/bad-key", "headers"],
    [{ url: "http://x", params: { a: {} } }, "channels/bad-key", "params"],
    [{ url: "http://x", basic_auth: { username: "me" } }, "channels/bad-key", "basic_auth"],
  ])("%j are refused by name", (credentials, code, key) => {
    expect(() => create(credentials)).toThrow(
      expect.objectContaining({ code, details: { channel: "callback", key } }) as Error,
    );
  });
});

describe("the callback channel behind the server", () => {
  it("answers success after the commit and posts what the bot says, in order", async () => {
    await using bot = await startServer();
    const answer = await bot.post("/webhooks/callback/webhook", { sender: "me", message: "/greet" });
    expect(answer).toMatchObject({ status: 200, text: "success" });
    await bot.post("/webhooks/callback/webhook", { sender: "me", message: "/bye" });
    await bot.post("/conversations/me/trigger_intent?output_channel=latest", { name: "EXTERNAL_tick" });
    expect(bot.received.map(({ text }) => (JSON.parse(text) as { text: string }).text)).toEqual([
      "Hello.",
      "Bye.",
      "Tick.",
    ]);
  });

  it("ignores metadata and input_channel, and needs a message", async () => {
    await using bot = await startServer();
    const body = { sender: "me", message: "/greet", input_channel: "web", metadata: { a: 1 } };
    await bot.post("/webhooks/callback/webhook", body);
    expect((await bot.get("/conversations/me/tracker?include_events=NONE")).json()).toMatchObject({
      latest_input_channel: "callback",
      latest_message: { metadata: {} },
    });
    const missing = await bot.post("/webhooks/callback/webhook", { sender: "me" });
    expect(missing.json()).toMatchObject({ code: 400, details: { parameter: "/message", in: "body" } });
  });

  it("keeps what could not be delivered and sends it under the same id when the receiver is back", async () => {
    await using bot = await startServer();
    bot.receiver.state.status = 503;
    await bot.post("/webhooks/callback/webhook", { sender: "me", message: "/greet" });
    await bot.post("/webhooks/callback/webhook", { sender: "me", message: "/bye" });
    while (bot.received.length === 0) await new Promise((resolve) => setImmediate(resolve));
    bot.receiver.state.status = 200;
    while (bot.received.length < 3) await bot.clock.advance(500);
    const texts = bot.received.map(({ text }) => (JSON.parse(text) as { text: string }).text);
    expect(texts.slice(-2)).toEqual(["Hello.", "Bye."]);
    const ids = bot.received.map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids).size).toBe(2);
    expect(ids.at(-2)).toBe(ids[0]);
  });

  it("starts the welcome when the chat is opened, once a session", async () => {
    await using bot = await startServer();
    expect(await bot.post("/webhooks/callback/open", { sender: "me" })).toMatchObject({ text: "success" });
    await bot.post("/webhooks/callback/open", { sender: "me" });
    await bot.get("/conversations/me/tracker");
    expect(await bot.store.readMessages("me", { after: 0, limit: 10 })).toHaveLength(1);
  });
});

describe("a channel of one's own", () => {
  const directory = copyProject("test/channels/fixtures/garden");
  const ownChannels = async () =>
    [...(await loadChannels(directory)).definitions.values()].map(({ definition }) => definition);

  it("is loaded from channels/, reads its platform's requests and writes its platform's messages", async () => {
    const url = `${receiver.url}/garden`;
    await using bot = await startServer({
      channels: await ownChannels(),
      credentials: { garden: { url, secret: "s", on_open: "/greet" } },
    });
    const say = (): Promise<unknown> =>
      bot.post("/webhooks/garden/webhook", {
        plot: "p7",
        words: '/remind{"seconds": 60, "name": "tea"}',
        id: "1",
      });
    await say();
    await say();
    await bot.post("/webhooks/garden/open", { sender: "p8" });
    await bot.clock.advance(60_000);
    while (receiver.received.length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(receiver.received.map(({ text }) => JSON.parse(text) as unknown)).toEqual(
      expect.arrayContaining([
        { plot: "p8", words: "Hello." },
        { plot: "p7", words: "Tick." },
      ]),
    );
    expect(receiver.received[0]?.headers["webhook-signature"]).toMatch(/^v1,/);
    expect((await bot.get("/webhooks/garden/")).json()).toEqual({ status: "ok" });
    const events = await bot.store.readEvents("p7");
    expect(events.filter(({ event }) => event.event === "reminder")).toHaveLength(1);
  });

  it("may send text that is no JSON, and elsewhere", async () => {
    const channel = createCallbackInput({
      name: "sms",
      credentials: { url: "http://127.0.0.1:9/" },
      clock,
      writeMessage: ({ text }, { address }) => ({
        url: receiver.url,
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ To: String(address.data["phone"]), Body: text ?? "" }).toString(),
      }),
    });
    await channel.push?.({
      address: { channel: "sms", data: { phone: "+49 1" } },
      message: { recipient_id: "me", text: "hi" },
      id: "1",
      attempt: 1,
      signal: new AbortController().signal,
    });
    expect(receiver.received[0]).toMatchObject({
      text: "To=%2B49+1&Body=hi",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
  });

  it("without an address it can post to is given up at once", async () => {
    const writeMessage = () => ({ url: "mailto:me", body: {} });
    const channel = createCallbackInput({
      name: "x",
      credentials: { url: receiver.url },
      clock,
      writeMessage,
    });
    const delivery = {
      address: { channel: "x", data: {} },
      message: { recipient_id: "me" },
      id: "1",
      attempt: 1,
      signal: new AbortController().signal,
    };
    await expect(channel.push?.(delivery)).rejects.toMatchObject({ code: "channels/undeliverable" });
  });

  it("takes the place of a built-in one of its name", async () => {
    const [garden] = await ownChannels();
    const own = {
      name: "rest",
      create: () => ({
        name: "rest",
        openingPayload: "/own",
        handle: async () => ({ status: 200, body: "own" }),
      }),
    };
    const channels = await createChannels(
      new Map([["rest", {}]]),
      [own, ...(garden === undefined ? [] : [garden])],
      services,
    );
    expect(channels.get("rest")?.openingPayload).toBe("/own");
  });
});
