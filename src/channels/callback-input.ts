import { type Clock, type JsonObject, type JsonValue, readHttpTarget } from "../base/index.ts";
import type { BotMessage } from "../conversation/index.ts";
import type { Channel, ChannelReply, ChannelRequest, Conversations, Delivery } from "./channel.ts";
import { readOpeningPayload, readSecrets } from "./credentials.ts";
import { type IncomingCall, type ReadMessages, readIncoming, receiveAll } from "./incoming-calls.ts";
import { createWebhookPoster } from "./post-webhook.ts";
import { badRequest, dispatch, readMessage, readSender } from "./requests.ts";

/** A message on its way out: by default Rasa's message JSON is posted to the channel's `url`. */
export interface OutgoingCall {
  /** Instead of the channel's own address. */
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is (with the `content-type` in `headers`), other values as JSON. */
  readonly body: JsonValue;
}

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
  readonly readMessages?: ReadMessages;
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
  const secrets = readSecrets(name, credentials);
  const post = createWebhookPoster({ clock });
  const readMessages =
    options.readMessages ?? ((request: ChannelRequest) => [readDefaultMessage(request, name)]);
  const writeMessage = options.writeMessage ?? writeDefaultMessage;
  const address = { channel: name, data: {} };

  const receive = async (request: ChannelRequest, conversations: Conversations): Promise<ChannelReply> => {
    await receiveAll(await readIncoming(name, request, readMessages), conversations);
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
      await post({
        url: url ?? target.url,
        headers: { ...target.headers, ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
        id: delivery.id,
        secrets,
        signal: delivery.signal,
      });
    },
  };
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
