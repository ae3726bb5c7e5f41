import { type Clock, type JsonObject, type JsonValue, TsbotError } from "../base/index.ts";
import type { BotMessage, IncomingMessage } from "../conversation/index.ts";
import type { Channel, ChannelReply, ChannelRequest, Delivery } from "./channel.ts";
import { readHttpTarget } from "./http-target.ts";
import { bodyOf, notFound, readMessage, readOpeningPayload, readSender } from "./requests.ts";
import { webhookHeaders } from "./webhook-signature.ts";

/** A message on its way out: by default Rasa's message JSON is posted to the channel's `url`. */
export interface OutgoingCall {
  /** Instead of the channel's own address. */
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: JsonValue;
}

/** How a channel that calls back is made. */
export interface CallbackInputOptions {
  readonly name: string;
  /** The channel's section of credentials.yml: `url`, `secret`, `on_open`, `headers`, `basic_auth`, `token`. */
  readonly credentials: JsonObject;
  readonly clock: Clock;
  /** What a platform's request says; by default Rasa's `{sender, message}`. */
  readonly readMessages?: (request: ChannelRequest) => readonly IncomingMessage[];
  /** What the platform is sent; by default the message as it is. */
  readonly writeMessage?: (message: BotMessage, delivery: Delivery) => OutgoingCall;
  /** What the platform is answered once the turn is committed; by default the text `success`. */
  readonly answer?: ChannelReply;
}

const SUCCESS: ChannelReply = { status: 200, body: "success" };

/** Answers that say the address is gone for good. */
const GONE = 410;

/**
 * A channel whose messages are posted to an address, so that the bot can speak first: the way to build channels for
 * assistants with reminders and external events. Routes: `POST /webhook`, `POST /open`.
 */
export function createCallbackInput(options: CallbackInputOptions): Channel {
  const { name, credentials, clock } = options;
  const target = readHttpTarget(name, credentials);
  const secret = typeof credentials["secret"] === "string" ? credentials["secret"] : null;
  const readMessages = options.readMessages ?? ((request) => defaultMessages(request, name));
  return {
    name,
    openingPayload: readOpeningPayload(credentials),
    async handle(request, conversations) {
      if (request.method !== "POST") return notFound(request);
      if (request.path === "/open") {
        await conversations.open({
          ...readSender(bodyOf(request), name),
          address: { channel: name, data: {} },
        });
        return SUCCESS;
      }
      if (request.path !== "/webhook") return notFound(request);
      for (const message of readMessages(request)) {
        await conversations.receive({ address: { channel: name, data: {} }, ...message, channel: name });
      }
      return options.answer ?? SUCCESS;
    },
    async push(delivery) {
      const call = options.writeMessage?.(delivery.message, delivery) ?? {
        body: delivery.message as unknown as JsonObject,
      };
      const body = JSON.stringify(call.body);
      const headers = {
        "content-type": "application/json",
        ...target.headers,
        ...call.headers,
        ...webhookHeaders({ id: delivery.id, at: clock.now(), body }, secret),
      };
      await post(call.url ?? target.url, { headers, body, signal: delivery.signal });
    },
  };
}

/** Rasa's callback channel takes no metadata and always names itself as input channel. */
function defaultMessages(request: ChannelRequest, name: string): readonly IncomingMessage[] {
  const { metadata: _, ...body } = bodyOf(request);
  const message = readMessage(body, name);
  if (message === null) {
    throw new TsbotError("channels/bad-request", "The message is missing.", {
      hint: 'Send {"sender": "…", "message": "…"}.',
      details: { parameter: "/message", in: "body" },
    });
  }
  return [message];
}

/** Any answer below 300 is a delivery, whatever it says; redirects are not followed. */
async function post(
  url: string,
  { headers, body, signal }: { headers: Readonly<Record<string, string>>; body: string; signal: AbortSignal },
): Promise<void> {
  const { request } = await import("undici");
  const response = await request(url, { method: "POST", headers, body, signal });
  await response.body.dump();
  const { statusCode } = response;
  if (statusCode < 300) return;
  const message = `the receiver answered ${statusCode}`;
  throw statusCode === GONE ? new TsbotError("channels/undeliverable", message) : new Error(message);
}
