import { describe, expect, it } from "vitest";
import { type BotMessage, type BotUttered, toBotMessages } from "../../src/conversation/index.ts";

describe("what clients receive of a bot's message", () => {
  it.each<[string, string | null, BotUttered["data"], readonly Omit<BotMessage, "recipient_id">[]]>([
    ["a text", "Hi.", {}, [{ text: "Hi." }]],
    [
      "paragraphs, one by one",
      " One.\n\nTwo.\nStill two.\n",
      {},
      [{ text: "One." }, { text: "Two.\nStill two." }],
    ],
    ["nothing", null, {}, []],
    ["an empty text", "", { custom: {}, attachment: "", image: "", elements: [] }, []],
    [
      "buttons, with all of the text",
      "Sure?\n\nReally?",
      { buttons: [{ title: "Yes", payload: "/affirm" }] },
      [{ text: "Sure?\n\nReally?", buttons: [{ title: "Yes", payload: "/affirm" }] }],
    ],
    [
      "buttons without a text",
      null,
      { buttons: [{ title: "Yes" }] },
      [{ text: "", buttons: [{ title: "Yes" }] }],
    ],
    [
      "quick replies before buttons",
      "Sure?",
      { quick_replies: [{ title: "Quick" }], buttons: [{ title: "Slow" }] },
      [{ text: "Sure?", buttons: [{ title: "Quick" }] }],
    ],
    ["no buttons after all", "Hi.", { buttons: [], quick_replies: null }, [{ text: "Hi." }]],
    [
      "its parts in Rasa's order",
      "Hi.",
      { attachment: { type: "video" }, image: "cat.png", custom: { a: 1 } },
      [{ text: "Hi." }, { custom: { a: 1 } }, { image: "cat.png" }, { attachment: { type: "video" } }],
    ],
    [
      "an image once, though it doubles as attachment",
      null,
      { image: "cat.png", attachment: "cat.png" },
      [{ image: "cat.png" }],
    ],
    [
      "cards",
      null,
      { elements: [{ title: "A", subtitle: "B", buttons: [{ title: "Go" }] }, { title: 1 }] },
      [
        { text: "A : B", buttons: [{ title: "Go" }] },
        { text: " : ", buttons: [] },
      ],
    ],
    [
      "only what can be sent of odd data",
      "Hi.",
      { buttons: "x", elements: [1], custom: [1], image: 5 },
      [{ text: "Hi." }],
    ],
  ])("is %s", (_, text, data, messages) => {
    expect(toBotMessages({ event: "bot", text, data }, "c")).toEqual(
      messages.map((message) => ({ recipient_id: "c", ...message })),
    );
  });
});
