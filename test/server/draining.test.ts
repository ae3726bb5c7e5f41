import { describe, expect, it } from "vitest";
import { TsbotError } from "../../src/base/index.ts";
import { allRoutes } from "../../src/server/routes/index.ts";
import { startServer, type TestServer } from "./start-server.ts";

/** What changes a conversation, by the route that it goes through. */
type Writing = readonly [route: string, path: string, body: object | undefined];
const WRITING: readonly Writing[] = [
  ["POST /conversations/*id/trigger_intent", "/conversations/a/trigger_intent", { name: "EXTERNAL_tick" }],
  ["POST /conversations/*id/tracker/events", "/conversations/a/tracker/events", { event: "pause" }],
  ["POST /conversations/*id/messages", "/conversations/a/messages", { text: "hi", sender: "user" }],
  ["PUT /conversations/*id/tracker/events", "/conversations/a/tracker/events", [{ event: "pause" }]],
  ["POST /conversations/*id/execute", "/conversations/a/execute", { name: "utter_hello" }],
  ["POST /conversations/*id/predict", "/conversations/a/predict", undefined],
  ["DELETE /conversations/*id/reminders/:name", "/conversations/a/reminders/tea", undefined],
  ["POST /conversations/*id/reminders/:name/run", "/conversations/a/reminders/tea/run", undefined],
  ["POST /conversations/*id/reminders/:name/snooze", "/conversations/a/reminders/tea/snooze", { for: "10m" }],
  ["POST /events/:topic", "/events/plants", { name: "EXTERNAL_tick" }],
  ["PUT /conversations/*id/subscriptions/:topic", "/conversations/a/subscriptions/doors", undefined],
  ["DELETE /conversations/*id/subscriptions/:topic", "/conversations/a/subscriptions/plants", undefined],
  ["PUT /addresses/:name", "/addresses/phone", { conversation_id: "a" }],
  ["DELETE /addresses/:name", "/addresses/sensor", undefined],
  ["PUT /conversations/*id/opt_out", "/conversations/a/opt_out", undefined],
  ["DELETE /conversations/*id/opt_out", "/conversations/a/opt_out", undefined],
  ["ALL /webhooks/:channel/*rest", "/webhooks/rest/webhook", { sender: "a", message: "/greet" }],
  ["ALL /webhooks/:channel/*rest", "/webhooks/rest/open", { sender: "new" }],
  ["ALL /webhooks/:channel/*rest", "/webhooks/callback/webhook", { sender: "a", message: "/greet" }],
  ["ALL /webhooks/:channel/*rest", "/webhooks/callback/open", { sender: "new" }],
];

/** What sends or takes away what was committed before. */
const REMOVING: readonly Writing[] = [
  ["POST /outbox/:message/retry", "/outbox/ID/retry", undefined],
  ["DELETE /outbox/:message", "/outbox/ID", undefined],
  ["DELETE /conversations/*id", "/conversations/a", undefined],
];

const METHODS = ["DELETE", "PUT"] as const;

const call = (bot: TestServer, route: string, path: string, body: object | undefined) =>
  bot.call(
    METHODS.find((method) => route.startsWith(method)) ?? "POST",
    path,
    body === undefined ? {} : { body },
  );

async function startWithReminder(): Promise<TestServer> {
  const bot = await startServer();
  await bot.say("a", '/remind{"seconds": 60, "name": "tea"}');
  await bot.assistant.changeReach("a", { event: "subscribe", topic: "plants" });
  await bot.assistant.giveAddress("sensor", "a");
  return bot;
}

/** Begins the drain as soon as something is committed, and goes on only when new work is refused. */
function drainAtCommit(bot: TestServer): void {
  const { commit, endReminder, postToTopic, putAddress, deleteAddress } = bot.store;
  const afterwards = async <Result>(result: Result): Promise<Result> => {
    void bot.assistant.drain();
    const isRefused = (): Promise<boolean> =>
      bot.assistant.cancelReminder("someone-else", "none").then(
        () => false,
        (error) => TsbotError.isInstance(error) && error.code === "runtime/draining",
      );
    while (!(await isRefused())) await new Promise((resolve) => setImmediate(resolve));
    return result;
  };
  bot.store.commit = async (given) => afterwards(await commit.call(bot.store, given));
  bot.store.postToTopic = async (given) => afterwards(await postToTopic.call(bot.store, given));
  bot.store.putAddress = async (given) => afterwards(await putAddress.call(bot.store, given));
  bot.store.deleteAddress = async (name) => afterwards(await deleteAddress.call(bot.store, name));
  bot.store.endReminder = async (...given) => afterwards(await endReminder.apply(bot.store, given));
}

describe("while the server shuts down", () => {
  it("every writing route is looked at here", () => {
    const routes = allRoutes
      .filter(({ method, path }) => method !== "GET" && !path.startsWith("/model"))
      .map(({ method, path }) => `${method} ${path}`);
    const looked = [...WRITING, ...REMOVING].map(([route]) => route);
    expect([...new Set(looked)].sort()).toEqual(routes.sort());
  });

  it.each(REMOVING)("%s is refused, and changes nothing", async (route, path) => {
    await using bot = await startServer();
    bot.receiver.state.status = 410;
    await bot.post("/webhooks/callback/webhook", { sender: "a", message: "/greet" });
    const failed = () => bot.store.listOutbox({ status: "failed" });
    while ((await failed()).length === 0) await new Promise((resolve) => setImmediate(resolve));
    const before = await failed();
    await bot.assistant.drain();
    const answer = await call(bot, route, path.replace("ID", before[0]?.id ?? ""), undefined);
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
    expect(await failed()).toEqual(before);
  });

  it.each(WRITING)("%s (%s) says yes to what is committed", async (route, path, body) => {
    await using bot = await startWithReminder();
    drainAtCommit(bot);
    expect(await call(bot, route, path, body)).toMatchObject({ status: 200 });
  });

  it.each(WRITING)("%s (%s) refuses what comes later, and changes nothing", async (route, path, body) => {
    await using bot = await startWithReminder();
    const before = await bot.store.readEvents("a");
    await bot.assistant.drain();
    const answer = await call(bot, route, path, body);
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
    expect(await bot.store.readEvents("a")).toEqual(before);
    expect((await bot.store.listAddresses()).map(({ name }) => name)).toEqual(["sensor"]);
    expect(await bot.store.listReminders({ status: "pending" })).toHaveLength(1);
  });
});
