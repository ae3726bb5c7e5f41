import type { Channel, Delivery } from "../channels/index.ts";

/** A channel that pushes into a list, and fails when it is told to. */
export interface FakeChannel extends Channel {
  /** What arrived, in order; a repeat after a failure arrives again. */
  readonly delivered: readonly Delivery[];
  /** From now on deliveries fail with this reason; null lets them through. */
  fail(reason: string | null): void;
}

/** @param openingPayload what is handled when a chat is opened. */
export function createFakeChannel(name: string, openingPayload: string | null = null): FakeChannel {
  const delivered: Delivery[] = [];
  let failure: string | null = null;
  return {
    name,
    openingPayload,
    delivered,
    handle: async () => ({ status: 404, body: "" }),
    async push(delivery) {
      if (failure !== null) throw new Error(failure);
      delivered.push(delivery);
    },
    fail(reason) {
      failure = reason;
    },
  };
}
