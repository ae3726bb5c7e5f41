import { subscribe } from "node:diagnostics_channel";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  type ActionDefinition,
  type ActionRunContext,
  createActionRunner,
  defineAction,
  rejectExecution,
  slotSet,
} from "../../src/actions/index.ts";
import type { JsonObject } from "../../src/base/index.ts";
import { applyEvents, type ConversationEvent, createTracker } from "../../src/conversation/index.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";
import { exampleDomain } from "../fixtures/example-domain.ts";
import { freePort } from "../free-port.ts";

const context = { tracker: createTracker("c", exampleDomain), domain: exampleDomain, channel: null };

function runnerOf(definition: ActionDefinition, clock = createSimulatedClock()) {
  const definitions = new Map([[definition.name, { definition, file: "actions/mine.ts" }]]);
  const local = { definitions, broken: [] };
  return createActionRunner({ local, endpoint: null, clock });
}

describe("an action of the project", () => {
  const run = (action: ActionDefinition["run"]) =>
    runnerOf(defineAction({ name: "action_mine", run: action })).run("action_mine", context);

  it("says messages in order and returns events", async () => {
    const result = await run(async ({ say, tracker }) => {
      say(`Hello ${tracker.conversationId}.`);
      say({ image: "cat.png" });
      return [slotSet("city", "Rome")];
    });
    expect(result).toEqual({
      status: "done",
      responses: [{ text: "Hello c." }, { image: "cat.png" }],
      events: [expect.objectContaining({ event: "slot", name: "city", value: "Rome" })],
    });
  });

  it("may return nothing", async () => {
    expect(await run(() => undefined)).toEqual({ status: "done", events: [], responses: [] });
  });

  it("that throws fails, with its place", async () => {
    const result = await run(() => {
      throw new Error("the weather service is down");
    });
    expect(result).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/weather service is down \(actions\/mine\.ts/) as string,
    });
  });

  it.each<[string, unknown, RegExp]>([
    ["nothing", undefined, /say needs a text or a message .*not undefined/],
    ["null", null, /not null/],
    ["a number", 5, /of type 'number'/],
    ["a list", ["Hello."], /not a list/],
    ["a text that is none", { text: 5 }, /'text' of a message is a text/],
    ["buttons that are none", { buttons: "Yes" }, /'buttons' of a message is a list of objects/],
    ["what JSON cannot carry", { custom: { count: 1n } }, /BigInt/],
  ])("that says %s fails at that place, and nothing of it is kept", async (_, message, reason) => {
    const result = await run(({ say }) => {
      say("Before.");
      say(message as string);
      return [slotSet("city", "Rome")];
    });
    expect(result).toEqual({ status: "failed", reason: expect.stringMatching(reason) as string });
  });

  it("names the line that said what is no message", async () => {
    const definition = defineAction({
      name: "action_mine",
      run: ({ say }) => say(undefined as never) as undefined,
    });
    const local = {
      definitions: new Map([["action_mine", { definition, file: "actions/runner.test.ts" }]]),
      broken: [],
    };
    const runner = createActionRunner({ local, endpoint: null, clock: createSimulatedClock() });
    expect(await runner.run("action_mine", context)).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/\(actions\/runner\.test\.ts:\d+:\d+\)$/) as string,
    });
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["an object without a text", Object.create(null)],
    ["an error with an odd stack", Object.assign(new Error("odd"), { stack: 5 })],
  ])("that throws %s fails like any other", async (_, thrown) => {
    const result = await run(() => {
      throw thrown;
    });
    expect(result).toMatchObject({ status: "failed" });
  });

  it("says messages as they were when it said them", async () => {
    const message = { custom: { count: 1 } };
    const result = await run(({ say }) => {
      say(message);
      message.custom.count = 2;
      return undefined;
    });
    expect(result).toMatchObject({ responses: [{ custom: { count: 1 } }] });
  });

  it("works on copies: nothing it writes into reaches the conversation", async () => {
    const message: ConversationEvent = {
      event: "user",
      text: "hi",
      parse_data: { text: "hi", intent: { name: "greet" }, entities: [{ entity: "a", value: ["b"] }] },
      input_channel: "rest",
      message_id: null,
      metadata: { from: { name: "Ann" } },
    };
    const tracker = applyEvents(context.tracker, [
      { event: "slot", name: "colours", value: ["red"] },
      message,
    ]);
    const before = structuredClone(tracker);
    const scribble = (input: ActionRunContext["tracker"]): void => {
      const { latestMessage } = input;
      (latestMessage.entities as unknown[]).push({});
      (input.entityValues("a")[0] as string[]).push("x");
      (latestMessage.metadata["from"] as { name: string }).name = "Bob";
      (input.getSlot("colours") as string[]).push("blue");
      (input.slots as Record<string, unknown>)["city"] = "Rome";
      (input.events as unknown[]).splice(0);
    };
    const result = await runnerOf(
      defineAction({
        name: "action_mine",
        run(input) {
          scribble(input.tracker);
          return [slotSet("colours", input.tracker.getSlot("colours"))];
        },
      }),
    ).run("action_mine", { ...context, tracker });
    expect(result).toMatchObject({ events: [{ name: "colours", value: ["red", "blue"] }] });
    expect(tracker).toEqual(before);
  });

  it("that rejects its execution is rejected, not failed", async () => {
    const rejecting = (): never => {
      throw rejectExecution();
    };
    expect(await run(rejecting)).toEqual({ status: "rejected" });
  });

  it.each([
    ["no list", "nonsense", /list of events/],
    ["an event that is none", [{ event: "party" }], /party/],
  ])("that returns %s fails and nothing of it is kept", async (_, returned, reason) => {
    const result = await run((() => returned) as unknown as ActionDefinition["run"]);
    expect(result).toMatchObject({ status: "failed", reason: expect.stringMatching(reason) as string });
  });

  it("is given up after its time, and told so", async () => {
    const clock = createSimulatedClock();
    let signal: AbortSignal | undefined;
    const definition = defineAction({
      name: "action_slow",
      timeout: 2_000,
      run: async (input) => {
        signal = input.signal;
        return await new Promise<never>(() => undefined);
      },
    });
    const result = runnerOf(definition, clock).run("action_slow", context);
    await clock.advance(1_999);
    expect(signal?.aborted).toBe(false);
    await clock.advance(1);
    expect(await result).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("within 2 seconds") as string,
    });
    expect(signal?.aborted).toBe(true);
  });

  it("is ended when the server stops, told so, and no other is begun", async () => {
    let signal: AbortSignal | undefined;
    let begun = 0;
    const runner = runnerOf(
      defineAction({
        name: "action_slow",
        run: async (input) => {
          begun += 1;
          signal = input.signal;
          return await new Promise<never>(() => undefined);
        },
      }),
    );
    const stopped = { status: "failed", reason: expect.stringContaining("stopping") as string };
    const result = runner.run("action_slow", context);
    await vi.waitFor(() => expect(begun).toBe(1));
    runner.cancel();
    expect(await result).toMatchObject(stopped);
    expect(signal?.aborted).toBe(true);
    expect(await runner.run("action_slow", context)).toMatchObject(stopped);
    expect(begun).toBe(1);
  });

  it("may run many times at once without Node calling it a leak", async () => {
    const warnings: string[] = [];
    const note = (warning: Error): void => {
      warnings.push(warning.message);
    };
    process.on("warning", note);
    const open: (() => void)[] = [];
    const runner = runnerOf(
      defineAction({
        name: "action_slow",
        run: () => new Promise<undefined>((resolve) => open.push(() => resolve(undefined))),
      }),
    );
    const results = Array.from({ length: 20 }, () => runner.run("action_slow", context));
    await vi.waitFor(() => expect(open).toHaveLength(20));
    for (const end of open) end();
    await Promise.all(results);
    process.off("warning", note);
    expect(warnings).toEqual([]);
  });

  it("that nobody runs fails and names the one that was meant", async () => {
    const runner = runnerOf(defineAction({ name: "action_remind", run: () => [] }));
    expect(runner.has("action_remnid")).toBe(false);
    expect(await runner.run("action_remnid", context)).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("action_remind") as string,
    });
  });
});

describe("an action on an action server", () => {
  const open: { close(): void }[] = [];
  afterEach(() => {
    for (const server of open.splice(0)) server.close();
  });

  interface Requested {
    readonly body: JsonObject;
    readonly url: URL;
    readonly authorization: string | undefined;
    readonly key: string | string[] | undefined;
  }

  async function serve(
    answer: (response: ServerResponse, body: JsonObject, url: URL) => void,
    section: JsonObject = {},
    userInfo = "",
  ) {
    const requests: Requested[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as JsonObject;
        const url = new URL(request.url ?? "/", "http://action.server");
        const { authorization, "idempotency-key": key } = request.headers;
        requests.push({ body, url, authorization, key });
        answer(response, body, url);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    open.push(server);
    const { port } = server.address() as AddressInfo;
    const runner = createActionRunner({
      local: { definitions: new Map(), broken: [] },
      endpoint: { url: `http://${userInfo}127.0.0.1:${port}/webhook`, ...section },
      clock: createSimulatedClock(),
    });
    return { runner, requests };
  }

  it("is asked with the name, the conversation and the domain, and answers events and messages", async () => {
    const { runner, requests } = await serve(
      (response) =>
        response.end(
          JSON.stringify({
            events: [{ event: "slot", name: "city", value: "Oslo" }],
            responses: [{ text: "Found it." }],
          }),
        ),
      { token: "t", basic_auth: { username: "bot", password: "p" } },
    );
    expect(await runner.run("action_find", context)).toMatchObject({
      status: "done",
      events: [{ event: "slot", name: "city", value: "Oslo" }],
      responses: [{ text: "Found it." }],
    });
    expect(requests).toMatchObject([
      {
        body: {
          next_action: "action_find",
          sender_id: "c",
          tracker: { sender_id: "c", slots: { city: null }, events: [] },
          domain: { intents: expect.anything() as unknown },
        },
        authorization: `Basic ${Buffer.from("bot:p").toString("base64")}`,
      },
    ]);
    expect(requests[0]?.url.searchParams.get("token")).toBe("t");
  });

  it("gets no domain when it wants none", async () => {
    const { runner, requests } = await serve((response) => response.end("{}"), {
      enable_selective_domain: true,
    });
    await runner.run("action_find", context);
    expect(requests[0]?.body).not.toHaveProperty("domain");
  });

  it.each<[string, number, string, object]>([
    ["400 naming the action", 400, '{"action_name":"action_find","error":"no"}', { status: "rejected" }],
    ["404", 404, '{"action_name":"action_find","error":"?"}', { status: "failed" }],
    ["500", 500, "broken", { status: "failed" }],
    ["what is no JSON", 200, "<html>", { status: "failed" }],
    ["a list", 200, "[]", { status: "failed" }],
    ["an unknown event", 200, '{"events":[{"event":"party"}]}', { status: "failed" }],
    ["nothing", 200, "", { status: "done", events: [], responses: [] }],
  ])("that answers %s is understood", async (_, code, text, expected) => {
    const { runner } = await serve((response) => {
      response.statusCode = code;
      response.end(text);
    });
    expect(await runner.run("action_find", context)).toMatchObject(expected);
  });

  it.each([502, 503])(
    "that is not reached behind a proxy (%d) is called again, as the same call",
    async (code) => {
      const { runner, requests } = await serve((response) => {
        response.statusCode = requests.length < 3 ? code : 200;
        response.end('{"events":[{"event":"slot","name":"city","value":"Oslo"}]}');
      });
      expect(await runner.run("action_find", context)).toMatchObject({
        status: "done",
        events: [{ name: "city", value: "Oslo" }],
      });
      expect(requests).toHaveLength(3);
      expect(new Set(requests.map(({ key }) => key)).size).toBe(1);
      await runner.run("action_find", context);
      expect(requests[3]?.key).toMatch(/^[0-9a-f-]{36}$/);
      expect(requests[3]?.key).not.toBe(requests[0]?.key);
    },
  );

  it("that starts only now is called again until it is there", async () => {
    const port = await freePort();
    const runner = createActionRunner({
      local: { definitions: new Map(), broken: [] },
      endpoint: { url: `http://127.0.0.1:${port}/webhook` },
      clock: createSimulatedClock(),
    });
    const refused = new Promise((resolve) => subscribe("undici:client:connectError", resolve));
    const result = runner.run("action_find", context);
    await refused;
    open.push(createServer((_, response) => response.end()).listen(port, "127.0.0.1"));
    expect(await result).toEqual({ status: "done", events: [], responses: [] });
  });

  it.each([500, 504])("that fails (%d), and may have acted, is not called again", async (code) => {
    const { runner, requests } = await serve((response) => response.writeHead(code).end());
    expect(await runner.run("action_find", context)).toMatchObject({
      status: "failed",
      reason: expect.stringContaining(String(code)) as string,
    });
    expect(requests).toHaveLength(1);
  });

  it("that hangs up in the middle is not called again", async () => {
    const { runner, requests } = await serve((response) => response.socket?.destroy());
    expect(await runner.run("action_find", context)).toMatchObject({ status: "failed" });
    expect(requests).toHaveLength(1);
  });

  it("that does not answer is hung up on when the server stops", async () => {
    let isClosed = false;
    const { runner, requests } = await serve((response) =>
      response.on("close", () => {
        isClosed = true;
      }),
    );
    const result = runner.run("action_find", context);
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    runner.cancel();
    expect(await result).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("stopping") as string,
    });
    await vi.waitFor(() => expect(isClosed).toBe(true));
  });

  it("that redirects fails, naming the address it points to", async () => {
    const { runner, requests } = await serve((response) => {
      response.writeHead(302, { location: "https://other.example/hook?token=t" }).end('{"events":[]}');
    });
    expect(await runner.run("action_find", context)).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/302.*'https:\/\/other\.example\/hook'/) as string,
    });
    expect(requests).toHaveLength(1);
  });

  it("is sent the credentials that stand in its url", async () => {
    const { runner, requests } = await serve((response) => response.end("{}"), {}, "me:p%40ss@");
    await runner.run("action_find", context);
    expect(requests[0]?.authorization).toBe(`Basic ${Buffer.from("me:p@ss").toString("base64")}`);
  });

  it("that is not there fails with a reason", async () => {
    const runner = createActionRunner({
      local: { definitions: new Map(), broken: [] },
      endpoint: { url: "http://127.0.0.1:9/webhook" },
      clock: createSimulatedClock(),
    });
    expect(await runner.run("action_find", context)).toMatchObject({ status: "failed" });
  });

  it.each<[JsonObject, string]>([
    [{}, "actions/missing-key"],
    [{ url: "webhook" }, "actions/bad-url"],
    [{ url: "localhost:5055/webhook" }, "actions/bad-url"],
    [{ url: "http://x", token: 12345 }, "actions/bad-key"],
    [{ url: "http://x", basic_auth: "secret" }, "actions/bad-key"],
    [{ url: "http://x", headers: ["a: b"] }, "actions/bad-key"],
  ])("is not called with what cannot be meant: %j", (endpoint, code) => {
    const none = { definitions: new Map(), broken: [] };
    expect(() => createActionRunner({ local: none, endpoint, clock: createSimulatedClock() })).toThrow(
      expect.objectContaining({ code }) as Error,
    );
  });
});
