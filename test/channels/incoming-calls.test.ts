import { describe, expect, it } from "vitest";
import { silentLogger, TsbotError } from "../../src/base/index.ts";
import type { ReadMessages } from "../../src/channels/incoming-calls.ts";
import { createCallbackInput, loadChannels } from "../../src/channels/index.ts";
import { webhookHeaders } from "../../src/channels/webhook-signature.ts";
import { copyProject } from "../copy-project.ts";
import { type StartOptions, startServer } from "../server/start-server.ts";

/** The server with a channel `own` that reads requests in this way. */
function startWith(readMessages: ReadMessages, options: StartOptions = {}) {
  const own = {
    name: "own",
    create: (credentials: object, { clock }: { clock: Parameters<typeof createCallbackInput>[0]["clock"] }) =>
      createCallbackInput({ name: "own", credentials: { ...credentials }, clock, readMessages }),
  };
  return startServer({ channels: [own], credentials: { own: { url: "http://127.0.0.1:9/" } }, ...options });
}

const asTheyAre: ReadMessages = ({ body }) => body as ReturnType<ReadMessages>;
const PATH = "/webhooks/own/webhook";

describe("an error of a channel's own code", () => {
  it("that is no TsbotError is our fault, logged, and tells nothing", async () => {
    const logged: unknown[] = [];
    const logger = { ...silentLogger, error: (_message: string, fields?: unknown) => logged.push(fields) };
    const read: ReadMessages = () => {
      throw new Error("connect to 10.0.0.7 failed: password=hunter2");
    };
    await using bot = await startWith(read, { logger });
    const answer = await bot.post(PATH, {});
    expect(answer.json()).toMatchObject({ code: 500, reason: "UnexpectedError" });
    expect(answer.text).not.toContain("hunter2");
    expect(logged).toMatchObject([{ stack: expect.stringContaining("hunter2") as string }]);
  });

  it.each(["channels/bad-request", "garden/no-such-plot"])("with the code %s is told", async (code) => {
    const read: ReadMessages = () => {
      throw new TsbotError(code, "There is no such plot.", { hint: "Look again." });
    };
    await using bot = await startWith(read);
    expect((await bot.post(PATH, {})).json()).toMatchObject({
      code: 400,
      message: "There is no such plot.",
      details: { hint: "Look again." },
    });
  });
});

describe("what becomes of a request", () => {
  const good = { conversationId: "a", text: "/greet" };

  it.each([
    [null, "a list of messages"],
    [[null], "must be an object"],
    [[{ text: "hi" }], "'conversationId'"],
    [[{ ...good, text: 1 }], "'text'"],
    [[{ ...good, dedupeId: 1 }], "'dedupeId'"],
    [[{ ...good, messageId: 1 }], "'messageId'"],
    [[{ ...good, metadata: "x" }], "'metadata'"],
    [[{ ...good, metadata: [] }], "'metadata'"],
    [[{ ...good, address: "x" }], "'address'"],
    [[{ ...good, address: { channel: 1 } }], "'channel'"],
    [[{ ...good, address: { data: [] } }], "'data'"],
    [[good, { text: "hi" }], "'conversationId'"],
  ])("is looked at before anything is handled: %j", async (body, problem) => {
    await using bot = await startWith(asTheyAre);
    const answer = await bot.post(PATH, JSON.stringify(body));
    expect(answer.json()).toMatchObject({
      code: 400,
      message: expect.stringContaining(problem) as string,
    });
    expect(await bot.store.load("a")).toBeNull();
  });

  it("has the channel as its address when it names none", async () => {
    await using bot = await startWith(asTheyAre);
    await bot.post(PATH, [{ ...good, address: { data: { phone: "1" } } }]);
    const stored = await bot.store.load("a");
    expect(stored?.addresses.get("own")).toEqual({ channel: "own", data: { phone: "1" } });
  });
});

describe("several messages of one request", () => {
  const batch = [
    { conversationId: "a", text: "/greet" },
    { conversationId: "b", text: "/bye" },
    { conversationId: "b", text: "/greet" },
    { conversationId: "c", text: "/bye" },
  ];
  const heard = async (bot: Awaited<ReturnType<typeof startWith>>, id: string) =>
    (await bot.store.readEvents(id)).flatMap(({ event }) => (event.event === "user" ? [event.text] : []));

  it("are all tried before one is answered that failed, and a repeat doubles none", async () => {
    await using bot = await startWith(asTheyAre);
    const { commit } = bot.store;
    bot.store.commit = (given) =>
      given.conversationId === "b"
        ? Promise.reject(new Error("the disk is full"))
        : commit.call(bot.store, given);
    const id = { "webhook-id": "request-1" };
    expect((await bot.post(PATH, batch, id)).status).toBe(500);
    expect(await heard(bot, "a")).toEqual(["/greet"]);
    expect(await heard(bot, "b")).toEqual([]);
    expect(await heard(bot, "c")).toEqual(["/bye"]);
    bot.store.commit = commit;
    expect((await bot.post(PATH, batch, id)).status).toBe(200);
    expect(await heard(bot, "a")).toEqual(["/greet"]);
    expect(await heard(bot, "b")).toEqual(["/bye", "/greet"]);
    expect(await heard(bot, "c")).toEqual(["/bye"]);
  });

  it("of different conversations do not wait for each other", async () => {
    await using bot = await startWith(asTheyAre);
    const armed = bot.clock.pending;
    const answer = bot.post(PATH, [
      { conversationId: "slow", text: "/wait" },
      { conversationId: "other", text: "/wait" },
    ]);
    while (bot.clock.pending < armed + 2) await new Promise((resolve) => setImmediate(resolve));
    await bot.clock.advance(1_000);
    expect((await answer).status).toBe(200);
  });
});

describe("a channel that checks who is calling", () => {
  it("takes what was signed, and answers others with 401", async () => {
    const directory = copyProject("test/channels/fixtures/garden");
    const definitions = [...(await loadChannels(directory)).definitions.values()];
    await using bot = await startServer({
      channels: definitions.map(({ definition }) => definition),
      credentials: { gate: { url: "http://127.0.0.1:9/", incoming_secret: "s" } },
    });
    const path = "/webhooks/gate/webhook";
    const body = JSON.stringify({ visitors: [{ name: "ann", words: "/greet" }] });
    const headers = webhookHeaders({ id: "1", at: bot.clock.now(), body }, ["s"]);
    expect((await bot.post(path, body)).json()).toMatchObject({ code: 401, reason: "NotAuthenticated" });
    const other = body.replace("ann", "eve");
    expect((await bot.post(path, other, headers)).status).toBe(401);
    expect(await bot.store.load("eve")).toBeNull();
    expect((await bot.post(path, body, headers)).status).toBe(200);
    expect(await bot.store.load("ann")).not.toBeNull();
  });
});
