import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ConversationStore, StoreNews } from "../../../src/storage/index.ts";
import { commitOf, message, reminder, slot } from "../../contracts/store.contract.ts";
import { type Cluster, startCluster, whyNoPostgres } from "./cluster.ts";
import { newSchema, openStore } from "./open-store.ts";

/** 2026-01-01T00:00:00Z */
const NOW = 1_767_225_600_000;
const CONFLICT = expect.objectContaining({ code: "storage/conflict" });

describe.skipIf(whyNoPostgres() !== null)("stores of several processes on one PostgreSQL", () => {
  let cluster: Cluster;
  let schema: string;
  let one: ConversationStore;
  let two: ConversationStore;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());
  beforeEach(async () => {
    schema = newSchema();
    [one, two] = await Promise.all([openStore(cluster, schema), openStore(cluster, schema)]);
  });
  afterEach(async () => {
    await Promise.all([one.close(), two.close()]);
  });

  /** The first news of a kind that a store hears. */
  const hear = (store: ConversationStore, type: StoreNews["type"]): Promise<StoreNews> =>
    new Promise((resolve) => {
      const stop = store.watch((news) => {
        if (news.type !== type) return;
        stop();
        resolve(news);
      });
    });
  /** Takes from the process that has a turn what it has, as the others do when it seems dead. */
  const endHolder = async (): Promise<void> => {
    await cluster.query(
      `SET search_path = ${schema}; SELECT end_process(process) FROM turns ORDER BY ticket LIMIT 1`,
    );
  };
  const untilQueued = async (count: number): Promise<void> => {
    for (;;) {
      const { rows } = await cluster.query(`SELECT count(*)::integer AS count FROM ${schema}.turns`);
      if (rows[0].count === count) return;
    }
  };

  it("lets one process have a conversation's turn, and the next in the order of asking", async () => {
    const order: number[] = [];
    const first = await one.takeTurn("ann");
    const waits: Promise<void>[] = [];
    for (const [index, store] of [two, one, two, one].entries()) {
      waits.push(
        store.takeTurn("ann").then(async (lease) => {
          order.push(index);
          await lease.release();
        }),
      );
      await untilQueued(index + 2);
    }
    const other = await two.takeTurn("bob");
    await other.release();
    await first.release();
    await Promise.all(waits);
    expect(order).toEqual([0, 1, 2, 3]);
    await untilQueued(0);
  });

  it("shows a turn's commit to who has the turn next, and ends the turn with it", async () => {
    const lease = await one.takeTurn("ann");
    expect(lease.revision).toBe(0);
    const waiting = two.takeTurn("ann");
    const receipt = await one.commit(commitOf("ann", { events: [slot("a", 1)], lease }));
    const next = await waiting;
    expect(next.revision).toBe(receipt.revision);
    expect(await two.readRevision("ann")).toBe(receipt.revision);
    await lease.release();
    await next.release();
  });

  it("refuses the commit of a turn that was lost, and gives the turn to another", async () => {
    const lost = await one.takeTurn("ann");
    await endHolder();
    const next = await two.takeTurn("ann");
    await expect(one.commit(commitOf("ann", { events: [slot("a", 1)], lease: lost }))).rejects.toEqual(
      CONFLICT,
    );
    await two.commit(commitOf("ann", { events: [slot("a", 2)], lease: next }));
    expect(await one.readEvents("ann")).toEqual([{ sequence: 1, event: slot("a", 2) }]);
    await lost.release();
  });

  it("commits rivals of one conversation once each, whatever the process", async () => {
    const increase = async (store: ConversationStore): Promise<void> => {
      const lease = await store.takeTurn("ann");
      const { sequence = 0, tail = [] } = (await store.load("ann")) ?? {};
      const event = slot("count", tail.length + 1);
      await store.commit(commitOf("ann", { expectedSequence: sequence, events: [event], lease }));
    };
    await Promise.all(Array.from({ length: 40 }, (_, index) => increase(index % 2 === 0 ? one : two)));
    const events = await one.readEvents("ann");
    expect(events.map(({ event }) => event)).toEqual(
      Array.from({ length: 40 }, (_, index) => slot("count", index + 1)),
    );
  });

  it("gives due reminders of a conversation to one process, and of others to another", async () => {
    for (const id of ["ann", "bob", "cleo", "dora"]) {
      const reminders = ["1", "2"].map(
        (name) => ({ type: "schedule", reminder: reminder(`${id}${name}`, { conversationId: id }) }) as const,
      );
      await one.commit(commitOf(id, { reminders }));
    }
    const claimed = [await one.claimDueReminders(NOW, 4), await two.claimDueReminders(NOW, 100)];
    const [ofOne = [], ofTwo = []] = claimed.map((reminders) =>
      reminders.map(({ conversationId }) => conversationId),
    );
    expect(ofOne.filter((id) => ofTwo.includes(id))).toEqual([]);
    expect([...ofOne, ...ofTwo]).toHaveLength(8);
    const [first = ""] = ofOne;
    expect(await two.claimDueReminders(NOW, 100, ofTwo)).toEqual([]);
    await one.releaseLine("reminders", first);
    expect(
      (await two.claimDueReminders(NOW, 100, ofTwo)).map(({ conversationId }) => conversationId),
    ).toEqual([first, first]);
  });

  it("has one process deliver to a conversation, who is told of what came meanwhile", async () => {
    await one.commit(commitOf("ann", { messages: [message("1")] }));
    expect(await one.claimDeliveries("ann")).toMatchObject([{ sequence: 1, body: { text: "1" } }]);
    expect(await one.claimDeliveries("ann")).toHaveLength(1);
    expect(await one.dueDeliveries(NOW, 10)).toHaveLength(1);
    expect(await two.dueDeliveries(NOW, 10)).toEqual([]);
    expect(await one.releaseLine("deliveries", "ann")).toBe(false);
    expect(await one.claimDeliveries("ann")).toHaveLength(1);
    expect(await two.claimDeliveries("ann")).toBeNull();
    expect(await one.releaseLine("deliveries", "ann")).toBe(true);
    expect(await two.claimDeliveries("ann")).toHaveLength(1);
    expect(await two.claimDeliveries("bob")).toEqual([]);
    expect(await one.claimDeliveries("bob")).toBeNull();
  });

  it("tells the other processes of messages, deliveries and reminders, and not itself", async () => {
    const own: StoreNews[] = [];
    one.watch((news) => own.push(news));
    const messages = hear(two, "messages");
    await one.commit(commitOf("ann\u0000😀", { messages: [message("1"), message("2")] }));
    expect(await messages).toEqual({
      type: "messages",
      conversationId: "ann\u0000😀",
      after: 0,
      through: 2,
    });
    const delivered = hear(two, "messages");
    await one.settleDelivery(
      { conversationId: "ann\u0000😀", sequence: 2 },
      { status: "delivered", at: NOW },
    );
    expect(await delivered).toMatchObject({ after: 1, through: 2 });
    const set = hear(two, "reminder");
    const change = { type: "schedule", reminder: reminder("r", { dueAt: NOW + 5 }) } as const;
    await one.commit(commitOf("ann", { reminders: [change] }));
    expect(await set).toEqual({ type: "reminder", at: NOW + 5 });
    expect(own.filter(({ type }) => type !== "anything")).toEqual([]);
  });

  it("gives to the others what a process had that ended", async () => {
    const three = await openStore(cluster, schema);
    await three.takeTurn("ann");
    await three.claimDeliveries("ann");
    const left = hear(one, "anything");
    await three.close();
    await left;
    await (await one.takeTurn("ann")).release();
    expect(await one.claimDeliveries("ann")).toEqual([]);
  });

  it("goes on after all its connections were cut, and loses no commit", async () => {
    const back = hear(one, "anything");
    const commits = Array.from({ length: 20 }, (_, index) =>
      one.commit(commitOf(`c${index}`, { events: [slot("a", index)], messages: [message("1")] })),
    );
    await cluster.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tsbot'",
    );
    const receipts = await Promise.all(commits);
    expect(receipts.map(({ sequence, messages }) => [sequence, messages.length])).toEqual(
      receipts.map(() => [1, 1]),
    );
    for (const index of receipts.keys()) expect(await one.readEvents(`c${index}`)).toHaveLength(1);
    await back;
    await (await one.takeTurn("ann")).release();
  });
});
