import { Dispatcher } from "undici";
import { isJsonObject, parseJson, type Random } from "../../src/base/index.ts";
import { GONE, type Manners, type Receiver } from "./receiver.ts";
import type { Timeline } from "./timeline.ts";

export interface NetworkOptions {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly receiver: Receiver;
  /** Milliseconds that a way takes at most. */
  readonly latency: () => number;
  readonly trace: (what: () => string) => void;
}

type Handler = Parameters<Dispatcher["dispatch"]>[1];

/**
 * Stands in for the network below the HTTP client (undici): what the real callback channel posts arrives at the simulated
 * receiver after a while, and the answer comes back, or does not.
 */
export class SimulatedNetwork extends Dispatcher {
  readonly #options: NetworkOptions;

  constructor(options: NetworkOptions) {
    super();
    this.#options = options;
  }

  override dispatch(request: Dispatcher.DispatchOptions, handler: Handler): boolean {
    const { timeline, receiver, trace } = this.#options;
    const exchange = createExchange(handler, timeline.stir);
    const message = readMessage(request);
    timeline.at(timeline.now() + this.#way(), () => {
      const manners = receiver.choose();
      const isTaken = takes(manners);
      if (isTaken) receiver.take(message);
      if (manners.type === "answers" && manners.status === GONE) receiver.refuseForGood(message);
      trace(
        () =>
          `receiver ${isTaken ? "takes" : "does not take"} "${message.text}" of ${message.conversationId} and ${describe(manners)}`,
      );
      timeline.at(timeline.now() + this.#way() + (manners.type === "takes" ? manners.after : 0), () =>
        answer(exchange, manners),
      );
    });
    return true;
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }

  override destroy(): Promise<void> {
    return Promise.resolve();
  }

  #way(): number {
    return this.#options.random.below(this.#options.latency() + 1);
  }
}

/** One call as the HTTP client follows it; nothing reaches the client any more once it has ended it. */
interface Exchange {
  head(status: number, headers?: Readonly<Record<string, string>>): void;
  end(): void;
  fail(message: string): void;
}

function createExchange(handler: Handler, stir: () => void): Exchange {
  let isOver = false;
  const fail = (error: Error): void => {
    stir();
    if (isOver) return;
    isOver = true;
    handler.onError?.(error);
  };
  handler.onConnect?.((error) => fail(error ?? new Error("aborted")));
  const alive = (report: () => void): void => {
    stir();
    if (!isOver) report();
  };
  return {
    head: (status, headers = {}) =>
      alive(() => {
        const raw = Object.entries(headers).flatMap((pair) => pair.map((text) => Buffer.from(text)));
        handler.onHeaders?.(status, raw, () => {}, "");
      }),
    end: () =>
      alive(() => {
        isOver = true;
        handler.onComplete?.([]);
      }),
    fail: (message) => fail(new Error(message)),
  };
}

function answer(exchange: Exchange, manners: Manners): void {
  switch (manners.type) {
    case "takes":
      exchange.head(200);
      exchange.end();
      return;
    case "breaks off after 200":
      exchange.head(200);
      exchange.fail("other side closed");
      return;
    case "trickles":
      exchange.head(200);
      return;
    case "answers": {
      const { status, retryAfter } = manners;
      exchange.head(status, retryAfter === undefined ? {} : { "retry-after": String(retryAfter) });
      exchange.end();
      return;
    }
    case "resets":
      exchange.fail("read ECONNRESET");
      return;
    case "refuses":
      exchange.fail("connect ECONNREFUSED");
      return;
    case "hangs":
      return;
  }
}

function takes(manners: Manners): boolean {
  if ("takes" in manners) return manners.takes;
  return manners.type !== "refuses";
}

function describe(manners: Manners): string {
  switch (manners.type) {
    case "takes":
      return `says so after ${manners.after} ms`;
    case "answers":
      return `answers ${manners.status}`;
    default:
      return manners.type;
  }
}

function readMessage({ headers, body }: Dispatcher.DispatchOptions): {
  readonly id: string;
  readonly conversationId: string;
  readonly text: string;
} {
  const content = parseJson(String(body));
  if (!isJsonObject(content)) throw new Error(`the receiver was sent ${String(body)}`);
  const { "webhook-id": id } = headers as Record<string, string>;
  return {
    id: String(id),
    conversationId: String(content["recipient_id"]),
    text: String(content["text"]),
  };
}
