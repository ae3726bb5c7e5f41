import { expect, it } from "vitest";
import type { JsonValue } from "../../src/base/index.ts";
import { toPayloads } from "../../src/channels/socketio/payloads.ts";
import type { BotMessage } from "../../src/conversation/index.ts";

it.each<readonly [string, Omit<BotMessage, "recipient_id">, readonly (readonly JsonValue[])[]]>([
  ["a text", { text: "Hi" }, [[{ text: "Hi", sequence: 3 }]]],
  ["a text without any button", { text: "Hi", buttons: [] }, [[{ text: "Hi", sequence: 3 }]]],
  [
    "a text of two paragraphs with buttons",
    {
      text: "Well.\n\nWhat now?",
      buttons: [{ title: "Yes", payload: "/yes", type: "postback" }, { title: "No" }],
    },
    [
      [{ text: "Well." }],
      [
        {
          text: "What now?",
          quick_replies: [
            { content_type: "text", title: "Yes", payload: "/yes" },
            { content_type: "text", title: "No" },
          ],
          sequence: 3,
        },
      ],
    ],
  ],
  [
    "an image",
    { image: "https://example.com/a.png" },
    [[{ attachment: { type: "image", payload: { src: "https://example.com/a.png" } }, sequence: 3 }]],
  ],
  ["an attachment", { attachment: { type: "video" } }, [[{ attachment: { type: "video" }, sequence: 3 }]]],
  [
    "a custom message's data",
    { custom: { data: { chart: [1] }, room: "x" } },
    [[{ chart: [1], sequence: 3 }]],
  ],
  ["data that is no object, as it is", { custom: { data: [1, 2] } }, [[[1, 2], { sequence: 3 }]]],
  [
    "data with a sequence of its own",
    { custom: { data: { sequence: 9 } } },
    [[{ sequence: 9 }, { sequence: 3 }]],
  ],
  ["a custom message without data", { custom: { chart: [1] } }, [[{ custom: { chart: [1] }, sequence: 3 }]]],
])("%s is emitted as Rasa's clients know it", (_, message, expected) => {
  expect(toPayloads({ recipient_id: "a", ...message }, 3)).toEqual(expected);
});
