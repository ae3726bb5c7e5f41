import type { IncomingMessage as HttpRequest, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock, JsonObject, JsonValue, Logger } from "../base/index.ts";
import type { Address, BotMessage, IncomingMessage } from "../conversation/index.ts";

/**
 * A way to talk with people. A channel turns a platform's request into {@link IncomingMessage}s and, when it can push,
 * delivers messages to an {@link Address}. It knows neither express nor the store.
 */
export interface Channel {
  /** As in credentials.yml; its routes are `/webhooks/<name>/…`. */
  readonly name: string;
  /** Answers `/webhooks/<name>/…` (all but the health route, which the server answers). */
  handle(request: ChannelRequest, conversations: Conversations): Promise<ChannelReply>;
  /**
   * Delivers one message; at least once, in order per conversation. Throws to be tried again later; throws
   * `channels/busy` with `details.retryAfter` (milliseconds) to be left alone so long, `channels/undeliverable` when
   * trying again is pointless, `channels/gone` when the address is gone for good, so that nothing is to be sent there
   * until the person writes from it again. Absent on request/response channels.
   */
  readonly push?: (delivery: Delivery) => Promise<void>;
  /**
   * On channels whose clients stay connected: what serves them. The server asks for it once, when it starts. What the bot
   * says by itself reaches such clients from the mailbox, so these channels need not push.
   */
  readonly connect?: (conversations: LiveConversations) => ChannelSockets;
  /** The text (often `/greet`) that is handled when a person opens the chat, once per session; null when none. */
  readonly openingPayload: string | null;
  close?(): Promise<void>;
}

/** One HTTP request, freed of its framework. Header names are lower case. */
export interface ChannelRequest {
  readonly method: string;
  /** Below `/webhooks/<name>`, e.g. `/webhook`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed when it was JSON or a form, otherwise text; undefined without a body. */
  readonly body: unknown;
  /** The body as it came, for checking a platform's signature; empty without one. */
  readonly rawBody: string;
}

export interface ChannelReply {
  readonly status: number;
  /** Text is sent as text/plain, other values as JSON, an async iterable as a stream. */
  readonly body: string | JsonValue | AsyncIterable<string>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a channel may ask of the assistant. */
export interface Conversations {
  /**
   * Handles a message to the end of its turn and its commit. When the channel can push and `address` is given, the
   * messages go through the outbox; otherwise the caller answers with `messages`.
   */
  receive(message: IncomingMessage): Promise<{ readonly messages: readonly BotMessage[] }>;
  /** The person opened the chat: handles `openingPayload` if this session has seen no message yet. */
  open(message: Omit<IncomingMessage, "text">): Promise<{ readonly messages: readonly BotMessage[] }>;
}

/** The same for channels whose clients stay connected. */
export interface LiveConversations extends Conversations {
  /**
   * The conversation's messages as they are committed, by whichever process, in the order of their numbers, until the
   * signal is aborted. It begins with saying after which number (`begun`), and nothing that comes later is missed.
   *
   * @param options.after messages with a higher number; null: those that come from now on
   */
  follow(
    conversationId: string,
    options: { readonly after: number | null; readonly signal: AbortSignal },
  ): AsyncIterable<FollowedMessage>;
}

export type FollowedMessage =
  | { readonly kind: "begun"; readonly after: number }
  | {
      readonly kind: "message" | "delivery";
      readonly message: { readonly sequence: number; readonly body: BotMessage };
    }
  | { readonly kind: "idle" };

/** Serves connections that stay open, below a path of the server's own. The server has looked at host and origin. */
export interface ChannelSockets {
  /** As `/socket.io`: requests below it are the channel's. */
  readonly path: string;
  request(request: HttpRequest, response: ServerResponse): void;
  /** A request for a WebSocket. */
  upgrade(request: HttpRequest, socket: Duplex, head: Buffer): void;
  /** Ends all connections; their clients come back when they can. */
  end(): void;
}

/** One attempt to deliver one message. */
export interface Delivery {
  readonly address: Address;
  readonly message: BotMessage;
  /** The same over all attempts. */
  readonly id: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly signal: AbortSignal;
}

/** What a channel is made with. */
export interface ChannelServices {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Makes a channel from its section of credentials.yml. Throws `channels/…` errors that name the missing key. */
export interface ChannelDefinition {
  readonly name: string;
  create(credentials: JsonObject, services: ChannelServices): Channel | Promise<Channel>;
}
