import { type JsonArray, type Logger, TsbotError } from "../base/index.ts";
import type { BotMessage } from "../conversation/index.ts";
import type { ChannelDefinition, ChannelReply, ChannelRequest, Conversations } from "./channel.ts";
import { readOpeningPayload } from "./credentials.ts";
import { bodyOf, dispatch, readMessage, readSender } from "./requests.ts";

/**
 * Rasa's REST channel: the bot's messages are the answer, with `?stream=true` one JSON object a line. What the bot says
 * by itself waits in the mailbox. Routes: `POST /webhook`, `POST /open`.
 */
export const restChannel: ChannelDefinition = {
  name: "rest",
  create: (credentials, { logger }) => ({
    name: "rest",
    openingPayload: readOpeningPayload("rest", credentials),
    handle: (request, conversations) =>
      dispatch(
        "rest",
        request,
        new Map([
          ["/webhook", () => answerMessage(request, conversations, logger)],
          [
            "/open",
            async () => toReply(request, (await conversations.open(readSender(request, "rest"))).messages),
          ],
        ]),
      ),
  }),
};

async function answerMessage(
  request: ChannelRequest,
  conversations: Conversations,
  logger: Logger,
): Promise<ChannelReply> {
  const channel = bodyOf(request)["input_channel"];
  const message = readMessage(request, typeof channel === "string" && channel !== "" ? channel : "rest");
  if (message === null) return toReply(request, []);
  try {
    const answered = await conversations.receive({ ...message, outputChannel: "rest" });
    return toReply(request, answered.messages);
  } catch (error) {
    // Rasa's clients count on a list, also while the server has no model yet.
    if (!TsbotError.isInstance(error) || error.code !== "runtime/no-model") throw error;
    logger.warn("a message was not answered: no model is loaded");
    return toReply(request, []);
  }
}

function toReply({ query }: ChannelRequest, messages: readonly BotMessage[]): ChannelReply {
  if (query.get("stream") !== "true") return { status: 200, body: messages as unknown as JsonArray };
  return { status: 200, body: toLines(messages), headers: { "content-type": "text/event-stream" } };
}

async function* toLines(messages: readonly BotMessage[]): AsyncGenerator<string> {
  for (const message of messages) yield `${JSON.stringify(message)}\n`;
}
