import { expect, it } from "vitest";
import type {
  Commit,
  ConversationStore,
  DeliveryOutcome,
  OutboxFilter,
  OutgoingMessage,
  StoredMessage,
} from "../../src/storage/index.ts";

/** 2026-01-01T00:00:00Z */
const NOW = 1_767_225_600_000;

type Use = () => ConversationStore;

/** What every store promises about looking into the outbox, and about keeping it small. */
export function describeOutbox(use: Use): void {
  describeGoneAddresses(use);
  describeLookingIn(use);
  describeSendingAgain(use);
  describeForgetting(use);
}

/** A commit that changes nothing but what is given. */
function commitOf(conversationId: string, change: Partial<Commit>): Commit {
  return { conversationId, expectedSequence: 0, at: NOW, events: [], reminders: [], messages: [], ...change };
}

function message(text: string, channel: string | null = "callback"): OutgoingMessage {
  const deliverTo = channel === null ? null : { channel, data: { url: "here" } };
  return { body: { recipient_id: "ann", text }, deliverTo };
}

async function send(
  use: Use,
  conversationId: string,
  messages: readonly OutgoingMessage[],
  at = NOW,
): Promise<void> {
  await use().commit(commitOf(conversationId, { messages, at }));
}

const FAILED = { status: "failed", reason: "no" } as const;
const GONE = { status: "failed", reason: "answered 410", isAddressGone: true } as const;

const textsOf = (messages: readonly StoredMessage[]): readonly unknown[] =>
  messages.map(({ body }) => body.text);

async function mailbox(use: Use, conversationId = "ann"): Promise<readonly string[]> {
  const messages = await use().readMessages(conversationId, { after: 0, limit: 100 });
  return messages.map(({ body, status }) => `${body.text} ${status}`);
}

async function find(use: Use, text: string): Promise<string> {
  const found = (await use().listOutbox()).find(({ body }) => body.text === text);
  return found?.id ?? "";
}

function describeGoneAddresses(use: Use): void {
  it("gives up what is queued for an address that is gone, and remembers it until the person writes again", async () => {
    const address = { channel: "callback", data: { url: "here" } };
    await use().commit(commitOf("ann", { address }));
    const elsewhere = {
      body: { recipient_id: "ann", text: "new phone" },
      deliverTo: { channel: "callback", data: {} },
    };
    await send(use, "ann", [
      message("1"),
      message("2"),
      elsewhere,
      message("A", "socket"),
      message("mail", null),
    ]);
    await send(use, "bob", [message("b")]);
    const settled = await use().settleDelivery({ conversationId: "ann", sequence: 1 }, GONE);
    expect(settled.others).toMatchObject([
      { sequence: 2, status: "failed", reason: "answered 410", attempts: 0, nextAttemptAt: null },
    ]);
    expect(await mailbox(use)).toEqual([
      "1 failed",
      "2 failed",
      "new phone queued",
      "A queued",
      "mail collected",
    ]);
    expect(textsOf(await use().queuedDeliveries("ann"))).toEqual(["new phone", "A"]);
    expect(await mailbox(use, "bob")).toEqual(["b queued"]);
    expect([...((await use().load("ann"))?.goneAddresses ?? [])]).toEqual(["callback"]);
    await use().commit(commitOf("ann", { address }));
    expect(await use().load("ann")).toMatchObject({
      goneAddresses: new Set(),
      addresses: new Map([["callback", address]]),
    });
  });

  it("remembers a gone address of somebody who never wrote, and not one that is no longer the person's", async () => {
    await send(use, "bob", [message("b")]);
    await use().settleDelivery({ conversationId: "bob", sequence: 1 }, GONE);
    expect(await use().load("bob")).toMatchObject({ goneAddresses: new Set(["callback"]) });
    await use().commit(commitOf("ann", { address: { channel: "callback", data: { url: "new" } } }));
    await send(use, "ann", [message("1")]);
    await use().settleDelivery({ conversationId: "ann", sequence: 1 }, GONE);
    expect(await use().load("ann")).toMatchObject({ goneAddresses: new Set() });
  });

  it("does nothing for a message that is settled", async () => {
    await send(use, "ann", [message("1"), message("2")]);
    const key = { conversationId: "ann", sequence: 1 };
    expect(await use().settleDelivery(key, { status: "delivered", at: NOW })).toMatchObject({ others: [] });
    expect(await use().settleDelivery(key, GONE)).toMatchObject({ others: [] });
    expect(await mailbox(use)).toEqual(["1 delivered", "2 queued"]);
  });

  it("says after an attempt whether more is queued in the conversation", async () => {
    await send(use, "ann", [message("1"), message("2"), message("A", "socket"), message("mail", null)]);
    await send(use, "bob", [message("b")]);
    const settle = async (sequence: number, outcome: DeliveryOutcome) =>
      (await use().settleDelivery({ conversationId: "ann", sequence }, outcome)).mayHaveMore;
    const delivered = { status: "delivered", at: NOW } as const;
    expect(await settle(1, delivered)).toBe(true);
    expect(await settle(3, delivered)).toBe(true);
    expect(await settle(2, { status: "queued", nextAttemptAt: NOW + 1, reason: "busy" })).toBe(true);
    expect(await settle(2, { status: "failed", reason: "gone" })).toBe(false);
    await send(use, "ann", [message("3")]);
    expect(await settle(5, delivered)).toBe(false);
  });
}

function describeLookingIn(use: Use): void {
  it("lists what is queued or given up, oldest first, by status, conversation and channel, page by page", async () => {
    await send(use, "bob", [message("b1"), message("b2", "socket")], NOW + 1);
    await send(use, "ann", [message("a1"), message("a2"), message("mail", null), message("a3")], NOW + 1);
    await send(use, "zoe", [message("z")], NOW);
    await use().settleDelivery({ conversationId: "ann", sequence: 1 }, FAILED);
    await use().settleDelivery({ conversationId: "ann", sequence: 2 }, { status: "delivered", at: NOW });
    const list = async (filter?: OutboxFilter): Promise<readonly unknown[]> =>
      textsOf(await use().listOutbox(filter));
    expect(await list()).toEqual(["z", "a1", "a3", "b1", "b2"]);
    expect(await list({ status: "queued" })).toEqual(["z", "a3", "b1", "b2"]);
    expect(await list({ status: "failed" })).toEqual(["a1"]);
    expect(await list({ conversationId: "ann" })).toEqual(["a1", "a3"]);
    expect(await list({ channel: "socket" })).toEqual(["b2"]);
    expect(await list({ channel: "callback", status: "failed", conversationId: "bob" })).toEqual([]);
    expect(await use().countOutbox()).toEqual({ queued: 4, failed: 1 });
    const pages: unknown[] = [];
    let page = await use().listOutbox({ limit: 2 });
    while (page.length > 0) {
      pages.push(textsOf(page));
      const after = page.at(-1);
      page = await use().listOutbox({ limit: 2, ...(after !== undefined && { after }) });
    }
    expect(pages).toEqual([["z", "a1"], ["a3", "b1"], ["b2"]]);
  });

  it("reads one message as long as it is in the outbox", async () => {
    await send(use, "ann", [message("1")]);
    const id = await find(use, "1");
    expect(await use().readOutboxMessage(id)).toMatchObject({ id, status: "queued", body: { text: "1" } });
    await use().settleDelivery({ conversationId: "ann", sequence: 1 }, { status: "delivered", at: NOW });
    expect(await use().readOutboxMessage(id)).toBeNull();
    expect(await use().readOutboxMessage("never was")).toBeNull();
    expect(await use().countOutbox()).toEqual({ queued: 0, failed: 0 });
  });
}

function describeSendingAgain(use: Use): void {
  it("queues a message that was given up as if it were new, before younger ones of its channel", async () => {
    await send(use, "ann", [message("1"), message("2"), message("A", "socket")]);
    await use().settleDelivery({ conversationId: "ann", sequence: 1 }, FAILED);
    const id = await find(use, "1");
    expect(await use().requeueMessage(id, NOW + 9)).toMatchObject({
      id,
      status: "queued",
      attempts: 0,
      nextAttemptAt: NOW + 9,
      reason: null,
    });
    expect(textsOf(await use().queuedDeliveries("ann"))).toEqual(["1", "A"]);
    expect(await use().dueDeliveries(NOW, 10)).toMatchObject([{ body: { text: "A" } }]);
    await use().settleDelivery({ conversationId: "ann", sequence: 1 }, { status: "delivered", at: NOW + 9 });
    expect(textsOf(await use().queuedDeliveries("ann"))).toEqual(["2", "A"]);
    expect(await use().requeueMessage(id, NOW)).toBeNull();
  });

  it("makes one that waits for its next attempt due at once, and one behind another not", async () => {
    await send(use, "ann", [message("1"), message("2")]);
    const retry = { status: "queued", nextAttemptAt: NOW + 500, reason: "refused" } as const;
    await use().settleDelivery({ conversationId: "ann", sequence: 1 }, retry);
    await use().requeueMessage(await find(use, "2"), NOW);
    expect(await use().dueDeliveries(NOW, 10)).toEqual([]);
    await use().requeueMessage(await find(use, "1"), NOW);
    expect(textsOf(await use().dueDeliveries(NOW, 10))).toEqual(["1"]);
  });

  it("takes the address of a message that is queued again for one that is there", async () => {
    await send(use, "ann", [message("1")]);
    await use().settleDelivery({ conversationId: "ann", sequence: 1 }, GONE);
    await use().requeueMessage(await find(use, "1"), NOW);
    expect(await use().load("ann")).toMatchObject({ goneAddresses: new Set() });
  });

  it("drops a message visibly and lets those behind it go on", async () => {
    await send(use, "ann", [message("1"), message("2")]);
    const id = await find(use, "1");
    expect(await use().dropMessage(id, "not needed")).toMatchObject({
      id,
      status: "dropped",
      reason: "not needed",
    });
    expect(textsOf(await use().dueDeliveries(NOW, 10))).toEqual(["2"]);
    expect(await use().dropMessage(id, "again")).toBeNull();
    expect(await mailbox(use)).toEqual(["1 dropped", "2 queued"]);
    await use().settleDelivery({ conversationId: "ann", sequence: 2 }, FAILED);
    await use().dropMessage(await find(use, "2"), "neither");
    expect(await mailbox(use)).toEqual(["1 dropped", "2 dropped"]);
  });
}

function describeForgetting(use: Use): void {
  it("forgets old messages that were settled, a few at a time, and numbers on", async () => {
    await send(use, "ann", [message("1"), message("2"), message("3"), message("mail", null)]);
    await send(use, "ann", [message("young", null)], NOW + 5);
    const settle = (sequence: number, outcome: Parameters<ConversationStore["settleDelivery"]>[1]) =>
      use().settleDelivery({ conversationId: "ann", sequence }, outcome);
    await settle(1, { status: "delivered", at: NOW });
    await settle(2, FAILED);
    const before = NOW + 1;
    expect(await use().forgetMessages("settled", before, 1)).toBe(1);
    expect(await use().forgetMessages("settled", before, 10)).toBe(1);
    expect(await use().forgetMessages("settled", before, 10)).toBe(0);
    expect(await mailbox(use)).toEqual(["2 failed", "3 queued", "young collected"]);
    expect(await use().forgetMessages("failed", NOW, 10)).toBe(0);
    expect(await use().forgetMessages("failed", before, 10)).toBe(1);
    expect(await mailbox(use)).toEqual(["3 queued", "young collected"]);
    expect(textsOf(await use().readMessages("ann", { after: 3, limit: 1 }))).toEqual(["young"]);
    const receipt = await use().commit(commitOf("ann", { messages: [message("next")] }));
    expect(receipt.messages).toMatchObject([{ sequence: 6 }]);
    expect(textsOf(await use().queuedDeliveries("ann"))).toEqual(["3"]);
  });
}
