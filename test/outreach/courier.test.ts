import { describe, expect, it } from "vitest";
import { createRandom, type Logger, silentLogger, TsbotError } from "../../src/base/index.ts";
import type { Channel, Delivery } from "../../src/channels/index.ts";
import { type CourierOptions, createCourier } from "../../src/outreach/index.ts";
import { type ConversationStore, createMemoryStore, type StoredMessage } from "../../src/storage/index.ts";
import { createSimulatedClock } from "../../src/testing/simulated-clock.ts";
import { commitOf, message } from "../contracts/store.contract.ts";

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Push = NonNullable<Channel["push"]>;
type Setup = Partial<Pick<CourierOptions, "concurrency" | "store" | "logger" | "push" | "onAddressGone">>;

/** A courier on a simulated clock; `received` holds what arrived, `settled` what became of it. */
function setUp(respond: Push = async () => {}, setup: Setup = {}) {
  const clock = createSimulatedClock(START);
  const store = setup.store ?? createMemoryStore();
  const received: (Delivery & { readonly at: number })[] = [];
  const settled: StoredMessage[] = [];
  const push: Push = async (delivery) => {
    await respond(delivery);
    received.push({ ...delivery, at: clock.now() - START });
  };
  const courier = createCourier({
    store,
    clock,
    logger: silentLogger,
    random: createRandom(1),
    push: () => push,
    onSettled: (item) => settled.push(item),
    ...setup,
  });
  const commit = async (
    conversationId: string,
    texts: readonly string[],
    channel = "callback",
  ): Promise<readonly StoredMessage[]> => {
    const expectedSequence = (await store.load(conversationId))?.sequence ?? 0;
    const messages = texts.map((text) => message(text, channel));
    const receipt = await store.commit(
      commitOf(conversationId, { expectedSequence, messages, at: clock.now() }),
    );
    return receipt.messages;
  };
  const send: typeof commit = async (conversationId, texts, channel) => {
    const messages = await commit(conversationId, texts, channel);
    courier.nudge(conversationId);
    return messages;
  };
  const arrived = (): (string | undefined)[] => received.map(({ message: body }) => body.text);
  return { clock, store, received, settled, courier, commit, send, arrived };
}

const fail: Push = async () => {
  throw new Error("connection refused");
};

describe("the courier", () => {
  it("delivers what was committed, with its address and a stable id", async () => {
    const { clock, store, received, settled, courier, send } = setUp();
    await courier.start();
    const [sent] = await send("ann", ["hello"]);
    await clock.advance(0);
    expect(received).toMatchObject([
      {
        id: sent?.id,
        attempt: 1,
        address: { channel: "callback", data: { url: "here" } },
        message: { text: "hello" },
      },
    ]);
    expect(settled).toMatchObject([{ id: sent?.id, status: "delivered", attempts: 1 }]);
    expect(await store.readMessages("ann", { after: 0, limit: 1 })).toEqual(settled);
    await courier.stop();
  });

  it("delivers what an earlier process left, at its start", async () => {
    const { clock, arrived, courier, commit } = setUp();
    await commit("ann", ["1", "2"]);
    await commit("bob", ["b"]);
    await courier.start();
    await clock.advance(0);
    expect(arrived().sort()).toEqual(["1", "2", "b"]);
    await courier.stop();
  });

  it("delivers more than it reads at once", async () => {
    const { clock, arrived, courier, commit } = setUp();
    for (let index = 0; index < 1_203; index++) await commit(`c${index}`, ["x"]);
    await courier.start();
    await clock.advance(1);
    await clock.advance(1);
    expect(arrived()).toHaveLength(1_203);
    await courier.stop();
  });

  it("keeps the order of a conversation through failures, and gives every attempt the same id", async () => {
    const attempts: string[] = [];
    const { clock, arrived, courier, send } = setUp(async ({ id, attempt, message: { text } }) => {
      attempts.push(`${text} ${id} ${attempt}`);
      if (attempt < 3) throw new Error("refused");
    });
    await courier.start();
    const [one, two] = await send("ann", ["1", "2"]);
    await send("ann", ["3"]);
    await clock.advance(MINUTE);
    expect(arrived()).toEqual(["1", "2", "3"]);
    expect(attempts.slice(0, 4)).toEqual([
      `1 ${one?.id} 1`,
      `1 ${one?.id} 2`,
      `1 ${one?.id} 3`,
      `2 ${two?.id} 1`,
    ]);
    await courier.stop();
  });

  it("lets a conversation that cannot be reached hold up no other, nor its own other channel", async () => {
    const { clock, arrived, courier, send } = setUp(async ({ address }) => {
      if (address.channel === "callback") throw new Error("refused");
    });
    await courier.start();
    await send(
      "ann",
      Array.from({ length: 150 }, (_, index) => `${index}`),
    );
    await send("ann", ["A", "B"], "socket");
    await send("bob", ["b"], "socket");
    await clock.advance(1);
    expect(arrived().sort()).toEqual(["A", "B", "b"]);
    await courier.stop();
  });

  it("delivers to conversations side by side, bounded", async () => {
    let running = 0;
    let most = 0;
    const { clock, arrived, courier, send } = setUp(
      async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
      },
      { concurrency: 5 },
    );
    await courier.start();
    for (let index = 0; index < 40; index++) await send(`c${index}`, ["x", "y"]);
    for (let round = 0; round < 10; round++) await clock.advance(1);
    expect(most).toBe(5);
    expect(arrived()).toHaveLength(80);
    await courier.stop();
  });

  it("gives a receiver that was down for a minute everything in order, within half a minute of its return", async () => {
    let isDown = true;
    const { clock, received, arrived, courier, send } = setUp(async () => {
      if (isDown) throw new Error("connection refused");
    });
    await courier.start();
    await send("ann", ["1"]);
    await clock.advance(20_000);
    await send("ann", ["2", "3"]);
    await clock.advance(40_000);
    isDown = false;
    await clock.advance(30_000);
    expect(arrived()).toEqual(["1", "2", "3"]);
    expect(new Set(received.map(({ id }) => id)).size).toBe(3);
    await courier.stop();
  });

  it("waits longer from attempt to attempt, at most half a minute at first and five minutes later on", async () => {
    const times: number[] = [];
    const { clock, courier, send } = setUp(async () => {
      times.push(clock.now());
      throw new Error("refused");
    });
    await courier.start();
    await send("ann", ["1"]);
    await clock.advance(HOUR);
    const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    for (const [index, wait] of waits.slice(0, 6).entries()) {
      expect(wait).toBeGreaterThanOrEqual(500 * 2 ** index * 0.75);
      expect(wait).toBeLessThanOrEqual(500 * 2 ** index);
    }
    expect(Math.max(...waits.slice(0, 20))).toBeLessThanOrEqual(30_000);
    expect(Math.max(...waits)).toBeGreaterThan(3 * MINUTE);
    expect(Math.max(...waits)).toBeLessThanOrEqual(5 * MINUTE);
    await courier.stop();
  });

  it("gives up after a day, says why, and goes on with the next message", async () => {
    let isDown = true;
    const { clock, store, arrived, courier, send, commit } = setUp(async () => {
      if (isDown) throw new Error("connection refused");
    });
    await courier.start();
    await send("ann", ["old"]);
    await clock.advance(24 * HOUR - 10 * MINUTE);
    await commit("ann", ["new"]);
    await clock.advance(16 * MINUTE);
    expect(await store.readMessages("ann", { after: 0, limit: 2 })).toMatchObject([
      { status: "failed", reason: "connection refused", nextAttemptAt: null },
      { status: "queued" },
    ]);
    isDown = false;
    await clock.advance(5 * MINUTE);
    expect(arrived()).toEqual(["new"]);
    await courier.stop();
  });

  it("does not give up on a message only because the server was down for long", async () => {
    let isDown = true;
    const { clock, arrived, courier, commit } = setUp(async () => {
      if (isDown) throw new Error("connection refused");
    });
    await commit("ann", ["1"]);
    await clock.advance(72 * HOUR);
    await courier.start();
    await clock.advance(10_000);
    isDown = false;
    await clock.advance(30_000);
    expect(arrived()).toEqual(["1"]);
    await courier.stop();
  });

  it("gives up at once where trying again is pointless", async () => {
    const { clock, settled, courier, send } = setUp(async () => {
      throw new TsbotError("channels/undeliverable", "The chat was deleted.");
    });
    await courier.start();
    await send("ann", ["1", "2"]);
    await clock.advance(0);
    expect(settled).toMatchObject([
      { status: "failed", reason: "The chat was deleted." },
      { status: "failed" },
    ]);
    await courier.stop();
  });

  it("keeps what waits for a channel that is missing, and delivers it when the channel is back", async () => {
    let isThere = false;
    const delivered: string[] = [];
    const { clock, settled, courier, send } = setUp(undefined, {
      push: () => (isThere ? async ({ message }) => void delivered.push(message.text ?? "") : undefined),
    });
    await courier.start();
    await send("ann", ["1"], "telegram");
    await clock.advance(60_000);
    expect(settled[0]).toMatchObject({ status: "queued", reason: expect.stringContaining("'telegram'") });
    isThere = true;
    await clock.advance(30_000);
    expect(delivered).toEqual(["1"]);
    await courier.stop();
  });

  it("tries at once what waits for its next attempt when the person is there", async () => {
    let isUp = false;
    const { clock, arrived, courier, send } = setUp(async () => {
      if (!isUp) throw new Error("refused");
    });
    await courier.start();
    await send("ann", ["1", "2"]);
    await send("bob", ["b"]);
    await clock.advance(20 * MINUTE);
    isUp = true;
    courier.nudge("ann");
    await clock.advance(0);
    expect(arrived()).toEqual([]);
    courier.nudge("ann", true);
    await clock.advance(0);
    expect(arrived()).toEqual(["1", "2"]);
    await courier.stop();
  });

  it("does not wait for an answer behind a message that waits longer, and says why", async () => {
    const { clock, courier, send } = setUp(fail);
    await courier.start();
    await send("ann", ["1"]);
    await clock.advance(MINUTE);
    const sent = await send("ann", ["2"]);
    expect(await courier.waitFor(sent, 1_000)).toMatchObject([
      { status: "queued", reason: "it waits for an earlier message: connection refused" },
    ]);
    await courier.stop();
  });

  it("works a line off soon behind a message that was given up", async () => {
    const { clock, settled, courier, send } = setUp(async () => {
      throw new Error("gone");
    });
    await courier.start();
    await send("ann", ["1", "2", "3"]);
    await clock.advance(24 * 3600_000 - 1);
    expect(settled.some(({ status }) => status === "failed")).toBe(false);
    // The head is tried once more within five minutes, and those behind it once each.
    await clock.advance(6 * 60_000);
    const failed = settled.filter(({ status }) => status === "failed");
    expect(failed.map(({ body }) => body.text)).toEqual(["1", "2", "3"]);
    expect(failed.map(({ attempts }) => attempts).slice(1)).toEqual([1, 1]);
    await courier.stop();
  });

  it("ends an attempt that has no answer in 15 seconds, heard or not, and tries again", async () => {
    let signal: AbortSignal | undefined;
    let calls = 0;
    const { clock, store, arrived, courier, send } = setUp(async (delivery) => {
      signal ??= delivery.signal;
      if (++calls === 1) await new Promise(() => {});
    });
    await courier.start();
    await send("ann", ["1"]);
    await clock.advance(14_999);
    expect(signal?.aborted).toBe(false);
    await clock.advance(1);
    expect(signal?.aborted).toBe(true);
    expect(await store.readMessages("ann", { after: 0, limit: 1 })).toMatchObject([
      { reason: "no answer within 15 seconds" },
    ]);
    await clock.advance(1_000);
    expect(arrived()).toEqual(["1"]);
    await courier.stop();
  });

  it("survives a channel that throws instead of rejecting", async () => {
    const { clock, settled, courier, send } = setUp(undefined, {
      push: () => () => {
        throw new TypeError("no such method");
      },
    });
    await courier.start();
    await send("ann", ["1"]);
    await clock.advance(0);
    expect(settled).toMatchObject([{ status: "queued", reason: "no such method" }]);
    await courier.stop();
  });

  it("records what was delivered once the store can be written again, without delivering it twice", async () => {
    const store = createMemoryStore();
    let failures = 3;
    const errors: string[] = [];
    const logger: Logger = { ...silentLogger, error: (text) => errors.push(text) };
    const flaky: ConversationStore = {
      ...store,
      settleDelivery: async (...given) => {
        if (failures-- > 0) throw new Error("disk full");
        return await store.settleDelivery(...given);
      },
    };
    const { clock, arrived, courier, send } = setUp(undefined, { store: flaky, logger });
    await courier.start();
    await send("ann", ["1", "2"]);
    await clock.advance(10_000);
    expect(arrived()).toEqual(["1", "2"]);
    expect(errors).toHaveLength(3);
    expect(await store.earliestDelivery()).toBeNull();
    await courier.stop();
  });

  it("finds a retry of an earlier process at its time, while something else is due at once", async () => {
    const { clock, received, courier, commit, store } = setUp();
    await commit("ann", ["later"]);
    const retry = { status: "queued", nextAttemptAt: START + 7_000, reason: "refused" } as const;
    await store.settleDelivery({ conversationId: "ann", sequence: 1 }, retry);
    await commit("bob", ["now"]);
    await courier.start();
    await clock.advance(20_000);
    expect(received.map(({ message: { text }, at }) => `${text} ${at}`)).toEqual(["now 0", "later 7000"]);
    await courier.stop();
  });

  it("reads the outbox no more often because an attempt takes long", async () => {
    const store = createMemoryStore();
    let reads = 0;
    const counting: ConversationStore = {
      ...store,
      dueDeliveries: async (...given) => {
        reads++;
        if (reads > 50) throw new Error("it spins");
        return await store.dueDeliveries(...given);
      },
    };
    const { clock, courier, commit } = setUp(() => new Promise(() => {}), { store: counting });
    await commit("ann", ["1"]);
    await courier.start();
    await clock.advance(14_000);
    expect(reads).toBe(1);
    const stopped = courier.stop();
    await clock.advance(2_000);
    await stopped;
  });

  it("delivers new messages at once although the clock was set back", async () => {
    const { clock, arrived, courier, commit } = setUp();
    await courier.start();
    await commit("ann", ["1"]);
    clock.leap(START - 24 * HOUR);
    courier.nudge("ann");
    await clock.advance(0);
    expect(arrived()).toEqual(["1"]);
    await courier.stop();
  });
});

describe("waiting for messages", () => {
  it("ends as soon as each was tried, and says what became of it", async () => {
    const { clock, courier, commit } = setUp(async ({ message: { text } }) => {
      if (text === "2") throw new Error("refused");
    });
    await courier.start();
    const messages = await commit("ann", ["1", "2"]);
    const [mail] = await commit("ann", ["mail"]).then(() => commit("bob", ["b"]));
    const waiting = courier.waitFor(mail === undefined ? messages : [...messages, mail], 5_000);
    courier.nudge("ann");
    courier.nudge("bob");
    await clock.advance(10);
    expect(await waiting).toMatchObject([
      { status: "delivered" },
      { status: "queued", reason: "refused", attempts: 1 },
      { status: "delivered" },
    ]);
    await courier.stop();
  });

  it("knows of messages that were delivered before anybody waited", async () => {
    const { clock, courier, send } = setUp();
    await courier.start();
    const messages = await send("ann", ["1"]);
    await clock.advance(0);
    expect(await courier.waitFor(messages, 5_000)).toMatchObject([{ status: "delivered" }]);
    expect(await courier.waitFor([], 5_000)).toEqual([]);
    await courier.stop();
  });

  it("ends after its time with the messages as they are", async () => {
    const { clock, courier, send } = setUp(() => new Promise(() => {}));
    await courier.start();
    const messages = await send("ann", ["1"]);
    const waiting = courier.waitFor(messages, 1_000);
    await clock.advance(1_000);
    expect(await waiting).toEqual(messages);
    const stopped = courier.stop();
    await clock.advance(2_000);
    await stopped;
  });
});

describe("a courier that stops", () => {
  it("delivers first what can be delivered at once", async () => {
    const { clock, arrived, courier, send } = setUp(async () => {
      await new Promise((resolve) => setImmediate(resolve));
    });
    await courier.start();
    await send("ann", ["1", "2", "3"]);
    await courier.stop();
    expect(arrived()).toEqual(["1", "2", "3"]);
    await send("ann", ["4"]);
    await clock.advance(HOUR);
    expect(arrived()).toHaveLength(3);
    expect(clock.pending).toBe(0);
  });

  it("waits two seconds at most for a channel that hangs; the message stays queued", async () => {
    const { clock, store, courier, send } = setUp(() => new Promise(() => {}));
    await courier.start();
    await send("ann", ["1"]);
    await clock.advance(0);
    const stopped = courier.stop();
    await clock.advance(2_000);
    await stopped;
    expect(await store.readMessages("ann", { after: 0, limit: 1 })).toMatchObject([{ status: "queued" }]);
    expect(clock.pending).toBe(0);
  });

  it("leaves what has to wait for the next start", async () => {
    const { clock, store, courier, send } = setUp(fail);
    await courier.start();
    await send("ann", ["1"]);
    await clock.advance(0);
    await courier.stop();
    await clock.advance(HOUR);
    expect(await store.readMessages("ann", { after: 0, limit: 1 })).toMatchObject([
      { status: "queued", attempts: 1 },
    ]);
  });
});

describe("what a receiver asks for", () => {
  it("is heeded: it is left alone at least so long, and asked again within five minutes", async () => {
    let calls = 0;
    const { clock, received, courier, send } = setUp(async () => {
      if (calls++ === 0) throw new TsbotError("channels/busy", "busy", { details: { retryAfter: 60_000 } });
    });
    await courier.start();
    await send("ann", ["hello"]);
    await clock.advance(59_999);
    expect(calls).toBe(1);
    await clock.advance(5 * MINUTE);
    expect(received).toHaveLength(1);
    expect(received[0]?.at).toBeGreaterThanOrEqual(60_000);
    await courier.stop();
  });

  it("is that the address is gone: all that waits for it is given up with the first, and said so", async () => {
    const gone: string[] = [];
    let calls = 0;
    const respond: Push = async () => {
      calls++;
      throw new TsbotError("channels/gone", "answered 410");
    };
    const { clock, courier, send, settled } = setUp(respond, {
      onAddressGone: ({ conversationId }) => gone.push(conversationId),
    });
    await courier.start();
    await send("ann", ["1", "2", "3"]);
    await clock.advance(0);
    expect(settled.map(({ body, status }) => `${body.text} ${status}`)).toEqual([
      "1 failed",
      "2 failed",
      "3 failed",
    ]);
    expect({ calls, gone }).toEqual({ calls: 1, gone: ["ann"] });
    await courier.stop();
  });
});

describe("messages that are old", () => {
  it("are forgotten a month after they were settled, and three months after they were given up", async () => {
    const refuse: Push = async ({ message: { text } }) => {
      if (text === "given up") throw new TsbotError("channels/undeliverable", "no");
    };
    const { clock, courier, send, store } = setUp(refuse);
    await courier.start();
    await send("ann", ["delivered", "given up"]);
    const kept = async (): Promise<(string | undefined)[]> =>
      (await store.readMessages("ann", { after: 0, limit: 10 })).map(({ body }) => body.text);
    await clock.advance(0);
    clock.leap(START + 30 * 24 * HOUR + 1);
    await clock.advance(HOUR);
    expect(await kept()).toEqual(["given up"]);
    clock.leap(START + 90 * 24 * HOUR);
    await clock.advance(2 * HOUR);
    expect(await kept()).toEqual([]);
    await courier.stop();
  });
});

describe("very many conversations whose receiver hangs", () => {
  it("wait in the store, not in memory, and are all served once it answers", async () => {
    let isHanging = true;
    const hang: Push = ({ signal }) =>
      isHanging
        ? new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
        : Promise.resolve();
    const { clock, courier, send, received } = setUp(hang, { concurrency: 1 });
    await courier.start();
    for (let index = 0; index < 10_050; index++) await send(`c${index}`, ["hello"]);
    isHanging = false;
    await clock.advance(10 * MINUTE);
    expect(new Set(received.map(({ id }) => id)).size).toBe(10_050);
    await courier.stop();
  }, 60_000);
});
