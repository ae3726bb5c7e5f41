import {
  type Clock,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  readHttpTarget,
  TsbotError,
  toErrorMessage,
} from "../base/index.ts";
import type { BotMessage, IncomingMessage } from "../conversation/index.ts";
import type { Channel, ChannelReply, ChannelRequest, Conversations, Delivery } from "./channel.ts";
import { optionalText, readOpeningPayload } from "./credentials.ts";
import { postWebhook } from "./post-webhook.ts";
import { badRequest, dispatch, isId, readMessage, readSender } from "./requests.ts";

/** A message on its way out: by default Rasa's message JSON is posted to the channel's `url`. */
export interface OutgoingCall {
  /** Instead of the channel's own address. */
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is (with the `content-type` in `headers`), other values as JSON. */
  readonly body: JsonValue;
}

/** A message on its way in; the channel is the one being made. */
export type IncomingCall = Omit<IncomingMessage, "channel">;

/** How a channel that calls back is made. */
export interface CallbackInputOptions {
  readonly name: string;
  /**
   * The channel's section of credentials.yml: `url`, and if wanted `secret`, `on_open`, `headers`, `basic_auth`,
   * `token`, `token_name`, `params`.
   */
  readonly credentials: JsonObject;
  readonly clock: Clock;
  /** What a platform's request says; by default Rasa's `{sender, message}`. No messages: it is answered, that is all. */
  readonly readMessages?: (
    request: ChannelRequest,
  ) => readonly IncomingCall[] | Promise<readonly IncomingCall[]>;
  /** What the platform is sent; by default the message as it is. */
  readonly writeMessage?: (message: BotMessage, delivery: Delivery) => OutgoingCall;
  /** What the platform is answered once the turn is committed; by default the text `success`. */
  readonly answer?: ChannelReply;
}

const SUCCESS: ChannelReply = { status: 200, body: "success" };

/**
 * A channel whose messages are posted to an address, so that the bot can speak first: the way to build channels for
 * assistants with reminders and external events. Routes: `POST /webhook`, `POST /open`. Every call carries the
 * headers of Standard Webhooks (id, timestamp and, with a `secret`, signature).
 *
 * @example
 * createCallbackInput({
 *   name: "garden",
 *   credentials,
 *   clock,
 *   readMessages: ({ body }) => [{ conversationId: body.plot, text: body.words }],
 *   writeMessage: (message) => ({ body: { plot: message.recipient_id, words: message.text ?? "" } }),
 * });
 */
export function createCallbackInput(options: CallbackInputOptions): Channel {
  const { name, credentials, clock, answer = SUCCESS } = options;
  const target = readHttpTarget(credentials, {
    folder: "channels",
    name: `the channel '${name}'`,
    file: "credentials.yml",
    example: "http://127.0.0.1:5034/bot",
    details: { channel: name },
  });
  const secret = optionalText(name, credentials, "secret");
  const readMessages = options.readMessages ?? ((request) => [readDefaultMessage(request, name)]);
  const writeMessage = options.writeMessage ?? writeDefaultMessage;
  const address = { channel: name, data: {} };

  const readCalls = async (request: ChannelRequest): Promise<readonly IncomingCall[]> => {
    try {
      return checkCalls(name, await readMessages(request));
    } catch (error) {
      if (TsbotError.isInstance(error)) throw error;
      throw badCall(name, toErrorMessage(error), error);
    }
  };
  const receive = async (request: ChannelRequest, conversations: Conversations): Promise<ChannelReply> => {
    for (const message of await readCalls(request)) {
      await conversations.receive({ address, ...message, channel: name });
    }
    return answer;
  };
  const open = async (request: ChannelRequest, conversations: Conversations): Promise<ChannelReply> => {
    await conversations.open({ ...readSender(request, name), address });
    return SUCCESS;
  };
  return {
    name,
    openingPayload: readOpeningPayload(name, credentials),
    handle: (request, conversations) =>
      dispatch(
        name,
        request,
        new Map([
          ["/webhook", () => receive(request, conversations)],
          ["/open", () => open(request, conversations)],
        ]),
      ),
    async push(delivery) {
      const { url, headers, body } = writeMessage(delivery.message, delivery);
      await postWebhook({
        url: url ?? target.url,
        headers: { ...target.headers, ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
        id: delivery.id,
        at: clock.now(),
        secret,
        signal: delivery.signal,
      });
    },
  };
}

/** What a project's own `readMessages` made of a request: where it is wrong, the request usually was. */
function checkCalls(name: string, calls: unknown): readonly IncomingCall[] {
  if (!Array.isArray(calls)) throw badCall(name, "it must become a list of messages");
  for (const call of calls as readonly unknown[]) {
    if (!isJsonObject(call)) throw badCall(name, "a message must be an object");
    const { conversationId, text, dedupeId, messageId } = call;
    if (!isId(conversationId)) throw badCall(name, "it has no 'conversationId' that is a text");
    if (typeof text !== "string") throw badCall(name, "it has no 'text'");
    if (dedupeId !== undefined && !isId(dedupeId)) throw badCall(name, "its 'dedupeId' is no text");
    if (messageId !== undefined && !isId(messageId)) throw badCall(name, "its 'messageId' is no text");
  }
  return calls as readonly IncomingCall[];
}

function badCall(name: string, reason: string, cause?: unknown): TsbotError {
  return new TsbotError(
    "channels/bad-request",
    `The channel '${name}' could not make a message of this request: ${reason}.`,
    { hint: `Look at the request, and at 'readMessages' of the channel '${name}'.`, cause },
  );
}

/** Rasa's callback channel takes no metadata and always names itself as input channel. */
function readDefaultMessage(request: ChannelRequest, name: string): IncomingCall {
  const message = readMessage(request, name);
  if (message === null) throw badRequest("/message", "'message' is missing.");
  const { metadata: _, ...rest } = message;
  return rest;
}

function writeDefaultMessage(message: BotMessage): OutgoingCall {
  return { body: message as unknown as JsonObject };
}
