import type { JsonArray } from "../base/index.ts";
import type { ChannelDefinition } from "./channel.ts";
import { bodyOf, notFound, readMessage, readOpeningPayload, readSender } from "./requests.ts";

/** Request and response: the bot's messages are the answer. `?stream=true` sends each as a line. */
export const restChannel: ChannelDefinition = {
  name: "rest",
  create: (credentials) => ({
    name: "rest",
    openingPayload: readOpeningPayload(credentials),
    async handle(request, conversations) {
      if (request.method !== "POST") return notFound(request);
      const body = bodyOf(request);
      if (request.path === "/open") {
        const { messages } = await conversations.open(readSender(body, "rest"));
        return { status: 200, body: messages as unknown as JsonArray };
      }
      if (request.path !== "/webhook") return notFound(request);
      const channel = body["input_channel"];
      const message = readMessage(body, typeof channel === "string" && channel !== "" ? channel : "rest");
      const messages = message === null ? [] : (await conversations.receive(message)).messages;
      if (request.query.get("stream") !== "true")
        return { status: 200, body: messages as unknown as JsonArray };
      return { status: 200, body: toLines(messages), headers: { "content-type": "text/event-stream" } };
    },
  }),
};

/** Rasa's stream: one JSON object a line. */
async function* toLines(messages: readonly object[]): AsyncGenerator<string> {
  for (const message of messages) yield `${JSON.stringify(message)}\n`;
}
