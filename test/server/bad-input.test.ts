import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";

let bot: TestServer;
beforeAll(async () => {
  bot = await startServer();
  await bot.say("ann", "/greet");
});
afterAll(() => bot[Symbol.asyncDispose]());

interface BadInput {
  readonly what: string;
  readonly body: string;
  readonly statuses: readonly number[];
}

const ANYWHERE: readonly BadInput[] = [
  { what: "broken JSON", body: '{"event":', statuses: [400] },
  { what: "NaN, which is no JSON", body: '{"event":"restart","timestamp":NaN}', statuses: [400] },
  {
    what: "JSON nested too deep",
    body: `{"event":"slot","name":"a","value":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
    statuses: [400],
  },
  { what: "11 MB", body: JSON.stringify({ text: "x".repeat(11_000_000) }), statuses: [413] },
  { what: "a text", body: '"hello"', statuses: [400] },
  { what: "a number", body: "5", statuses: [400] },
  { what: "null", body: "null", statuses: [400] },
  {
    what: "10,000 events",
    body: JSON.stringify(Array.from({ length: 10_000 }, () => ({ event: "restart" }))),
    statuses: [400],
  },
];

const ROUTES = [
  ["POST", "/conversations/ann/tracker/events"],
  ["PUT", "/conversations/ann/tracker/events"],
  ["POST", "/conversations/ann/messages"],
  ["POST", "/conversations/ann/trigger_intent"],
  ["POST", "/conversations/ann/execute"],
] as const;

/** All that is kept of the conversation. */
async function everything(): Promise<string> {
  const tracker = await bot.get("/conversations/ann/tracker?include_events=ALL_SESSIONS");
  const reminders = await bot.get("/conversations/ann/reminders?all=true");
  const mailbox = await bot.get("/conversations/ann/messages?after=0");
  return [tracker, reminders, mailbox].map(({ status, text }) => `${status} ${text}`).join("\n");
}

it("would see a change", async () => {
  const before = await everything();
  expect((await bot.post("/conversations/ann/tracker/events", '{"event":"pause"}')).status).toBe(200);
  expect(await everything()).not.toBe(before);
  expect((await bot.post("/conversations/ann/tracker/events", '{"event":"resume"}')).status).toBe(200);
});

describe.each(ROUTES)("%s %s", (method, path) => {
  it.each(ANYWHERE)("refuses $what and changes nothing", async ({ body, statuses }) => {
    const before = await everything();
    const answer = await bot.call(method, path, { body });
    expect(statuses, answer.text).toContain(answer.status);
    expect(answer.json()).toMatchObject({ message: expect.any(String) as string });
    expect(await everything()).toBe(before);
  });
});

describe("a field that is wrong", () => {
  it.each([
    ["tracker/events", '{"event":"slot","name":5,"value":1}', "/name"],
    ["tracker/events", '{"event":"no_such_event"}', "/event"],
    ["tracker/events", '[{"event":"restart"},{"event":"action","name":5}]', "/1/name"],
    ["tracker/events", '{"event":"restart","timestamp":1e999}', "/timestamp"],
    ["tracker/events", '{"event":"restart","timestamp":"soon"}', "/timestamp"],
    ["messages", '{"text":5,"sender":"user"}', "text"],
    ["messages", '{"text":"a","sender":"bot"}', "sender"],
    ["trigger_intent", '{"name":5}', "name"],
    ["trigger_intent", '{"name":"EXTERNAL_tick","entities":5}', "/entities"],
    ["execute", '{"name":"action_listen","confidence":"high"}', "confidence"],
    ["execute", '{"name":{"__proto__":1}}', "name"],
  ])("is named, and nothing changes: %s %s", async (route, body, parameter) => {
    const before = await everything();
    const answer = await bot.post(`/conversations/ann/${route}`, body);
    expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
    expect(answer.status, answer.text).toBeLessThan(500);
    expect(answer.json()).toMatchObject({
      version: expect.any(String) as string,
      status: "failure",
      reason: expect.any(String) as string,
      details: { parameter, in: "body" },
    });
    expect(await everything()).toBe(before);
  });

  it.each([
    ["trigger_intent", '{"name":"no_such_intent"}'],
    ["execute", '{"name":"no_such_action"}'],
  ])("may be unknown, and nothing changes: %s %s", async (route, body) => {
    const before = await everything();
    const answer = await bot.post(`/conversations/ann/${route}`, body);
    expect(answer).toMatchObject({ status: 404 });
    expect(await everything()).toBe(before);
  });
});

it("takes half of a surrogate pair without failing", async () => {
  const answer = await bot.post(
    "/conversations/half/trigger_intent",
    '{"name":"EXTERNAL_tick","entities":{"plant":"\\ud800"}}',
  );
  expect(answer.status, answer.text).toBe(200);
  expect((await bot.get("/conversations/half/tracker")).status).toBe(200);
});
