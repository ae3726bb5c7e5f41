import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../src/base/index.ts";
import {
  builtInChannelNames,
  createChannels,
  defineChannel,
  loadChannels,
} from "../../src/channels/index.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";
import { startServer } from "../server/start-server.ts";

const services = { clock: createSimulatedClock(), logger: silentLogger };

describe("making the channels of credentials.yml", () => {
  it("knows rest, callback and socketio", () => {
    expect(builtInChannelNames).toEqual(["rest", "callback", "socketio"]);
  });

  it("names the channel that was meant, and where one's own go", async () => {
    const attempt = createChannels(new Map([["calback", {}]]), [], services);
    await expect(attempt).rejects.toMatchObject({
      code: "channels/unknown",
      message: "There is no channel 'calback'.",
      hint: "Did you mean 'callback'? Channels: rest, callback, socketio. Your own go into channels/, see docs/channels.md.",
    });
  });

  it("closes those that are open already when one fails", async () => {
    const closed: string[] = [];
    const channel = (name: string, given = name) => ({
      name,
      create: () => ({
        name: given,
        openingPayload: null,
        handle: async () => ({ status: 200, body: "" }),
        close: async () => {
          closed.push(given);
        },
      }),
    });
    const credentials = new Map([
      ["one", {}],
      ["two", {}],
    ]);
    const attempt = createChannels(credentials, [channel("one"), channel("two", "too")], services);
    await expect(attempt).rejects.toMatchObject({ code: "channels/other-name" });
    expect(closed).toEqual(["one", "too"]);
  });

  it.each(["", "a/b", "a b", "ä"])("refuses '%s' as a name", (name) => {
    expect(() => defineChannel({ name, create: () => Promise.reject(new Error()) })).toThrow(/is no name/);
  });
});

describe("loading a project's channels", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "tsbot-channels-"));
    await mkdir(join(directory, "channels"));
  });
  afterEach(() => rm(directory, { recursive: true }));
  const write = (name: string, text: string): Promise<void> =>
    writeFile(join(directory, "channels", name), text);
  const channel = (name: string): string =>
    `import { defineChannel } from "tsbot";
     export const channel = defineChannel({ name: "${name}", create: () => { throw new Error(); } });`;

  it("takes every exported channel, and none where there is no folder", async () => {
    await write(
      "one.ts",
      `${channel("one")}\nexport default channel;\nexport const helper = { name: "no" };`,
    );
    await write("two.ts", channel("two"));
    expect([...(await loadChannels(directory)).definitions.keys()]).toEqual(["one", "two"]);
    expect((await loadChannels(join(directory, "elsewhere"))).definitions.size).toBe(0);
  });

  it("names both files of a channel that is there twice", async () => {
    await write("one.ts", channel("same"));
    await write("two.ts", channel("same"));
    expect((await loadChannels(directory)).broken).toMatchObject([
      {
        code: "channels/defined-twice",
        message: "The channel 'same' is in 'channels/one.ts' and in 'channels/two.ts'.",
      },
    ]);
  });

  it("names every file that cannot be loaded, with the place, and loads the others", async () => {
    await write("broken.ts", "export default 5;\nexport const two = defineChannel({");
    await write("failing.ts", 'throw new Error("no credentials at 12:30:45");');
    await write("fine.ts", channel("fine"));
    const { broken, definitions } = await loadChannels(directory);
    expect(broken).toMatchObject([
      { code: "channels/cannot-load", at: { file: "channels/broken.ts", line: 2, column: 35 } },
      {
        code: "channels/cannot-load",
        at: { file: "channels/failing.ts", line: 1, column: 1 },
        message: "'channels/failing.ts' cannot be loaded: no credentials at 12:30:45",
      },
    ]);
    expect(broken[0]?.message).not.toContain(directory);
    expect([...definitions.keys()]).toEqual(["fine"]);
  });
});

describe("the REST channel", () => {
  it("answers with the messages, or one a line", async () => {
    await using bot = await startServer();
    const hello = { recipient_id: "me", text: "Hello.", buttons: [{ title: "Bye", payload: "/bye" }] };
    expect((await bot.say("me", "  /greet  ")).json()).toEqual([hello]);
    const lines = await bot.post("/webhooks/rest/webhook?stream=true", { sender: "me", message: "/greet" });
    expect(lines.headers["content-type"]).toBe("text/event-stream");
    expect(lines.text).toBe(`${JSON.stringify(hello)}\n`);
  });

  it.each([
    [{ message: "/bye" }, "default"],
    [{ sender: 12345, message: "/bye" }, "12345"],
    [{ sender: null, message: "/bye" }, "default"],
    [{ sender: "", message: "/bye" }, "default"],
  ])("takes the sender of %j as '%s'", async (body, recipient) => {
    await using bot = await startServer();
    const answer = await bot.post("/webhooks/rest/webhook", body);
    expect(answer.json()).toEqual([{ recipient_id: recipient, text: "Bye." }]);
  });

  it("passes metadata and input_channel on, and answers also in the name of a channel that pushes", async () => {
    await using bot = await startServer();
    const body = { sender: "me", message: "/bye", input_channel: "callback", metadata: { lang: "de" } };
    expect((await bot.post("/webhooks/rest/webhook", body)).json()).toHaveLength(1);
    expect((await bot.get("/conversations/me/tracker?include_events=NONE")).json()).toMatchObject({
      latest_input_channel: "callback",
      latest_message: { metadata: { lang: "de" } },
    });
    expect(bot.received).toEqual([]);
  });

  it("handles an empty message, and answers no message with nothing", async () => {
    await using bot = await startServer();
    expect((await bot.say("me", "")).json()).toEqual([]);
    expect((await bot.store.readEvents("me")).some(({ event }) => event.event === "user")).toBe(true);
    expect((await bot.post("/webhooks/rest/webhook", { sender: "you" })).json()).toEqual([]);
    expect(await bot.store.load("you")).toBeNull();
  });

  it.each([
    [{ sender: {}, message: "a" }, "/sender"],
    [{ sender: true, message: "a" }, "/sender"],
    [{ sender: "x".repeat(1001), message: "a" }, "/sender"],
    [{ sender: "me", message: { text: "a" } }, "/message"],
    [["me"], "/"],
    ["hello", "/"],
    [undefined, "/"],
  ])("points at what is wrong in %j", async (body, parameter) => {
    await using bot = await startServer();
    const answer = await bot.post("/webhooks/rest/webhook", body);
    expect(answer.json()).toMatchObject({ code: 400, details: { parameter, in: "body" } });
  });

  it.each([
    ["the header webhook-id", { "webhook-id": "m-1" }, {}],
    ["the header idempotency-key", { "idempotency-key": "m-1" }, {}],
    ["message_id", {}, { message_id: "m-1" }],
  ])("answers a repeat by %s again without handling it again", async (_what, headers, more) => {
    await using bot = await startServer();
    const body = { sender: "me", message: "/greet", ...more };
    const first = await bot.post("/webhooks/rest/webhook", body, headers);
    const again = await bot.post("/webhooks/rest/webhook", body, headers);
    expect(again.text).toBe(first.text);
    const events = await bot.store.readEvents("me");
    expect(events.filter(({ event }) => event.event === "user")).toHaveLength(1);
  });

  it("opens a chat with the welcome, once a session", async () => {
    await using bot = await startServer();
    expect((await bot.post("/webhooks/rest/open", { sender: "me" })).json()).toMatchObject([
      { text: "Hello." },
    ]);
    expect((await bot.post("/webhooks/rest/open", { sender: "me" })).json()).toEqual([]);
  });

  it("has no other addresses and methods, spelled any way", async () => {
    await using bot = await startServer();
    expect(await bot.get("/webhooks/rest/webhook")).toMatchObject({
      status: 405,
      headers: { allow: "POST" },
    });
    expect((await bot.post("/webhooks/rest/other", {})).status).toBe(404);
    expect((await bot.post("/webhooks/pigeon/webhook", {})).json()).toMatchObject({ status: 404 });
    expect((await bot.get("/webhooks/pigeon/")).status).toBe(404);
    const odd = await bot.post("/webhooks/rest/webhook/", { sender: "me", message: "/bye" });
    expect(odd.json()).toEqual([{ recipient_id: "me", text: "Bye." }]);
  });
});
