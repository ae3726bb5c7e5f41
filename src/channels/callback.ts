import { createCallbackInput } from "./callback-input.ts";
import type { ChannelDefinition } from "./channel.ts";

/** Rasa's callback channel: every message of the bot is posted to `url` as one JSON object. */
export const callbackChannel: ChannelDefinition = {
  name: "callback",
  create: (credentials, { clock }) => createCallbackInput({ name: "callback", credentials, clock }),
};
