import type { JsonObject } from "../base/index.ts";

/** What a conversation without a message has in its place (Rasa 3.6, `UserUttered.empty`). */
export const EMPTY_MESSAGE: JsonObject = {
  intent: {},
  entities: [],
  text: null,
  message_id: null,
  metadata: {},
};
