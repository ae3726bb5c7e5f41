import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PostAnswer } from "../../src/runtime/index.ts";
import { createTestAssistant, type TestAssistant } from "../../src/testing/index.ts";
import { copyProject } from "../copy-project.ts";

const directory = copyProject("test/fixtures/outreach-bot");

let bot: TestAssistant;
beforeEach(async () => {
  bot = await createTestAssistant({ directory });
});
afterEach(() => bot.close());

const subscribe = (conversationId: string, topic = "plants") =>
  bot.assistant.changeReach(conversationId, { event: "subscribe", topic });

interface Posted {
  readonly topic?: string;
  readonly key?: string;
}

const post = (name: string, { topic = "plants", key }: Posted = {}): Promise<PostAnswer> =>
  bot.assistant.postEvent({
    topic,
    intent: "EXTERNAL_tick",
    entities: [{ entity: "name", value: name }],
    ...(key !== undefined && { idempotencyKey: key }),
  });

const statuses = ({ recipients }: Pick<PostAnswer, "recipients">) =>
  recipients.map(({ event: { conversationId, status } }) => `${conversationId} ${status}`);

describe("an event of a topic", () => {
  it("reaches every conversation that subscribes to it, and the answer says what each was told", async () => {
    await subscribe("ann");
    await subscribe("bob");
    await subscribe("cleo", "doors");
    const answer = await post("orchid");
    expect(answer).toMatchObject({
      repeated: false,
      next: null,
      post: { topic: "plants", counts: { waiting: 0, fired: 2, suppressed: 0, failed: 0 } },
      recipients: [
        { event: { conversationId: "bob", status: "fired" }, messages: [{ text: "Tick orchid." }] },
        { event: { conversationId: "ann", status: "fired" }, messages: [{ text: "Tick orchid." }] },
      ],
    });
    expect(await bot.said("ann")).toEqual(["Tick orchid."]);
    expect(await bot.said("cleo")).toEqual([]);
    const [latest] = (await bot.assistant.events("ann")).filter(({ event }) => event === "user");
    expect(latest).toMatchObject({
      metadata: { is_external: true, topic: "plants", event_id: answer.post.id },
    });
  });

  it("goes to the channel that the person last wrote from", async () => {
    await bot.say('/subscribe{"topic": "plants"}', "ann");
    const answer = await post("fern");
    expect(answer.recipients).toMatchObject([{ deliveries: [{ status: "delivered", channel: "fake" }] }]);
    expect(bot.channel.delivered.map(({ message }) => message.text)).toEqual(["Tick fern."]);
  });

  it("reaches nobody where nobody subscribes, or does so no more", async () => {
    expect((await post("orchid")).recipients).toEqual([]);
    await bot.say('/subscribe{"topic": "plants"}', "ann");
    await bot.say("/unsubscribe", "ann");
    expect((await post("orchid")).recipients).toEqual([]);
  });

  it("is refused when the domain has no such intent, and leaves no trace", async () => {
    await subscribe("ann");
    const wrong = bot.assistant.postEvent({ topic: "plants", intent: "EXTERNAL_tock", entities: [] });
    await expect(wrong).rejects.toMatchObject({ code: "runtime/unknown-intent" });
    expect(await bot.store.listExternalEvents()).toEqual([]);
  });

  it("is posted once under an Idempotency-Key", async () => {
    await subscribe("ann");
    const first = await post("orchid", { key: "k" });
    const again = await post("orchid", { key: "k" });
    expect(again).toEqual({ ...first, repeated: true });
    expect(await bot.said("ann")).toEqual(["Tick orchid."]);
    await expect(post("fern", { key: "k" })).rejects.toMatchObject({
      code: "runtime/idempotency-key-reused",
    });
    await subscribe("bob", "doors");
    expect(statuses(await post("fern", { topic: "doors", key: "k" }))).toEqual(["bob fired"]);
  });

  it("is tried again where the action fails, and holds up nobody else", async () => {
    await subscribe("ann");
    const answer = await post("broken");
    expect(answer.recipients).toMatchObject([
      { event: { status: "waiting", attempts: 1, reason: expect.stringContaining("it is broken") } },
    ]);
    expect(statuses(await post("orchid"))).toEqual(["ann fired"]);
    await bot.advance(24 * 3600_000);
    const state = await bot.assistant.readPost("plants", answer.post.id);
    expect(state).toMatchObject({
      post: { counts: { failed: 1 } },
      recipients: [
        { event: { status: "failed", attempts: 7, reason: expect.stringContaining("it is broken") } },
      ],
    });
  });

  it("is told page by page", async () => {
    for (const id of ["ann", "bob", "cleo"]) await subscribe(id);
    const { post: sent } = await post("orchid");
    const first = await bot.assistant.readPost("plants", sent.id, { limit: 2 });
    expect(statuses(first ?? { recipients: [] })).toEqual(["cleo fired", "bob fired"]);
    if (first?.next == null) throw new Error("There is another page.");
    const second = await bot.assistant.readPost("plants", sent.id, { limit: 2, after: first.next });
    expect(statuses(second ?? { recipients: [] })).toEqual(["ann fired"]);
    expect(second?.next).toBeNull();
    expect(await bot.assistant.readPost("doors", sent.id)).toBeNull();
  });
});

describe("what keeps an event of a topic from somebody", () => {
  const TICK = { topic: "plants", intent: "EXTERNAL_tick", entities: [] };

  it("is that the person opted out, which is recorded, until they opt in", async () => {
    await subscribe("ann");
    await bot.assistant.changeReach("ann", { event: "opt_out" });
    expect((await post("orchid")).recipients).toMatchObject([
      { event: { status: "suppressed", reason: "The person has opted out of events from outside." } },
    ]);
    await bot.assistant.changeReach("ann", { event: "opt_in" });
    expect(statuses(await post("orchid"))).toEqual(["ann fired"]);
  });

  it("is that the conversation unsubscribed before its turn came", async () => {
    await subscribe("ann");
    await bot.say("/greet", "ann");
    bot.assistant.useModel(null);
    bot.clock.disarm();
    await bot.store.postToTopic({
      ...TICK,
      id: "p",
      dedupeKey: null,
      batch: null,
      dueAt: bot.clock.now(),
      at: bot.clock.now(),
      idempotencyKey: null,
      requestHash: "",
      rateLimit: null,
    });
    await bot.store.commit({
      conversationId: "ann",
      expectedSequence: (await bot.store.load("ann"))?.sequence ?? 0,
      at: bot.clock.now(),
      events: [],
      reminders: [],
      messages: [],
      reach: [{ type: "unsubscribe", topic: "plants" }],
    });
    await bot.crash();
    await bot.advance(1);
    expect(await bot.store.listExternalEvents()).toMatchObject([
      { status: "suppressed", reason: "The conversation does not subscribe to 'plants' any more." },
    ]);
    expect(await bot.said("ann")).toEqual(["Hello."]);
  });
});

describe("a subscription", () => {
  it("is an event of the conversation, once", async () => {
    await subscribe("ann");
    const reach = await subscribe("ann");
    expect([...reach.topics]).toEqual(["plants"]);
    const events = (await bot.assistant.events("ann")).filter(({ event }) => event === "subscribe");
    expect(events).toHaveLength(1);
  });

  it("outlives a crash and the restart of the conversation", async () => {
    await subscribe("ann");
    await bot.say("/restart", "ann");
    await bot.crash();
    expect(statuses(await post("orchid"))).toEqual(["ann fired"]);
  });
});
