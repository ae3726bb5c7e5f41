import { type Clock, type Logger, type Random, TsbotError, toErrorMessage } from "../base/index.ts";
import type { Channel } from "../channels/index.ts";
import type { DeliveryOutcome, StoredMessage } from "../storage/index.ts";
import { retryDelay } from "./retry-time.ts";

/** An attempt that has no answer after this is over. */
const ATTEMPT_TIMEOUT = 15_000;
/** Known at once; one that is forgotten costs some attempts more, and conversations that end never tell. */
const MOST_DEAD_LINES = 10_000;

export interface DeliveryAttemptOptions {
  readonly clock: Clock;
  /** For the jitter of retries. */
  readonly random: Random;
  readonly logger: Logger;
  /** How a channel pushes, or undefined when it does not (any more). */
  readonly push: (channel: string) => Channel["push"] | undefined;
}

/** Makes attempts to deliver. */
export interface DeliveryAttempts {
  /** One attempt and what follows from it. Never throws, and ends in time whatever the channel does. */
  run(message: StoredMessage): Promise<DeliveryOutcome>;
  /** The receiver of a message may be there again, whatever was seen of it. */
  revive(message: StoredMessage): void;
  /** Ends the running ones now; they will be made again. */
  abort(reason: string): void;
}

export function createDeliveryAttempts({
  clock,
  random,
  logger,
  push,
}: DeliveryAttemptOptions): DeliveryAttempts {
  const running = new Set<AbortController>();
  /** Lines whose last message was given up for its age, the longest known first. */
  const dead = new Set<string>();
  const noteDead = (line: string): void => {
    dead.delete(line);
    dead.add(line);
    const [oldest] = dead;
    if (dead.size > MOST_DEAD_LINES && oldest !== undefined) dead.delete(oldest);
  };

  const failure = (message: StoredMessage, error: unknown): DeliveryOutcome => {
    const reason = toErrorMessage(error);
    const attempts = message.attempts + 1;
    const fields = { conversationId: message.conversationId, id: message.id, attempts };
    const { isHopeless, isAddressGone, retryAfter } = readFailure(error);
    const line = lineOf(message);
    const age = clock.now() - message.at;
    const wait = isHopeless
      ? null
      : retryDelay({ attempts, age, retryAfter, isDeadLine: dead.has(line) }, random);
    if (wait === null) {
      if (!isHopeless) noteDead(line);
      logger.error(`message given up: ${reason}`, fields);
      return { status: "failed", reason, ...(isAddressGone && { isAddressGone }) };
    }
    logger.warn(`message will be tried again: ${reason}`, fields);
    return { status: "queued", nextAttemptAt: clock.now() + wait, reason };
  };

  /** Waits for the channel only as long as the attempt lasts: a channel need not heed its signal. */
  const send = (message: StoredMessage, abort: AbortController): Promise<void> =>
    new Promise((resolve, reject) => {
      const { deliverTo, body, id } = message;
      const pushToChannel = deliverTo === null ? undefined : push(deliverTo.channel);
      if (deliverTo === null || pushToChannel === undefined) throw notPushing(deliverTo?.channel ?? "");
      const { signal } = abort;
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      pushToChannel({
        address: deliverTo,
        message: body,
        id,
        attempt: message.attempts + 1,
        signal,
      }).then(resolve, reject);
    });

  return {
    async run(message) {
      const abort = new AbortController();
      running.add(abort);
      const limit = clock.schedule(clock.now() + ATTEMPT_TIMEOUT, () =>
        abort.abort(new Error(`no answer within ${ATTEMPT_TIMEOUT / 1000} seconds`)),
      );
      try {
        await send(message, abort);
        dead.delete(lineOf(message));
        return { status: "delivered", at: clock.now() };
      } catch (error) {
        return failure(message, error);
      } finally {
        limit.cancel();
        running.delete(abort);
      }
    },
    revive: (message) => {
      dead.delete(lineOf(message));
    },
    abort: (reason) => {
      for (const abort of running) abort.abort(new Error(reason));
    },
  };
}

interface Failure {
  /** Trying again would not help. */
  readonly isHopeless: boolean;
  readonly isAddressGone: boolean;
  /** What the receiver asked for, in milliseconds. */
  readonly retryAfter: number;
}

/** What a channel says with what it throws; see {@link Channel.push}. */
function readFailure(error: unknown): Failure {
  if (!TsbotError.isInstance(error)) return { isHopeless: false, isAddressGone: false, retryAfter: 0 };
  const { code, details } = error;
  const isAddressGone = code === "channels/gone";
  const wanted = code === "channels/busy" ? Number(details["retryAfter"]) : 0;
  return {
    isHopeless: isAddressGone || code === "channels/undeliverable",
    isAddressGone,
    retryAfter: wanted > 0 ? wanted : 0,
  };
}

function lineOf({ conversationId, deliverTo }: StoredMessage): string {
  return JSON.stringify([conversationId, deliverTo?.channel]);
}

/** Not hopeless: a start with the wrong credentials must not cost what waits. */
function notPushing(channel: string): Error {
  return new Error(`there is no channel '${channel}' that can push; is it missing in credentials.yml?`);
}
