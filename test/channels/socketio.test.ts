import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import jwt from "jsonwebtoken";
import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import { afterEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/index.ts";
import { createMemoryStore } from "../../src/storage/index.ts";
import { type StartOptions, startServer, type TestServer } from "../server/start-server.ts";

const open: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function start(keys: JsonObject = {}, options: StartOptions = {}): Promise<TestServer> {
  const bot = await startServer({ ...options, credentials: { socketio: keys } });
  open.push({ close: () => bot[Symbol.asyncDispose]() });
  return bot;
}

/** A client that notes what it hears. */
function connect(
  bot: { readonly url: string },
  options: Partial<ManagerOptions & SocketOptions> = {},
  namespace = "",
) {
  const socket: Socket = io(`${bot.url}${namespace}`, { forceNew: true, reconnectionDelay: 10, ...options });
  open.push({ close: () => socket.close() });
  const heard: { readonly event: string; readonly data: unknown }[] = [];
  let look = (): void => {};
  socket.onAny((event: string, data: unknown) => {
    heard.push({ event, data });
    look();
  });
  const of = (event: string): unknown[] => heard.filter((one) => one.event === event).map(({ data }) => data);
  return {
    socket,
    heard,
    of,
    /** Once it has heard so many of an event, all of them. */
    until: (event: string, count = 1) =>
      new Promise<unknown[]>((resolve) => {
        const before = look;
        look = () => {
          before();
          if (of(event).length >= count) resolve(of(event));
        };
        look();
      }),
    /** What the client itself says of its connection next. */
    next: (event: "disconnect" | "connect_error") =>
      new Promise<unknown>((resolve) => {
        socket.once(event, resolve);
      }),
    say: (data: unknown, event = "user_uttered") => socket.emitWithAck(event, data) as Promise<JsonObject>,
  };
}

/** Asks for a session and gives its id and its conversation's. */
async function ask(client: ReturnType<typeof connect>, request: JsonObject = {}) {
  const [confirmed, begun] = [client.of("session_confirm").length, client.of("session").length];
  client.socket.emit("session_request", request);
  const ids = await client.until("session_confirm", confirmed + 1);
  const sessions = await client.until("session", begun + 1);
  const { conversation_id: conversation, after } = sessions.at(-1) as Record<string, unknown>;
  return { session: String(ids.at(-1)), conversation: String(conversation), after: Number(after) };
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const KEEP = { session_persistence: true };
const SECRET = "a secret that is long enough for HS256";

const HELLO = {
  text: "Hello.",
  quick_replies: [{ content_type: "text", title: "Bye", payload: "/bye" }],
};

/** An external event for a conversation, as devices send it. */
const water = (bot: TestServer, conversation: string, plant: string) =>
  bot.post(`/conversations/${conversation}/trigger_intent?output_channel=latest&delivery=true`, {
    name: "EXTERNAL_dry_plant",
    entities: { plant },
  });

const warning = (plant: string, sequence: number) => ({ text: `Your ${plant} needs some water!`, sequence });

describe("the channel socketio", () => {
  it("confirms a session, takes messages and says what the bot answers, with its number", async () => {
    const bot = await start();
    const client = connect(bot);
    const { session, conversation } = await ask(client);
    expect(session).toMatch(/^[0-9a-f]{32}$/);
    expect(await client.say({ message: "/greet", session_id: session, metadata: { from: "page" } })).toEqual(
      {},
    );
    expect(await client.until("bot_uttered")).toEqual([{ ...HELLO, sequence: 1 }]);
    const [event] = (await bot.assistant.events(conversation)).filter((one) => one.event === "user");
    expect(event).toMatchObject({ input_channel: "socketio", text: "/greet", metadata: { from: "page" } });
    expect((await bot.get("/webhooks/socketio/")).json()).toEqual({ status: "ok" });
  });

  it("speaks first: an event reaches who is connected, and the caller is told how", async () => {
    const bot = await start();
    const client = connect(bot);
    const { conversation } = await ask(client);
    await client.say({ message: "/greet" });
    const answer = await water(bot, conversation, "Orchid");
    expect(await client.until("bot_uttered", 2)).toEqual([{ ...HELLO, sequence: 1 }, warning("Orchid", 2)]);
    expect(answer.json()).toMatchObject({
      deliveries: [
        { status: "collected", reason: expect.stringContaining("at once while they are connected") },
      ],
    });
  });

  it("goes on by number: who comes back gets what was said meanwhile, once and in order", async () => {
    const bot = await start(KEEP);
    const first = connect(bot);
    const { session, conversation } = await ask(first);
    await first.say({ message: "/greet", session_id: session });
    await first.until("bot_uttered");
    first.socket.close();
    await water(bot, conversation, "Orchid");
    await water(bot, conversation, "Fern");

    const second = connect(bot);
    expect(await ask(second, { session_id: session, after: 1 })).toEqual({ session, conversation, after: 1 });
    expect(await second.until("bot_uttered", 2)).toEqual([warning("Orchid", 2), warning("Fern", 3)]);
    await water(bot, conversation, "Rose");
    expect((await second.until("bot_uttered", 3)).slice(2)).toEqual([warning("Rose", 4)]);
  });

  it("says only what is new to a client that names no number, which keeps its own history", async () => {
    const bot = await start(KEEP);
    const first = connect(bot);
    const { session, conversation } = await ask(first);
    await first.say({ message: "/greet", session_id: session });
    await first.until("bot_uttered");

    const second = connect(bot);
    expect(await ask(second, { session_id: session })).toEqual({ session, conversation, after: 1 });
    await water(bot, conversation, "Orchid");
    expect(await second.until("bot_uttered")).toEqual([warning("Orchid", 2)]);
    // The other tab hears it too.
    expect((await first.until("bot_uttered", 2)).slice(1)).toEqual([warning("Orchid", 2)]);
  });

  it("begins anew where the conversation was erased, whatever number a client has", async () => {
    const bot = await start(KEEP);
    const client = connect(bot);
    const { session, conversation } = await ask(client);
    for (const plant of ["Orchid", "Fern"]) await water(bot, conversation, plant);
    await client.until("bot_uttered", 2);
    expect((await bot.call("DELETE", `/conversations/${conversation}`)).status).toBe(204);
    await water(bot, conversation, "Rose");
    expect((await client.until("bot_uttered", 3)).slice(2)).toEqual([warning("Rose", 1)]);
    const other = connect(bot);
    expect(await ask(other, { session_id: session, after: 2 })).toMatchObject({ after: 0 });
    expect(await other.until("bot_uttered")).toEqual([warning("Rose", 1)]);
  });

  it("gives each connection a conversation of its own unless sessions are kept, as Rasa does", async () => {
    const bot = await start();
    const first = connect(bot);
    const { session, conversation } = await ask(first);
    const second = connect(bot);
    const other = await ask(second, { session_id: session });
    expect(other.session).not.toBe(session);
    expect(other.conversation).not.toBe(conversation);
    await first.say({ message: "/greet" });
    await second.say({ message: "/bye", session_id: session });
    expect(await first.until("bot_uttered")).toEqual([{ ...HELLO, sequence: 1 }]);
    expect(await second.until("bot_uttered")).toEqual([{ text: "Bye.", sequence: 1 }]);
  });

  it("takes a message without a session as the first of a conversation, unless sessions are kept", async () => {
    const bot = await start();
    const client = connect(bot);
    await client.say({ message: "/bye" });
    expect(await client.until("bot_uttered")).toEqual([{ text: "Bye.", sequence: 1 }]);
    const keeping = connect(await start(KEEP));
    for (const named of [{}, { session_id: "user-17" }, { session_id: 17 }]) {
      const answer = await keeping.say({ message: "/bye", ...named });
      expect(answer).toMatchObject({ error: { code: "channels/no-session" } });
    }
  });

  it("lets nobody into a conversation whose session can be guessed", async () => {
    const bot = await start(KEEP);
    const [first, second] = [connect(bot), connect(bot)];
    const mine = await ask(first, { session_id: "user-17" });
    const theirs = await ask(second, { session_id: "user-17" });
    expect(theirs.conversation).not.toBe(mine.conversation);
    // Nor does it help to know the conversation's id, which logs and action servers show.
    expect((await ask(second, { session_id: mine.conversation })).conversation).not.toBe(mine.conversation);
    await first.say({ message: "/bye", session_id: mine.session });
    await first.until("bot_uttered");
    await ask(second, { session_id: theirs.session });
    await second.say({ message: "/greet", session_id: theirs.session });
    await second.until("bot_uttered");
    expect(second.of("bot_uttered")).toEqual([{ ...HELLO, sequence: 1 }]);
  });

  it("handles a message once, however often it is sent under one id", async () => {
    const bot = await start(KEEP);
    const client = connect(bot);
    const { session, conversation } = await ask(client);
    const message = { message: "/bye", session_id: session, message_id: "m1" };
    expect(await Promise.all([client.say(message), client.say(message)])).toEqual([{}, {}]);
    expect(await client.say(message)).toEqual({});
    await client.say({ message: "/greet", session_id: session });
    expect(await client.until("bot_uttered", 2)).toEqual([
      { text: "Bye.", sequence: 1 },
      { ...HELLO, sequence: 2 },
    ]);
    expect(await bot.store.readMessages(conversation, { after: 0, limit: 9 })).toHaveLength(2);
  });

  it("handles what was said before the session is asked for again, and answers then", async () => {
    const bot = await start(KEEP);
    const first = connect(bot);
    const { session, conversation } = await ask(first);
    first.socket.close();
    const second = connect(bot, { autoConnect: false });
    // Buffered while it was away, it is sent before anything that a page does when it is connected.
    second.socket.emit("user_uttered", { message: "/bye", session_id: session });
    second.socket.on("connect", () =>
      second.socket.emit("session_request", { session_id: session, after: 0 }),
    );
    second.socket.connect();
    expect(await second.until("bot_uttered")).toEqual([{ text: "Bye.", sequence: 1 }]);
    expect(await bot.assistant.events(conversation)).not.toEqual([]);
  });

  it("handles what a client said before it left", async () => {
    const bot = await start(KEEP);
    const client = connect(bot, { transports: ["websocket"] });
    const { session, conversation } = await ask(client);
    client.socket.emit("session_request", { session_id: session, after: 0 });
    client.socket.emit("user_uttered", { message: "/bye", session_id: session });
    // Answered in the order of the packets, so the message has arrived when this is.
    await client.say({});
    client.socket.close();
    const again = connect(bot);
    await ask(again, { session_id: session, after: 0 });
    expect(await again.until("bot_uttered")).toEqual([{ text: "Bye.", sequence: 1 }]);
    expect(conversation).toMatch(/^[0-9a-f]{32}$/);
  });

  it("goes on as it was when a session is asked for twice", async () => {
    const bot = await start({ ...KEEP, on_open: "/greet" });
    const client = connect(bot);
    const { session, conversation } = await ask(client);
    for (let round = 0; round < 5; round++) client.socket.emit("session_request", { session_id: session });
    await water(bot, conversation, "Orchid");
    expect(await client.until("bot_uttered", 2)).toEqual([{ ...HELLO, sequence: 1 }, warning("Orchid", 2)]);
    expect(client.of("session")).toHaveLength(1);
  });

  it("sends nothing of a conversation that a client has left, though it reads slowly", async () => {
    const bot = await start(KEEP);
    const client = connect(bot);
    const { conversation } = await ask(client);
    const many = Array.from({ length: 300 }, (_, index) => `Plant ${index}`);
    for (const plant of many) await water(bot, conversation, plant);
    await client.until("bot_uttered", 300);
    const { session } = await ask(client, { session_id: "" });
    client.socket.emit("session_request", { session_id: session, after: 0 });
    await client.say({ message: "/bye", session_id: session });
    expect((await client.until("bot_uttered", 301)).slice(300)).toEqual([{ text: "Bye.", sequence: 1 }]);
  });

  it("takes no more than twenty messages of a client at once", async () => {
    const bot = await start();
    const client = connect(bot, { transports: ["polling"] });
    const { conversation } = await ask(client);
    const answers = await Promise.all(Array.from({ length: 60 }, () => client.say({ message: "/bye" })));
    const refused = answers.filter(({ error }) => error !== undefined);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused)
      expect(answer).toMatchObject({ error: { code: "channels/too-many-messages" } });
    expect(await client.say({ message: "/bye" })).toEqual({});
    const said = await bot.store.readMessages(conversation, { after: 0, limit: 100 });
    expect(said).toHaveLength(61 - refused.length);
  });

  it("greets once when the chat opens", async () => {
    const bot = await start({ ...KEEP, on_open: "/greet" });
    const client = connect(bot);
    const { session } = await ask(client);
    expect(await client.until("bot_uttered")).toEqual([{ ...HELLO, sequence: 1 }]);
    await ask(client, { session_id: session, after: 1 });
    await client.say({ message: "/bye", session_id: session });
    expect((await client.until("bot_uttered", 2)).slice(1)).toEqual([{ text: "Bye.", sequence: 2 }]);
  });

  it("has Rasa's names for everything unless they are changed", async () => {
    const bot = await start({
      user_message_evt: "said",
      bot_message_evt: "heard",
      namespace: "garden",
      socketio_path: "/live/",
      metadata_key: "customData",
    });
    const client = connect(bot, { path: "/live" }, "/garden");
    const { conversation } = await ask(client);
    await client.say({ message: "/bye", customData: '{"page": 3}' }, "said");
    expect(await client.until("heard")).toEqual([{ text: "Bye.", sequence: 1 }]);
    const [event] = (await bot.assistant.events(conversation)).filter((one) => one.event === "user");
    expect(event).toMatchObject({ metadata: { page: 3 } });
    const elsewhere = connect(bot, { path: "/live", reconnection: false });
    expect(await elsewhere.next("connect_error")).toMatchObject({ message: "channels/unknown-namespace" });
  });

  it("tells a client what is wrong with its message, and goes on", async () => {
    const bot = await start();
    const client = connect(bot);
    await ask(client);
    for (const wrong of [null, 7, "hello", [], {}, { message: 7 }, { message: null }]) {
      expect(await client.say(wrong)).toMatchObject({ error: { code: "channels/bad-request" } });
    }
    client.socket.emit("user_uttered", {});
    expect(await client.until("message_failed")).toMatchObject([{ code: "channels/bad-request" }]);
    client.socket.emit("session_request", "odd", "more", () => {});
    client.socket.emit("unknown", new Uint8Array(10));
    const bytes = { message: "/bye", metadata: { file: new Uint8Array(10) } };
    expect(await client.say(bytes)).toMatchObject({ error: { code: "channels/bad-request" } });
    await client.say({ message: "/bye", metadata: "{broken" });
    expect(await client.until("bot_uttered")).toEqual([{ text: "Bye.", sequence: 1 }]);
  });

  it("cuts off who sends more than a megabyte at once, and serves the others", async () => {
    const bot = await start();
    const [greedy, other] = [connect(bot, { reconnection: false, transports: ["websocket"] }), connect(bot)];
    await ask(greedy);
    const gone = greedy.next("disconnect");
    greedy.socket.emit("user_uttered", { message: "x".repeat(1_100_000) });
    await gone;
    await other.say({ message: "/bye" });
    expect(await other.until("bot_uttered")).toEqual([{ text: "Bye.", sequence: 1 }]);
  });

  it("goes on with polling alone", async () => {
    const bot = await start();
    const client = connect(bot, { transports: ["polling"] });
    const { conversation } = await ask(client);
    await water(bot, conversation, "Orchid");
    expect(await client.until("bot_uttered")).toEqual([warning("Orchid", 1)]);
  });
});

describe("who may use the channel socketio", () => {
  it.each(["websocket", "polling"])("pages of other sites may not, over %s", async (transport) => {
    const bot = await start({}, { cors: ["https://garden.example"] });
    const options = { transports: [transport as "websocket"], reconnection: false };
    const foreign = connect(bot, { ...options, extraHeaders: { origin: "https://evil.example" } });
    await foreign.next("connect_error");
    expect(foreign.socket.connected).toBe(false);
    const own = connect(bot, { ...options, extraHeaders: { origin: "https://garden.example" } });
    await ask(own);
  });

  const token = (payload: object, secret = SECRET, options: jwt.SignOptions = {}): string =>
    jwt.sign(payload, secret, options);
  const tampered = (): string => {
    const [head, , signature] = token({ sub: "ann" }).split(".");
    return [head, Buffer.from('{"sub":"bob"}').toString("base64url"), signature].join(".");
  };
  const unsigned = (): string => {
    const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
    return `${encode({ alg: "none" })}.${encode({ sub: "ann" })}.`;
  };
  const otherMethod = (): string => {
    const text = `${Buffer.from('{"alg":"HS384"}').toString("base64url")}.${Buffer.from("{}").toString("base64url")}`;
    return `${text}.${createHmac("sha384", SECRET).update(text).digest("base64url")}`;
  };

  it.each<readonly [string, () => unknown]>([
    ["no token", () => undefined],
    ["an empty one", () => ""],
    ["no text", () => ({ sub: "ann" })],
    ["one of another key", () => token({ sub: "ann" }, "another secret that is long enough for it")],
    ["one that was changed", tampered],
    ["one without a signature", unsigned],
    ["one of another method", otherMethod],
    ["one whose subject is a number", () => token({ sub: "x" }).length > 0 && jwt.sign('{"sub":17}', SECRET)],
    ["one that has expired", () => token({ sub: "ann", exp: 1 })],
  ])("refuses %s where tokens are asked for", async (_, make) => {
    const bot = await start({ jwt_key: SECRET });
    const client = connect(bot, { auth: { token: make() }, reconnection: false });
    const error = await client.next("connect_error");
    expect((error as Error).message).toBe("channels/not-authenticated");
  });

  it.each([token({ user: "x" }), `Bearer ${token({ user: "x" })}`])("takes a valid token", async (given) => {
    const bot = await start({ jwt_key: SECRET });
    await ask(connect(bot, { auth: { token: given } }));
  });

  it("gives the subject of a token its own conversation, whatever session is named", async () => {
    const bot = await start({ ...KEEP, jwt_key: SECRET });
    const ann = connect(bot, { auth: { token: token({ sub: "ann" }) } });
    const bob = connect(bot, { auth: { token: token({ sub: "bob" }) } });
    expect(await ask(ann)).toMatchObject({ session: "ann", conversation: "ann" });
    expect(await ask(bob, { session_id: "ann" })).toMatchObject({ conversation: "bob" });
    await bob.say({ message: "/bye", session_id: "ann" });
    await water(bot, "ann", "Orchid");
    expect(await ann.until("bot_uttered")).toEqual([warning("Orchid", 1)]);
    expect(await bob.until("bot_uttered")).toEqual([{ text: "Bye.", sequence: 1 }]);
  });

  it("lets a client go when its token expires", async () => {
    const bot = await start({ jwt_key: SECRET });
    const exp = Math.floor(bot.clock.now() / 1000) + 60;
    const client = connect(bot, { auth: { token: token({ exp }) }, reconnection: false });
    await ask(client);
    const gone = client.next("disconnect");
    await bot.clock.advance(60_000);
    await gone;
  });

  it.each<readonly [string, JsonObject]>([
    ["jwt_key", { jwt_key: "" }],
    ["jwt_key", { jwt_key: 7 }],
    ["jwt_key", { jwt_key: "short" }],
    ["jwt_key", { jwt_key: SECRET, jwt_method: "RS256" }],
    ["jwt_method", { jwt_key: SECRET, jwt_method: "none" }],
    ["session_persistence", { session_persistence: "yes" }],
    ["socketio_path", { socketio_path: "socket" }],
    ["socketio_path", { socketio_path: "/conversations" }],
    ["namespace", { namespace: 7 }],
    ["user_message_evt", { user_message_evt: "session_request" }],
    ["bot_message_evt", { bot_message_evt: "disconnect" }],
  ])("refuses a '%s' that cannot be meant", async (key, keys) => {
    await expect(start(keys)).rejects.toMatchObject({ code: "channels/bad-key", details: { key } });
  });
});

it("lets its clients go when the server stops, and they go on with the next one", async () => {
  const store = createMemoryStore();
  const bot = await start(KEEP, { store });
  const client = connect(bot, { reconnection: false });
  const { session, conversation } = await ask(client);
  await client.say({ message: "/greet", session_id: session });
  await client.until("bot_uttered");
  const gone = client.next("disconnect");
  await bot.server.close();
  await gone;
  await bot.assistant.drain();

  const next = await start(KEEP, { store });
  await water(next, conversation, "Orchid");
  const again = connect(next);
  expect(await ask(again, { session_id: session, after: 1 })).toEqual({ session, conversation, after: 1 });
  await again.say({ message: "/bye", session_id: session });
  expect(await again.until("bot_uttered", 2)).toEqual([warning("Orchid", 2), { text: "Bye.", sequence: 3 }]);
});

it("is what the page of docs/channels.md makes of it", async () => {
  const bot = await start(KEEP);
  const text = await readFile(join(root, "docs/channels.md"), "utf8");
  const [, code = ""] = /^```js\n([\s\S]*?)^```$/m.exec(text) ?? [];
  expect(code).toContain("http://127.0.0.1:5005");
  // In the repository, where socket.io-client can be imported; and with what a browser has besides.
  const storage =
    "const kept = new Map(); globalThis.localStorage = { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v) };";
  const page = code.replace("http://127.0.0.1:5005", bot.url).replace('say("hello")', 'say("/bye")');
  const child = spawn(process.execPath, ["--input-type=module"], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });
  open.push({ close: () => child.kill() });
  child.stdin.end(`${page.replace(/^(import .*)$/m, `$1\n${storage}`)}`);
  const [piece] = await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
  expect(String(piece)).toBe("Bye.\n");
});

describe("a server with the channel socketio", () => {
  /** Sends a request as it stands and gives the answer's first line, once it has come or the connection is closed. */
  const sendRaw = (bot: TestServer, lines: readonly string[], body = ""): Promise<string> =>
    new Promise((resolve) => {
      const socket = createConnection(Number(new URL(bot.url).port), "127.0.0.1");
      let text = "";
      socket.on("data", (piece) => {
        text += String(piece);
        if (text.includes("\r\n\r\n")) socket.destroy();
      });
      socket.on("error", () => {});
      socket.on("close", () => resolve(text.split("\r\n", 1)[0] ?? ""));
      socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`);
    });
  const upgrade = (path: string, protocol = "websocket", method = "GET"): string[] => [
    `${method} ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Connection: Upgrade, HTTP2-Settings",
    `Upgrade: ${protocol}`,
    "HTTP2-Settings: AAMAAABkAAQAAP__",
  ];

  it("answers those who offer HTTP/2 as if they did not", async () => {
    const bot = await start();
    const body = JSON.stringify({ sender: "a", message: "/bye" });
    const head = [...upgrade("/webhooks/rest/webhook", "h2c", "POST"), "Content-Type: application/json"];
    expect(await sendRaw(bot, [...head, `Content-Length: ${body.length}`], body)).toBe("HTTP/1.1 200 OK");
  });

  it.each(["/nothing", "/socket.io", "/socket.io/", "/conversations/a/messages"])(
    "answers a request for a WebSocket at %s, or closes, and goes on",
    async (path) => {
      const bot = await start();
      expect(await sendRaw(bot, upgrade(path))).toMatch(/^HTTP\/1\.1 [24]\d\d |^$/);
      for (let round = 0; round < 50; round++) {
        const socket = createConnection(Number(new URL(bot.url).port), "127.0.0.1");
        socket.on("error", () => {});
        socket.write(`${upgrade(path).join("\r\n")}\r\n\r\n`, () => socket.resetAndDestroy());
        await once(socket, "close");
      }
      expect((await bot.get("/")).status).toBe(200);
    },
  );

  it("cuts off who does not take leave when it stops", async () => {
    const bot = await start();
    const silent = createConnection(Number(new URL(bot.url).port), "127.0.0.1");
    open.push({ close: () => silent.destroy() });
    silent.on("error", () => {});
    const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    const head = [
      "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
      "Host: 127.0.0.1",
      "Connection: Upgrade",
    ];
    silent.write(`${[...head, "Upgrade: websocket", key, "Sec-WebSocket-Version: 13"].join("\r\n")}\r\n\r\n`);
    await once(silent, "data");
    const closed = bot.server.close();
    await bot.clock.advance(2_000);
    await closed;
  });
});
