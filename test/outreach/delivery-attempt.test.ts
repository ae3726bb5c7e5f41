import { expect, it } from "vitest";
import { createRandom, silentLogger } from "../../src/base/index.ts";
import { createDeliveryAttempts } from "../../src/outreach/delivery-attempt.ts";
import type { StoredMessage } from "../../src/storage/index.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";

it("lines that are given up are not remembered for ever", async () => {
  const clock = createSimulatedClock();
  const attempts = createDeliveryAttempts({
    clock,
    random: createRandom(1),
    logger: silentLogger,
    push: () => () => Promise.reject(new Error("nobody there")),
  });
  const old = (conversationId: string, made: number): StoredMessage =>
    ({
      conversationId,
      id: "1",
      at: clock.now() - 25 * 3_600_000,
      attempts: made,
      deliverTo: { channel: "callback", data: {} },
      body: { recipient_id: conversationId },
    }) as unknown as StoredMessage;
  const first = old("first", 0);
  expect(await attempts.run(old("first", 100))).toMatchObject({ status: "failed" });
  // The receiver has shown that it is gone.
  expect(await attempts.run(first)).toMatchObject({ status: "failed" });
  for (let index = 0; index < 10_000; index++) await attempts.run(old(`other ${index}`, 100));
  expect(await attempts.run(first)).toMatchObject({ status: "queued" });
});
