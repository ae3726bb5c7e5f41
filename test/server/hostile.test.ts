import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../src/base/index.ts";
import { arrivalLimits } from "../../src/server/create-server.ts";
import { startServer, type TestServer } from "./start-server.ts";

let bot: TestServer;
const errors: unknown[] = [];
beforeEach(() => {
  errors.length = 0;
});
beforeAll(async () => {
  const note = (_message: string, fields?: object): void => {
    errors.push(fields);
  };
  bot = await startServer({ bodyLimit: 2_000, logger: { debug() {}, info() {}, warn() {}, error: note } });
});
afterAll(() => bot[Symbol.asyncDispose]());

const PATHS = [
  "/model/parse",
  "/conversations/h/tracker/events",
  "/conversations/h/messages",
  "/conversations/h/trigger_intent",
  "/webhooks/rest/webhook",
  "/webhooks/rest/open",
  "/webhooks/callback/webhook",
  "/webhooks/callback/open",
];

describe.each(PATHS)("POST %s", (path) => {
  it("answers any JSON with something else than a server error", async () => {
    const known = fc.constantFrom(
      "text",
      "name",
      "entities",
      "event",
      "sender",
      "message",
      "parse_data",
      "__proto__",
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 3 }, fc.jsonValue(), fc.dictionary(known, tie("any"), { maxKeys: 4 })),
    })).any;
    await fc.assert(
      fc.asyncProperty(value, async (body) => {
        const { status, text } = await bot.post(path, JSON.stringify(body));
        expect(status, text).toBeLessThan(500);
      }),
      { numRuns: 60 },
    );
    expect(errors).toEqual([]);
  });

  it.each([
    ["broken JSON", '{"sender"'],
    ["JSON with something behind it", "{} {}"],
    ["JSON nested too deep", `{"a":${"[".repeat(150)}${"]".repeat(150)}}`],
  ])("answers %s with 400 in the web framework's shape", async (_what, body) => {
    const answer = await bot.post(path, body, { "content-type": "application/json" });
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.json()).toMatchObject({
      description: "Bad Request",
      status: 400,
      message: "Failed when parsing body as json",
    });
  });

  it("refuses bodies that are too large, announced or not, and compressed ones", async () => {
    const large = JSON.stringify({ text: "x".repeat(3_000) });
    expect((await bot.post(path, large)).json()).toMatchObject({ code: 413 });
    const chunked = await bot.call("POST", path, {
      body: large,
      headers: { "transfer-encoding": "chunked" },
    });
    expect(chunked.status).toBe(413);
    const zipped = await bot.post(path, "{}", { "content-encoding": "gzip" });
    expect(zipped.json()).toMatchObject({ code: 415 });
  });
});

it("does not count brackets inside texts as nesting", async () => {
  const text = `\\"${"[".repeat(300)}\\\\`;
  expect((await bot.post("/model/parse", `{"text": "${text}"}`)).status).toBe(200);
});

it("survives requests that end in the middle", async () => {
  const { port } = new URL(bot.url);
  const { connect } = await import("node:net");
  for (const path of PATHS) {
    const socket = connect(Number(port), "127.0.0.1");
    await new Promise<void>((resolve) => socket.on("connect", resolve));
    socket.write(`POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{"text":`);
    await new Promise<void>((resolve) => socket.end(() => resolve()));
    socket.destroy();
  }
  expect((await bot.get("/")).status).toBe(200);
  expect(errors).toEqual([]);
});

it("tells nothing of its inner workings when it fails itself", async () => {
  const logged: unknown[] = [];
  const note = (_message: string, fields?: object): void => void logged.push(fields);
  await using broken = await startServer({ logger: { ...silentLogger, error: note } });
  broken.store.listConversations = () => Promise.reject(new Error("secret path /etc"));
  const answer = await broken.get("/conversations");
  expect(answer.json()).toMatchObject({ code: 500, reason: "UnexpectedError" });
  expect(answer.text).not.toContain("secret");
  broken.store.readMessages = () => Promise.reject(new Error("broken"));
  await broken.get("/conversations/me/messages?after=1");
  expect(logged).toMatchObject([
    { method: "GET", route: "/conversations", stack: expect.stringContaining(" at ") as string },
    { method: "GET", route: "/conversations/*id/messages" },
  ]);
});

it("breaks off an answer that fails on its way, so that nobody takes it for whole", async () => {
  await using broken = await startServer();
  broken.store.readMessages = () => Promise.reject(new Error("broken"));
  const stream = broken.get("/conversations/me/messages", { accept: "text/event-stream" });
  await expect(stream).rejects.toThrow(/aborted/);
});

it.each([
  [50, 50],
  [300_000, 30_000],
  [0, 30_000],
])("gives headers as long as the whole request: %d ms", (requestTimeout, connectionsCheckingInterval) => {
  expect(arrivalLimits(requestTimeout)).toEqual({
    requestTimeout,
    headersTimeout: requestTimeout,
    connectionsCheckingInterval,
  });
});

it("drops a request whose headers do not arrive in time", async () => {
  await using own = await startServer({ requestTimeout: 50 });
  const socket = connect(Number(new URL(own.url).port), "127.0.0.1");
  const ended = new Promise((resolve) => socket.on("close", resolve));
  socket.resume();
  socket.write("POST /webhooks/rest/webhook HTTP/1.1\r\nhost:");
  await ended;
});

it("drops a request that does not arrive in time", async () => {
  await using own = await startServer({ requestTimeout: 50 });
  const socket = connect(Number(new URL(own.url).port), "127.0.0.1");
  let answer = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    answer += text;
  });
  const ended = new Promise((resolve) => socket.on("close", resolve));
  socket.write("POST /webhooks/rest/webhook HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n{");
  await ended;
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
});
