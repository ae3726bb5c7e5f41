import { expect, it } from "vitest";
import type {
  Commit,
  ConversationStore,
  ExternalEventChange,
  NewExternalEvent,
  NewTopicPost,
  PostReceipt,
  ReachChange,
} from "../../src/storage/index.ts";

/** 2026-01-01T00:00:00Z */
const NOW = 1_767_225_600_000;

/** A commit that changes nothing but what is given. */
function commitOf(conversationId: string, change: Partial<Commit>): Commit {
  return { conversationId, expectedSequence: 0, at: NOW, events: [], reminders: [], messages: [], ...change };
}

export function externalEvent(id: string, change: Partial<NewExternalEvent> = {}): NewExternalEvent {
  return {
    conversationId: "ann",
    id,
    topic: null,
    intent: "EXTERNAL_dry_plant",
    entities: [{ entity: "plant", value: "Orchid" }],
    outputChannel: "latest",
    dedupeKey: null,
    batch: null,
    dueAt: NOW,
    ...change,
  };
}

export function topicPost(id: string, change: Partial<NewTopicPost> = {}): NewTopicPost {
  return {
    id,
    topic: "plants",
    intent: "EXTERNAL_dry_plant",
    entities: [{ entity: "plant", value: "Orchid" }],
    dedupeKey: null,
    batch: null,
    dueAt: NOW,
    at: NOW,
    idempotencyKey: null,
    requestHash: "hash",
    rateLimit: null,
    ...change,
  };
}

const CONFLICT = expect.objectContaining({ code: "storage/conflict" });

type Use = () => ConversationStore;

/** What every store promises about events from outside. */
export function describeOutreach(use: Use): void {
  const reach = async (conversationId: string, ...changes: readonly ReachChange[]): Promise<void> => {
    await use().commit(commitOf(conversationId, { reach: changes }));
  };
  const change = async (...changes: readonly ExternalEventChange[]): Promise<void> => {
    await use().commit(commitOf("ann", { externalEvents: changes }));
  };
  describeReach(use, reach);
  describePosts(use, reach);
  describeExternalEvents(use, change);
  describeLists(use, change);
  describeAddressBook(use, reach);
}

function describeReach(use: Use, reach: (id: string, ...changes: ReachChange[]) => Promise<void>): void {
  it("subscribes once, and unsubscribes from one topic or all", async () => {
    await reach("ann", { type: "subscribe", topic: "plants" }, { type: "subscribe", topic: "doors" });
    await use().commit(
      commitOf("ann", { at: NOW + 5, reach: [{ type: "subscribe", topic: "plants" }, { type: "opt_out" }] }),
    );
    expect((await use().load("ann"))?.reach).toEqual({
      topics: new Set(["plants", "doors"]),
      optedOutAt: NOW + 5,
    });
    expect(await use().listSubscribers("plants")).toEqual([
      { conversationId: "ann", topic: "plants", since: NOW },
    ]);
    await reach("ann", { type: "unsubscribe", topic: "plants" }, { type: "opt_out" });
    expect((await use().load("ann"))?.reach).toEqual({ topics: new Set(["doors"]), optedOutAt: NOW + 5 });
    await reach("ann", { type: "unsubscribe", topic: null }, { type: "opt_in" });
    expect((await use().load("ann"))?.reach).toEqual({ topics: new Set(), optedOutAt: null });
  });

  it("lists topics and their subscribers page by page", async () => {
    for (const id of ["cleo", "ann", "bob"]) await reach(id, { type: "subscribe", topic: "plants" });
    await reach("bob", { type: "subscribe", topic: "doors" });
    expect(await use().listTopics()).toEqual([
      { topic: "doors", subscribers: 1 },
      { topic: "plants", subscribers: 3 },
    ]);
    expect(await use().listTopics({ after: "doors", limit: 5 })).toHaveLength(1);
    const ids = (await use().listSubscribers("plants", { after: "ann", limit: 1 })).map(
      ({ conversationId }) => conversationId,
    );
    expect(ids).toEqual(["bob"]);
    expect(await use().listSubscribers("nothing")).toEqual([]);
  });

  it("keeps the reach over a replaced history and erases it with the conversation", async () => {
    await reach("ann", { type: "subscribe", topic: "plants" }, { type: "address", name: "sensor" });
    await use().commit(commitOf("ann", { externalEvents: [{ type: "wait", event: externalEvent("e") }] }));
    await use().commit(commitOf("ann", { replaceHistory: true }));
    expect((await use().load("ann"))?.reach.topics).toEqual(new Set(["plants"]));
    await use().deleteConversation("ann");
    expect(await use().listTopics()).toEqual([]);
    expect(await use().listExternalEvents()).toEqual([]);
    expect(await use().readAddress("sensor")).toBeNull();
  });
}

function describePosts(use: Use, reach: (id: string, ...changes: ReachChange[]) => Promise<void>): void {
  it("stores a post with one waiting event for each subscriber", async () => {
    await reach("ann", { type: "subscribe", topic: "plants" });
    await reach("bob", { type: "subscribe", topic: "plants" });
    await reach("cleo", { type: "subscribe", topic: "doors" });
    const receipt = await use().postToTopic(topicPost("p", { batch: "b", dedupeKey: "k", dueAt: NOW + 9 }));
    expect(receipt).toEqual({
      type: "posted",
      post: {
        id: "p",
        topic: "plants",
        intent: "EXTERNAL_dry_plant",
        entities: [{ entity: "plant", value: "Orchid" }],
        at: NOW,
        requestHash: "hash",
        counts: { waiting: 2, fired: 0, suppressed: 0, failed: 0 },
      },
    });
    expect(await use().listExternalEvents({ topic: "plants", id: "p" })).toEqual(
      ["bob", "ann"].map((conversationId) => ({
        ...externalEvent("p", {
          conversationId,
          topic: "plants",
          batch: "b",
          dedupeKey: "k",
          dueAt: NOW + 9,
        }),
        nextAttemptAt: NOW + 9,
        attempts: 0,
        status: "waiting",
        reason: null,
        result: null,
        createdAt: NOW,
        endedAt: null,
      })),
    );
    const externalEvents = [{ type: "fired", id: "p", result: null }] as const;
    await use().commit(commitOf("ann", { externalEvents }));
    expect((await use().readTopicPost("plants", "p"))?.counts).toMatchObject({ waiting: 1, fired: 1 });
    expect(await use().readTopicPost("plants", "q")).toBeNull();
    expect(await use().readTopicPost("doors", "p")).toBeNull();
  });

  it("gives a repeat under an idempotency key what was stored the first time", async () => {
    await reach("ann", { type: "subscribe", topic: "plants" });
    const key = { idempotencyKey: "k" };
    const [first, second] = await Promise.all([
      use().postToTopic(topicPost("p", key)),
      use().postToTopic(topicPost("q", { ...key, requestHash: "other" })),
    ]);
    expect(first).toMatchObject({ type: "posted", post: { id: "p" } });
    expect(second).toMatchObject({ type: "repeated", post: { id: "p", requestHash: "hash" } });
    expect(await use().listExternalEvents()).toHaveLength(1);
    expect(await use().postToTopic(topicPost("r", { ...key, topic: "doors" }))).toMatchObject({
      type: "posted",
    });
  });

  it("takes no more posts of a topic than its rate allows, but repeats", async () => {
    const rateLimit = { posts: 2, milliseconds: 1_000 };
    const post = (id: string, at: number, key: string | null = null): Promise<PostReceipt> =>
      use().postToTopic(topicPost(id, { at, rateLimit, idempotencyKey: key }));
    await post("a", NOW, "k");
    await post("b", NOW + 400);
    expect(await post("c", NOW + 500)).toEqual({ type: "limited", retryAt: NOW + 1_000 });
    expect(await post("c", NOW + 500, "k")).toMatchObject({ type: "repeated" });
    expect(await use().readTopicPost("plants", "c")).toBeNull();
    expect(await post("c", NOW + 1_000)).toMatchObject({ type: "posted" });
    expect(await post("d", NOW + 1_000)).toEqual({ type: "limited", retryAt: NOW + 1_400 });
    // The clock was set back by a day.
    expect(await post("e", NOW - 86_400_000)).toMatchObject({ type: "posted" });
  });
}

function describeExternalEvents(
  use: Use,
  change: (...changes: ExternalEventChange[]) => Promise<void>,
): void {
  it("finds waiting events that are due, and not one moment early", async () => {
    await change(
      { type: "wait", event: externalEvent("late", { dueAt: NOW + 2 }) },
      { type: "wait", event: externalEvent("early", { dueAt: NOW + 1 }) },
      { type: "keep", event: externalEvent("done"), result: { after: 0 } },
      { type: "suppress", event: externalEvent("no"), reason: "cooldown" },
    );
    const due = async (now: number, limit = 10, except?: string[]): Promise<string[]> =>
      (await use().dueExternalEvents(now, limit, except)).map(({ id }) => id);
    expect(await due(NOW)).toEqual([]);
    expect(await due(NOW + 1)).toEqual(["early"]);
    expect(await due(NOW + 2)).toEqual(["early", "late"]);
    expect(await due(NOW + 2, 1)).toEqual(["early"]);
    expect(await due(NOW + 2, 1, ["ann"])).toEqual([]);
    expect(await use().earliestExternalEvent()).toBe(NOW + 1);
    expect(await use().earliestExternalEvent(NOW + 1)).toBe(NOW + 2);
    expect(await use().earliestExternalEvent(NOW + 2)).toBeNull();
  });

  it("ends a waiting event once: a second turn for it is a conflict and changes nothing", async () => {
    await change({ type: "wait", event: externalEvent("a") }, { type: "wait", event: externalEvent("b") });
    const externalEvents = [{ type: "fired", id: "a", result: { after: 3 } }] as const;
    await use().commit(commitOf("ann", { at: NOW + 1, externalEvents }));
    expect(await use().listExternalEvents({ id: "a" })).toMatchObject([
      { status: "fired", result: { after: 3 }, endedAt: NOW + 1, reason: null },
    ]);
    const both = [{ type: "suppressed", id: "b", reason: "quiet" }, ...externalEvents] as const;
    const again = commitOf("ann", { externalEvents: both, events: [{ event: "pause" }] });
    await expect(use().commit(again)).rejects.toEqual(CONFLICT);
    expect(await use().readEvents("ann")).toEqual([]);
    expect(await use().listExternalEvents({ status: "waiting" })).toMatchObject([{ id: "b" }]);
    await change({ type: "suppressed", id: "b", reason: "quiet" });
    expect(await use().listExternalEvents({ id: "b" })).toMatchObject([
      { status: "suppressed", reason: "quiet" },
    ]);
  });

  it("postpones after a failed attempt, gives up once, and knows events by conversation and id", async () => {
    await change({ type: "wait", event: externalEvent("e") });
    const bob = {
      conversationId: "bob",
      externalEvents: [{ type: "wait", event: externalEvent("e") }],
    } as const;
    await use().commit(commitOf("bob", bob));
    const key = { conversationId: "ann", id: "e" };
    await use().postponeExternalEvent(key, { attempts: 1, nextAttemptAt: NOW + 5, reason: "it failed" });
    expect(await use().dueExternalEvents(NOW, 9)).toMatchObject([{ conversationId: "bob" }]);
    expect(await use().dueExternalEvents(NOW + 5, 9, ["bob"])).toMatchObject([
      { attempts: 1, reason: "it failed", dueAt: NOW },
    ]);
    expect(await use().failExternalEvent(key, "too often", NOW + 6)).toBe(true);
    expect(await use().failExternalEvent(key, "again", NOW + 7)).toBe(false);
    await use().postponeExternalEvent(key, { attempts: 9, nextAttemptAt: NOW + 9, reason: "late" });
    expect(await use().listExternalEvents({ conversationId: "ann" })).toMatchObject([
      { status: "failed", reason: "too often", endedAt: NOW + 6, attempts: 1 },
    ]);
    expect(await use().listExternalEvents({ conversationId: "bob" })).toMatchObject([{ status: "waiting" }]);
  });

  it("forgets what ended before a time, and posts of which nothing is left", async () => {
    await use().commit(commitOf("ann", { reach: [{ type: "subscribe", topic: "plants" }] }));
    await use().postToTopic(topicPost("p"));
    await change({ type: "suppress", event: externalEvent("s"), reason: "cooldown" });
    expect(await use().forgetExternalEvents(NOW + 1, 10)).toBe(1);
    expect(await use().readTopicPost("plants", "p")).not.toBeNull();
    await use().failExternalEvent({ conversationId: "ann", id: "p" }, "over", NOW + 1);
    expect(await use().forgetExternalEvents(NOW + 1, 10)).toBe(0);
    expect(await use().forgetExternalEvents(NOW + 2, 10)).toBe(2);
    expect(await use().readTopicPost("plants", "p")).toBeNull();
    expect(await use().listExternalEvents()).toEqual([]);
  });
}

function describeLists(use: Use, change: (...changes: ExternalEventChange[]) => Promise<void>): void {
  it("lists events by what is asked for, newest first, page by page", async () => {
    await change(
      { type: "keep", event: externalEvent("a", { intent: "EXTERNAL_door", dedupeKey: "k" }), result: null },
      { type: "wait", event: externalEvent("b", { topic: "plants", batch: "x" }) },
    );
    await use().commit(
      commitOf("bob", {
        at: NOW + 1,
        externalEvents: [{ type: "keep", event: externalEvent("c"), result: null }],
      }),
    );
    const ids = async (filter: Parameters<ConversationStore["listExternalEvents"]>[0]): Promise<string[]> =>
      (await use().listExternalEvents(filter)).map(({ id }) => id);
    expect(await ids({})).toEqual(["c", "b", "a"]);
    expect(await ids({ conversationId: "ann" })).toEqual(["b", "a"]);
    expect(await ids({ intent: "EXTERNAL_door" })).toEqual(["a"]);
    expect(await ids({ topic: "plants" })).toEqual(["b"]);
    expect(await ids({ batch: "x", status: "waiting" })).toEqual(["b"]);
    expect(await ids({ conversationId: "ann", dedupeKey: "k", createdSince: NOW })).toEqual(["a"]);
    expect(await ids({ dedupeKey: "k", createdSince: NOW + 1 })).toEqual([]);
    expect(await ids({ status: "fired", endedSince: NOW })).toEqual(["c", "a"]);
    expect(await ids({ endedSince: NOW + 1 })).toEqual(["c"]);
    const [first] = await use().listExternalEvents({ limit: 1 });
    if (first === undefined) throw new Error("There is none.");
    expect(await ids({ after: first, limit: 1 })).toEqual(["b"]);
    expect(await ids({ after: first })).toEqual(["b", "a"]);
  });
}

function describeAddressBook(
  use: Use,
  reach: (id: string, ...changes: ReachChange[]) => Promise<void>,
): void {
  it("gives a conversation a name, and the name to another", async () => {
    expect(await use().readAddress("sensor")).toBeNull();
    await use().putAddress({ name: "sensor", conversationId: "ann", at: NOW });
    await use().putAddress({ name: "phone", conversationId: "ann", at: NOW });
    await use().putAddress({ name: "sensor", conversationId: "bob", at: NOW + 1 });
    expect(await use().readAddress("sensor")).toEqual({ name: "sensor", conversationId: "bob", at: NOW + 1 });
    const names = async (page?: Parameters<ConversationStore["listAddresses"]>[0]): Promise<string[]> =>
      (await use().listAddresses(page)).map(({ name }) => name);
    expect(await names()).toEqual(["phone", "sensor"]);
    expect(await names({ after: "phone", limit: 1 })).toEqual(["sensor"]);
    expect(await names({ conversationId: "ann" })).toEqual(["phone"]);
    expect(await use().deleteAddress("sensor")).toBe(true);
    expect(await use().deleteAddress("sensor")).toBe(false);
  });

  it("lets a turn take a name that is free, and no other", async () => {
    await reach("ann", { type: "address", name: "sensor" });
    await reach("bob", { type: "address", name: "sensor" });
    expect(await use().readAddress("sensor")).toEqual({ name: "sensor", conversationId: "ann", at: NOW });
  });
}
