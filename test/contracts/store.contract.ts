import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ConversationEvent } from "../../src/conversation/index.ts";
import type {
  Commit,
  ConversationStore,
  NewReminder,
  OutgoingMessage,
  Recurrence,
  Reminder,
  ReminderEnding,
} from "../../src/storage/index.ts";
import { describeOutbox } from "./outbox-store.contract.ts";
import { describeOutreach } from "./outreach-store.contract.ts";

/** 2026-01-01T00:00:00Z */
const NOW = 1_767_225_600_000;

export function slot(name: string, value: string | number): ConversationEvent {
  return { event: "slot", name, value };
}

/** A commit that changes nothing but what is given. */
export function commitOf(conversationId: string, change: Partial<Commit> = {}): Commit {
  return { conversationId, expectedSequence: 0, at: NOW, events: [], reminders: [], messages: [], ...change };
}

export function reminder(id: string, change: Partial<NewReminder> = {}): NewReminder {
  return {
    id,
    conversationId: "ann",
    name: id,
    intent: "EXTERNAL_reminder",
    entities: null,
    dueAt: NOW,
    killOnUserMessage: true,
    expiresAfterMilliseconds: null,
    recurrence: null,
    ignoresQuietHours: false,
    ...change,
  };
}

function cancelled(at = NOW): ReminderEnding {
  return { status: "cancelled", reason: "over", at };
}

const DAILY: Recurrence = {
  rule: { type: "every", text: "1 day" },
  zone: "Europe/Berlin",
  start: NOW,
  at: NOW,
  occurrence: 1,
  count: 3,
  until: NOW + 86_400_000,
};

export function message(text: string, channel: string | null = "callback"): OutgoingMessage {
  const deliverTo = channel === null ? null : { channel, data: { url: "here" } };
  return { body: { recipient_id: "ann", text }, deliverTo };
}

async function schedule(store: ConversationStore, ...reminders: readonly NewReminder[]): Promise<void> {
  for (const item of reminders) {
    const expectedSequence = (await store.load(item.conversationId))?.sequence ?? 0;
    const change = { type: "schedule", reminder: item } as const;
    await store.commit(commitOf(item.conversationId, { expectedSequence, reminders: [change] }));
  }
}

async function send(
  store: ConversationStore,
  conversationId: string,
  messages: readonly OutgoingMessage[],
  at = NOW,
): Promise<void> {
  const expectedSequence = (await store.load(conversationId))?.sequence ?? 0;
  await store.commit(commitOf(conversationId, { expectedSequence, messages, at }));
}

const CONFLICT = expect.objectContaining({ code: "storage/conflict" });

/** What every store promises, whatever it is made of. */
export function describeStore(name: string, open: () => Promise<ConversationStore>): void {
  describe(`the store contract: ${name}`, () => {
    let store: ConversationStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(async () => {
      await store.close();
    });
    const use = (): ConversationStore => store;
    describeConversations(use);
    describeAwkwardText(use);
    describeReminders(use);
    describeDueReminders(use);
    describeDeliveries(use);
    describeMailbox(use);
    describeOutbox(use);
    describeOutreach(use);
  });
}

type Use = () => ConversationStore;

function describeConversations(use: Use): void {
  it("knows nothing of a conversation that never was", async () => {
    expect(await use().load("ann")).toBeNull();
    expect(await use().readEvents("ann")).toEqual([]);
    expect(await use().readMessages("ann", { after: 0, limit: 10 })).toEqual([]);
    expect(await use().readAnswer("ann", "key")).toBeNull();
    expect(await use().listConversations()).toEqual([]);
  });

  it("numbers events from one, in the order they were committed", async () => {
    const receipt = await use().commit(commitOf("ann", { events: [slot("a", 1), slot("b", 2)] }));
    expect(receipt.sequence).toBe(2);
    await use().commit(commitOf("ann", { expectedSequence: 2, events: [slot("c", 3)] }));
    expect(await use().readEvents("ann")).toEqual([
      { sequence: 1, event: slot("a", 1) },
      { sequence: 2, event: slot("b", 2) },
      { sequence: 3, event: slot("c", 3) },
    ]);
  });

  it("reads the newest events, or those after a number", async () => {
    const events = ["a", "b", "c", "d"].map((key) => slot(key, key));
    await use().commit(commitOf("ann", { events }));
    const numbers = async (range: { after?: number; last?: number }): Promise<number[]> =>
      (await use().readEvents("ann", range)).map(({ sequence }) => sequence);
    expect(await numbers({ after: 2 })).toEqual([3, 4]);
    expect(await numbers({ last: 3 })).toEqual([2, 3, 4]);
    expect(await numbers({ after: 1, last: 1 })).toEqual([4]);
    expect(await numbers({ last: 0 })).toEqual([]);
    expect(await numbers({ after: 4 })).toEqual([]);
  });

  it("refuses a plan made from an older state and changes nothing", async () => {
    await use().commit(commitOf("ann", { events: [slot("a", 1)] }));
    const outdated = commitOf("ann", {
      events: [slot("a", 2)],
      messages: [message("late")],
      reminders: [{ type: "schedule", reminder: reminder("r") }],
      address: { channel: "rest", data: {} },
      answer: { key: "k", value: 1 },
    });
    await expect(use().commit(outdated)).rejects.toEqual(CONFLICT);
    await expect(use().commit({ ...outdated, expectedSequence: 7 })).rejects.toEqual(CONFLICT);
    expect(await use().load("ann")).toMatchObject({ sequence: 1, messageSequence: 0, latestChannel: null });
    expect(await use().listReminders()).toEqual([]);
    expect(await use().readAnswer("ann", "k")).toBeNull();
  });

  it("lets one of two rivals win, and conversations committed at the same moment are independent", async () => {
    const outcomes = await Promise.allSettled([
      use().commit(commitOf("ann", { events: [slot("winner", "first")] })),
      use().commit(commitOf("ann", { events: [slot("winner", "second")] })),
      use().commit(commitOf("bob", { events: [slot("a", 1)] })),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await use().readEvents("ann")).toEqual([{ sequence: 1, event: slot("winner", "first") }]);
    expect(await use().load("bob")).toMatchObject({ sequence: 1 });
  });

  it("loads the snapshot and only what came after it", async () => {
    await use().commit(commitOf("ann", { events: [slot("a", 1), slot("b", 2)], snapshot: { folded: 2 } }));
    await use().commit(commitOf("ann", { expectedSequence: 2, events: [slot("c", 3)] }));
    expect(await use().load("ann")).toMatchObject({
      snapshot: { sequence: 2, state: { folded: 2 } },
      tail: [{ sequence: 3, event: slot("c", 3) }],
    });
    await use().commit(commitOf("ann", { expectedSequence: 3, snapshot: { folded: 3 } }));
    expect(await use().load("ann")).toMatchObject({
      snapshot: { sequence: 3, state: { folded: 3 } },
      tail: [],
    });
  });

  it("replaces the history without numbering anew, and forgets the snapshot with it", async () => {
    await use().commit(commitOf("ann", { events: [slot("a", 1), slot("b", 2)], snapshot: { folded: 2 } }));
    const replaced = commitOf("ann", { expectedSequence: 2, events: [slot("c", 3)], replaceHistory: true });
    expect(await use().commit(replaced)).toMatchObject({ sequence: 3 });
    expect(await use().readEvents("ann")).toEqual([{ sequence: 3, event: slot("c", 3) }]);
    expect(await use().readEvents("ann", { after: 1, last: 5 })).toHaveLength(1);
    expect(await use().load("ann")).toMatchObject({
      sequence: 3,
      snapshot: null,
      tail: [{ sequence: 3, event: slot("c", 3) }],
    });
    expect(await use().listConversations()).toMatchObject([{ events: 1 }]);
    await use().commit(commitOf("ann", { expectedSequence: 3, replaceHistory: true }));
    expect(await use().readEvents("ann")).toEqual([]);
    expect(await use().listConversations()).toMatchObject([{ events: 0 }]);
  });

  it("remembers addresses by channel and the newest of them", async () => {
    await use().commit(commitOf("ann", { address: { channel: "rest", data: {} } }));
    await use().commit(commitOf("ann", { address: { channel: "callback", data: { url: "one" } } }));
    await use().commit(commitOf("ann", { address: { channel: "callback", data: { url: "two" } } }));
    await use().commit(commitOf("ann"));
    const stored = await use().load("ann");
    expect(stored?.latestChannel).toBe("callback");
    expect([...(stored?.addresses ?? [])]).toEqual(
      expect.arrayContaining([
        ["rest", { channel: "rest", data: {} }],
        ["callback", { channel: "callback", data: { url: "two" } }],
      ]),
    );
  });

  it("remembers the first answer of a key; a second one is a conflict and changes nothing", async () => {
    await use().commit(commitOf("ann", { answer: { key: "k", value: ["first"] } }));
    await use().commit(commitOf("bob", { answer: { key: "k", value: null } }));
    const again = commitOf("ann", { events: [slot("a", 1)], answer: { key: "k", value: ["second"] } });
    await expect(use().commit(again)).rejects.toEqual(CONFLICT);
    expect(await use().readAnswer("ann", "k")).toEqual(["first"]);
    expect(await use().readEvents("ann")).toEqual([]);
  });

  it("lists conversations with the newest activity first, and pages through ties without skipping one", async () => {
    for (const [index, id] of ["a", "b", "c", "d", "é"].entries()) {
      await use().commit(commitOf(id, { at: NOW + (index < 3 ? 0 : index), events: [slot("a", index)] }));
    }
    const pages: string[] = [];
    let page = await use().listConversations({ limit: 2 });
    while (page.length > 0) {
      pages.push(page.map(({ conversationId }) => conversationId).join(""));
      const { updatedAt, conversationId } = page[page.length - 1]!;
      page = await use().listConversations({ limit: 2, before: updatedAt, beforeId: conversationId });
    }
    expect(pages).toEqual(["éd", "cb", "a"]);
    expect(await use().listConversations({ before: NOW })).toEqual([]);
    expect(await use().listConversations({ limit: 1 })).toEqual([
      { conversationId: "é", updatedAt: NOW + 4, latestChannel: null, events: 1 },
    ]);
  });

  it("erases everything of a conversation and nothing of another", async () => {
    for (const conversationId of ["ann", "ann2"]) {
      await use().commit(
        commitOf(conversationId, {
          events: [slot("a", 1)],
          snapshot: {},
          messages: [message("hello")],
          reminders: [{ type: "schedule", reminder: reminder(`of-${conversationId}`, { conversationId }) }],
          address: { channel: "rest", data: {} },
          answer: { key: "k", value: true },
        }),
      );
    }
    await use().deleteConversation("ann");
    await use().deleteConversation("never was");
    expect(await use().load("ann")).toBeNull();
    expect(await use().readEvents("ann")).toEqual([]);
    expect(await use().readMessages("ann", { after: 0, limit: 10 })).toEqual([]);
    expect(await use().readAnswer("ann", "k")).toBeNull();
    expect(await use().listReminders({ conversationId: "ann" })).toEqual([]);
    expect(await use().dueDeliveries(NOW, 10)).toHaveLength(1);
    expect(await use().listReminders()).toMatchObject([{ id: "of-ann2" }]);
    expect(await use().commit(commitOf("ann", { messages: [message("anew")] }))).toMatchObject({
      sequence: 0,
      messages: [{ sequence: 1 }],
    });
  });
}

function describeAwkwardText(use: Use): void {
  const AWKWARD = [
    "plain",
    "with/slash/../and?query#hash",
    "__proto__",
    "constructor",
    "Zoë 😀 日本語 \u202e",
    "quote ' \" ; DROP TABLE events; -- ?",
    "",
    " ",
    "with\u0000nul",
    "\ud83d",
    "\ud83e",
    "\ufffd",
    "\ue000",
    "\ue0000000",
    "x".repeat(5_000),
  ];

  it("keeps conversations of awkward ids apart", async () => {
    for (const [index, id] of AWKWARD.entries()) {
      await use().commit(
        commitOf(id, {
          events: [slot(id, index)],
          messages: [message(id)],
          answer: { key: id, value: id },
          address: { channel: id, data: { id } },
          reminders: [
            { type: "schedule", reminder: reminder(`r${index}`, { conversationId: id, name: id }) },
          ],
        }),
      );
    }
    for (const [index, id] of AWKWARD.entries()) {
      const stored = await use().load(id);
      expect(stored).toMatchObject({ conversationId: id, sequence: 1, latestChannel: id });
      expect(stored?.addresses.get(id)).toEqual({ channel: id, data: { id } });
      expect(await use().readEvents(id)).toEqual([{ sequence: 1, event: slot(id, index) }]);
      expect(await use().readMessages(id, { after: 0, limit: 2 })).toMatchObject([{ body: { text: id } }]);
      expect(await use().readAnswer(id, id)).toBe(id);
      expect(await use().listReminders({ conversationId: id, name: id })).toMatchObject([
        { id: `r${index}` },
      ]);
    }
    const due = await use().dueReminders(NOW, 100, AWKWARD.slice(1));
    expect(due).toMatchObject([{ conversationId: "plain" }]);
    expect(await use().listConversations()).toHaveLength(AWKWARD.length);
  });

  it("gives values back as they were, and reaches no prototype", async () => {
    const value = JSON.parse(
      '{"__proto__": {"polluted": true}, "n": [1.5, -0.25, null, true, "\\u0000 \\ud83d"]}',
    );
    await use().commit(
      commitOf("ann", {
        events: [{ event: "slot", name: "x", value }],
        snapshot: value,
        answer: { key: "k", value },
      }),
    );
    const stored = await use().load("ann");
    expect(JSON.stringify(stored?.snapshot?.state)).toBe(JSON.stringify(value));
    expect(JSON.stringify(await use().readAnswer("ann", "k"))).toBe(JSON.stringify(value));
    const [read] = await use().readEvents("ann");
    expect(JSON.stringify(read?.event)).toBe(JSON.stringify({ event: "slot", name: "x", value }));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
}

function describeReminders(use: Use): void {
  it("keeps a reminder with everything that was said of it", async () => {
    const entities = [{ entity: "PERSON", value: "Paul" }];
    const given = reminder("r", {
      entities,
      dueAt: NOW + 5_000,
      expiresAfterMilliseconds: 60_000,
      recurrence: DAILY,
      ignoresQuietHours: true,
    });
    await schedule(use(), given, reminder("s", { entities: { PERSON: "Ann" }, killOnUserMessage: false }));
    expect(await use().listReminders({ id: "r" })).toEqual([
      {
        ...given,
        nextAttemptAt: NOW + 5_000,
        heldBy: null,
        status: "pending",
        reason: null,
        attempts: 0,
        createdAt: NOW,
        endedAt: null,
      },
    ]);
    expect(await use().listReminders({ name: "s" })).toMatchObject([
      {
        entities: { PERSON: "Ann" },
        killOnUserMessage: false,
        expiresAfterMilliseconds: null,
        recurrence: null,
      },
    ]);
  });

  it("replaces a pending reminder of the same name in the same conversation only", async () => {
    await schedule(
      use(),
      reminder("a1", { name: "call" }),
      reminder("b1", { name: "call", conversationId: "ann2" }),
      reminder("a2", { name: "call" }),
    );
    const statuses = (await use().listReminders()).map(({ id, status }) => `${id} ${status}`);
    expect(statuses.sort()).toEqual(["a1 replaced", "a2 pending", "b1 pending"]);
    const [replaced] = await use().listReminders({ id: "a1" });
    expect(replaced).toMatchObject({ endedAt: NOW, reason: expect.stringContaining("name") });
  });

  it("applies the changes of a commit in order", async () => {
    await use().commit(
      commitOf("ann", {
        reminders: [
          { type: "schedule", reminder: reminder("a") },
          { type: "end", id: "a", status: "cancelled", reason: "changed their mind" },
          { type: "schedule", reminder: reminder("b", { name: "a" }) },
          { type: "end", id: "unknown", status: "cancelled", reason: "nobody" },
        ],
      }),
    );
    expect(await use().listReminders({ status: "cancelled" })).toMatchObject([
      { id: "a", reason: "changed their mind", endedAt: NOW },
    ]);
    expect(await use().listReminders({ status: "pending" })).toMatchObject([{ id: "b" }]);
  });

  it("fires a reminder once: a second firing is a conflict that changes nothing", async () => {
    await schedule(use(), reminder("r"));
    const fired = commitOf("ann", { events: [slot("a", 1)], reminders: [{ type: "fired", id: "r" }] });
    await use().commit(fired);
    await expect(use().commit({ ...fired, expectedSequence: 1 })).rejects.toEqual(CONFLICT);
    expect(await use().load("ann")).toMatchObject({ sequence: 1 });
    expect(await use().listReminders()).toMatchObject([{ status: "fired", reason: null, endedAt: NOW }]);
  });

  it("never fires or ends another conversation's reminder from within a commit", async () => {
    await schedule(use(), reminder("r", { conversationId: "ann12" }));
    const foreign = commitOf("ann1", { reminders: [{ type: "fired", id: "r" }] });
    await expect(use().commit(foreign)).rejects.toEqual(CONFLICT);
    await use().commit(
      commitOf("ann1", { reminders: [{ type: "end", id: "r", status: "cancelled", reason: "no" }] }),
    );
    expect(await use().listReminders()).toMatchObject([{ status: "pending" }]);
  });

  it("ends a pending reminder outside a turn, once", async () => {
    await schedule(use(), reminder("r"));
    expect(await use().endReminder("r", { status: "failed", reason: "unknown intent", at: NOW + 1 })).toBe(
      true,
    );
    expect(await use().endReminder("r", cancelled(NOW + 2))).toBe(false);
    expect(await use().endReminder("never", cancelled(NOW + 2))).toBe(false);
    expect(await use().listReminders()).toMatchObject([
      { status: "failed", reason: "unknown intent", endedAt: NOW + 1 },
    ]);
  });

  it("sets the next occurrence with the end of the one before, and only with it", async () => {
    await schedule(use(), reminder("first", { name: "daily", recurrence: DAILY }));
    const next = reminder("second", { name: "daily", dueAt: NOW + 5, recurrence: DAILY });
    expect(await use().endReminder("first", { status: "expired", reason: "late", at: NOW + 1 }, next)).toBe(
      true,
    );
    const third = reminder("third", { name: "daily" });
    expect(await use().endReminder("first", cancelled(), third)).toBe(false);
    expect(await use().listReminders()).toMatchObject([
      { id: "first", status: "expired" },
      { id: "second", status: "pending", dueAt: NOW + 5, createdAt: NOW + 1, recurrence: DAILY },
    ]);
  });

  it("fires one and sets the next in one commit, and keeps what the firing stands for", async () => {
    await schedule(use(), reminder("first", { name: "daily" }));
    const next = reminder("second", { name: "daily", dueAt: NOW + 5 });
    const reminders = [
      { type: "fired", id: "first", reason: "It stands for two." },
      { type: "schedule", reminder: next },
    ] as const;
    await use().commit(commitOf("ann", { reminders }));
    await expect(use().commit(commitOf("ann", { reminders }))).rejects.toEqual(CONFLICT);
    expect(await use().listReminders()).toMatchObject([
      { id: "first", status: "fired", reason: "It stands for two." },
      { id: "second", status: "pending" },
    ]);
  });

  it("forgets reminders that ended before a time, and no other", async () => {
    await schedule(use(), reminder("a"), reminder("b"), reminder("c"), reminder("d", { dueAt: 1 }));
    for (const [index, id] of ["a", "b", "c"].entries()) {
      await use().endReminder(id, cancelled(NOW + index));
    }
    expect(await use().forgetReminders(NOW + 2, 1)).toBe(1);
    expect(await use().forgetReminders(NOW + 2, 10)).toBe(1);
    expect(await use().forgetReminders(NOW + 2, 10)).toBe(0);
    expect((await use().listReminders()).map(({ id }) => id)).toEqual(["d", "c"]);
  });

  it("lists by conversation, name, status and number, in due order", async () => {
    await schedule(
      use(),
      reminder("late", { dueAt: NOW + 3 }),
      reminder("early", { dueAt: NOW + 1 }),
      reminder("other", { dueAt: NOW + 2, conversationId: "bob" }),
    );
    await use().endReminder("early", cancelled());
    const ids = async (filter: Parameters<ConversationStore["listReminders"]>[0]): Promise<string[]> =>
      (await use().listReminders(filter)).map(({ id }: Reminder) => id);
    expect(await ids({})).toEqual(["early", "other", "late"]);
    expect(await ids({ conversationId: "ann" })).toEqual(["early", "late"]);
    expect(await ids({ conversationId: "ann", status: "pending" })).toEqual(["late"]);
    expect(await ids({ status: "cancelled" })).toEqual(["early"]);
    expect(await ids({ name: "other", limit: 1 })).toEqual(["other"]);
    expect(await ids({ limit: 2 })).toEqual(["early", "other"]);
  });
}

function describeDueReminders(use: Use): void {
  it("finds what is due, in due order, up to a limit, and not one moment early", async () => {
    await schedule(
      use(),
      reminder("c", { dueAt: NOW + 3 }),
      reminder("a", { dueAt: NOW + 1 }),
      reminder("b", { dueAt: NOW + 2, conversationId: "bob" }),
    );
    const due = async (now: number, limit = 10, except?: string[]): Promise<string[]> =>
      (await use().dueReminders(now, limit, except)).map(({ id }) => id);
    expect(await due(NOW)).toEqual([]);
    expect(await due(NOW + 2)).toEqual(["a", "b"]);
    expect(await due(NOW + 5)).toEqual(["a", "b", "c"]);
    expect(await due(NOW + 5, 1)).toEqual(["a"]);
    expect(await due(NOW + 5, 10, ["ann"])).toEqual(["b"]);
    expect(await due(NOW + 5, 10, ["ann", "bob"])).toEqual([]);
  });

  it("says when the earliest is due, or the earliest after a time", async () => {
    expect(await use().earliestReminder()).toBeNull();
    await schedule(use(), reminder("b", { dueAt: NOW + 2 }), reminder("a", { dueAt: NOW + 1 }));
    expect(await use().earliestReminder()).toBe(NOW + 1);
    expect(await use().earliestReminder(NOW + 1)).toBe(NOW + 2);
    expect(await use().earliestReminder(NOW + 2)).toBeNull();
    await use().endReminder("a", cancelled());
    expect(await use().earliestReminder()).toBe(NOW + 2);
  });

  it("postpones after a failed attempt and keeps the due time and the reason", async () => {
    await schedule(use(), reminder("r"));
    await use().postponeReminder("r", {
      attempts: 1,
      nextAttemptAt: NOW + 1_000,
      reason: "the action failed",
    });
    expect(await use().dueReminders(NOW + 999, 10)).toEqual([]);
    expect(await use().dueReminders(NOW + 1_000, 10)).toMatchObject([
      { dueAt: NOW, nextAttemptAt: NOW + 1_000, attempts: 1, reason: "the action failed", status: "pending" },
    ]);
    expect(await use().earliestReminder()).toBe(NOW + 1_000);
    await use().postponeReminder("r", {
      attempts: 1,
      nextAttemptAt: NOW + 2_000,
      reason: "night",
      heldBy: "quiet_hours",
    });
    expect(await use().listReminders()).toMatchObject([{ heldBy: "quiet_hours", reason: "night" }]);
    await use().endReminder("r", cancelled());
    await use().postponeReminder("r", { attempts: 2, nextAttemptAt: NOW + 9_000, reason: "too late" });
    expect(await use().listReminders()).toMatchObject([{ reason: "over", attempts: 1, heldBy: null }]);
  });

  it("lists page by page, without a gap or a repeat, also among reminders of one time", async () => {
    for (const id of ["d", "b", "a", "c", "e"]) {
      await schedule(use(), reminder(id, { name: id, dueAt: id === "e" ? NOW - 1 : NOW }));
    }
    const seen: string[] = [];
    let page = await use().listReminders({ limit: 2 });
    while (page.length > 0) {
      seen.push(...page.map(({ id }) => id));
      const after = page.at(-1);
      page = await use().listReminders({
        limit: 2,
        status: "pending",
        ...(after !== undefined && { after }),
      });
    }
    expect(seen).toEqual(["e", "a", "b", "c", "d"]);
  });
}

function describeDeliveries(use: Use): void {
  const texts = (
    messages: readonly { readonly body: { readonly text?: string } }[],
  ): (string | undefined)[] => messages.map(({ body }) => body.text);

  it("offers only the oldest queued message of each conversation and channel", async () => {
    await send(use(), "ann", [message("1"), message("2"), message("A", "socket"), message("mail", null)]);
    await send(use(), "bob", [message("b")], NOW - 1);
    expect(texts(await use().dueDeliveries(NOW, 10))).toEqual(expect.arrayContaining(["1", "A", "b"]));
    expect(await use().dueDeliveries(NOW, 10)).toHaveLength(3);
    expect(texts(await use().dueDeliveries(NOW - 1, 10))).toEqual(["b"]);
    expect(texts(await use().dueDeliveries(NOW, 1))).toEqual(["b"]);
    expect(texts(await use().queuedDeliveries("ann"))).toEqual(["1", "A"]);
    expect(await use().queuedDeliveries("nobody")).toEqual([]);
  });

  it("offers the next message once the one before it is delivered or given up", async () => {
    await send(use(), "ann", [message("1"), message("2"), message("3")]);
    await use().settleDelivery({ conversationId: "ann", sequence: 1 }, { status: "delivered", at: NOW });
    expect(texts(await use().dueDeliveries(NOW, 10))).toEqual(["2"]);
    await use().settleDelivery({ conversationId: "ann", sequence: 2 }, { status: "failed", reason: "gone" });
    expect(texts(await use().dueDeliveries(NOW, 10))).toEqual(["3"]);
    expect(await use().readMessages("ann", { after: 0, limit: 10 })).toMatchObject([
      { status: "delivered", attempts: 1, reason: null, nextAttemptAt: null },
      { status: "failed", attempts: 1, reason: "gone", nextAttemptAt: null },
      { status: "queued", attempts: 0, reason: null, nextAttemptAt: NOW },
    ]);
  });

  it("holds the whole line back while its first message waits for a retry", async () => {
    await send(use(), "ann", [message("1"), message("2")]);
    const retry = { status: "queued", nextAttemptAt: NOW + 500, reason: "refused" } as const;
    await use().settleDelivery({ conversationId: "ann", sequence: 1 }, retry);
    expect(await use().dueDeliveries(NOW + 499, 10)).toEqual([]);
    expect(await use().queuedDeliveries("ann")).toMatchObject([
      { body: { text: "1" }, attempts: 1, reason: "refused" },
    ]);
    expect(await use().earliestDelivery()).toBe(NOW + 500);
    expect(await use().dueDeliveries(NOW + 500, 10)).toMatchObject([{ body: { text: "1" } }]);
  });

  it("says when the earliest delivery may be tried, or the earliest after a time", async () => {
    expect(await use().earliestDelivery()).toBeNull();
    await send(use(), "ann", [message("1"), message("mail", null)], NOW);
    await send(use(), "bob", [message("b")], NOW + 7);
    expect(await use().earliestDelivery()).toBe(NOW);
    expect(await use().earliestDelivery(NOW)).toBe(NOW + 7);
    expect(await use().earliestDelivery(NOW + 7)).toBeNull();
  });

  it("settles a message once", async () => {
    await send(use(), "ann", [message("1")]);
    const key = { conversationId: "ann", sequence: 1 };
    await use().settleDelivery(key, { status: "delivered", at: NOW });
    await use().settleDelivery(key, { status: "failed", reason: "late news" });
    await use().settleDelivery({ ...key, sequence: 9 }, { status: "delivered", at: NOW });
    expect(await use().readMessages("ann", { after: 0, limit: 10 })).toMatchObject([
      { status: "delivered", attempts: 1 },
    ]);
  });
}

function describeMailbox(use: Use): void {
  it("numbers messages from one, gives each an id, and reads after a number", async () => {
    const first = await use().commit(commitOf("ann", { messages: [message("1"), message("2", null)] }));
    expect(first.messages).toMatchObject([
      { conversationId: "ann", sequence: 1, status: "queued", deliverTo: { channel: "callback" }, at: NOW },
      { conversationId: "ann", sequence: 2, status: "collected", deliverTo: null, nextAttemptAt: null },
    ]);
    const second = await use().commit(commitOf("ann", { messages: [message("3")] }));
    const all = [...first.messages, ...second.messages];
    expect(new Set(all.map(({ id }) => id)).size).toBe(3);
    expect(await use().readMessages("ann", { after: 0, limit: 10 })).toEqual(all);
    expect(await use().readMessages("ann", { after: 1, limit: 1 })).toEqual([all[1]]);
    expect(await use().readMessages("ann", { after: 3, limit: 10 })).toEqual([]);
    expect(await use().load("ann")).toMatchObject({ messageSequence: 3 });
  });

  it("keeps the mailbox when the history is replaced", async () => {
    await use().commit(commitOf("ann", { events: [slot("a", 1)], messages: [message("1")] }));
    await use().commit(
      commitOf("ann", { expectedSequence: 1, replaceHistory: true, messages: [message("2")] }),
    );
    expect(await use().readMessages("ann", { after: 0, limit: 10 })).toMatchObject([
      { sequence: 1 },
      { sequence: 2 },
    ]);
  });
}
