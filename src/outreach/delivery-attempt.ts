import { type Clock, type Logger, type Random, TsbotError, toErrorMessage } from "../base/index.ts";
import type { Channel } from "../channels/index.ts";
import type { DeliveryOutcome, StoredMessage } from "../storage/index.ts";

/** An attempt that has no answer after this is over. */
const ATTEMPT_TIMEOUT = 15_000;
/** Retries wait 0.5 s, 1 s, 2 s … up to half a minute, so that a receiver that comes back hears of it soon. */
const FIRST_RETRY = 500;
const LONGEST_RETRY = 30_000;
/** A message that could not be delivered for a day is given up, visibly. */
const GIVE_UP_AFTER = 24 * 3600 * 1000;

export interface DeliveryAttemptOptions {
  readonly clock: Clock;
  /** For the jitter of retries. */
  readonly random: Random;
  readonly logger: Logger;
  /** How a channel pushes, or undefined when it does not (any more). */
  readonly push: (channel: string) => Channel["push"] | undefined;
}

/** One attempt to deliver one message, and what follows from it. Never throws. */
export function createDeliveryAttempt(
  { clock, random, logger, push }: DeliveryAttemptOptions,
  stopping: AbortSignal,
): (message: StoredMessage) => Promise<DeliveryOutcome> {
  const failure = (message: StoredMessage, error: unknown): DeliveryOutcome => {
    const reason = toErrorMessage(error);
    const fields = { conversationId: message.conversationId, id: message.id };
    const isHopeless = TsbotError.isInstance(error) && error.code === "channels/undeliverable";
    if (isHopeless || clock.now() - message.at > GIVE_UP_AFTER) {
      logger.error(`message given up: ${reason}`, fields);
      return { status: "failed", reason };
    }
    const wait = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** Math.min(message.attempts, 10));
    const jittered = wait * (0.75 + random.next() / 4);
    logger.warn(`message will be tried again: ${reason}`, fields);
    return { status: "queued", nextAttemptAt: Math.ceil(clock.now() + jittered), reason };
  };

  return async (message) => {
    const { deliverTo, body, id } = message;
    const send = deliverTo === null ? undefined : push(deliverTo.channel);
    if (deliverTo === null || send === undefined) {
      return {
        status: "failed",
        reason: `There is no channel '${deliverTo?.channel}' that can push any more.`,
      };
    }
    const timeout = new AbortController();
    const limit = clock.schedule(clock.now() + ATTEMPT_TIMEOUT, () =>
      timeout.abort(new Error(`no answer within ${ATTEMPT_TIMEOUT / 1000} seconds`)),
    );
    try {
      const signal = AbortSignal.any([timeout.signal, stopping]);
      await send({ address: deliverTo, message: body, id, attempt: message.attempts + 1, signal });
      return { status: "delivered", at: clock.now() };
    } catch (error) {
      return failure(message, error);
    } finally {
      limit.cancel();
    }
  };
}
