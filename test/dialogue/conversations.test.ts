import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { actionEvent } from "../../src/dialogue/action-scope.ts";
import { createTestAssistant, type TestAssistant } from "../../src/testing/index.ts";

const directory = fileURLToPath(new URL("fixtures/trip-bot", import.meta.url));

/** A conversation: what the person says, and what the bot answers to it. */
type Script = readonly (readonly [string, ...string[]])[];

describe("a conversation", () => {
  let bot: TestAssistant;
  beforeEach(async () => {
    bot = await createTestAssistant({ directory });
  });
  afterEach(() => bot.close());

  const talk = async (script: Script): Promise<void> => {
    for (const [said, ...answers] of script)
      expect([said, ...(await bot.say(said))]).toEqual([said, ...answers]);
  };

  it.each<[string, Script]>([
    [
      "fills a form, one question after the other",
      [
        ["/book", "Which city?"],
        ['/inform{"city": "Rome"}', "How many people?"],
        ["two", "A trip to Rome for two."],
        ["hello", "Hi."],
      ],
    ],
    [
      "begins a form with what is known already",
      [
        ['/book{"city": "Oslo"}', "How many people?"],
        ["/restart", "Starting over."],
        ["/book", "Which city?"],
      ],
    ],
    [
      "answers something else within a form, and asks again",
      [
        ["/book", "Which city?"],
        ["/chat", "I like to chat.", "Which city?"],
        ['/inform{"city": "Rome"}', "How many people?"],
      ],
    ],
    [
      "leaves a form and takes it up again with the same question",
      [
        ["/book", "Which city?"],
        ["/stop", "Do you want to continue?"],
        ["/affirm", "Which city?"],
        ['/inform{"city": "Rome"}', "How many people?"],
      ],
    ],
    [
      "says what a story says word for word",
      [
        ["/affirm", "Somebody is here."],
        ["/bye", "Bye."],
      ],
    ],
    [
      "falls back where neither rule nor story knows on, and takes that turn back",
      [
        ["/stop", "Pardon?"],
        ["hello", "Hi."],
      ],
    ],
    [
      "goes back one message",
      [
        ["hello", "Hi."],
        ["/book", "Which city?"],
        ["/back", "Back one step."],
        ["/book", "Which city?"],
      ],
    ],
  ])("%s", (_, script) => talk(script));

  it("hears a restart also while it is paused, and answers again", async () => {
    await talk([["hello", "Hi."]]);
    await bot.assistant.appendEvents("test", [{ event: "pause" }], {
      executeSideEffects: false,
      outputChannel: null,
    });
    await talk([["hello"], ["/chat"], ["/restart", "Starting over."], ["hello", "Hi."]]);
  });

  it("answers again after a turn that ran in circles until its limit", async () => {
    const rounds = Array.from({ length: 10 }, () => "Round.");
    await talk([
      ["/circle", "Round.", ...rounds.slice(1)],
      ["hello", "Hi."],
      ["/circle", "Round.", ...rounds.slice(1)],
      ["/restart", "Starting over."],
    ]);
  });

  it("answers again once it is resumed from outside", async () => {
    const append = (event: "pause" | "resume") =>
      bot.assistant.appendEvents("test", [actionEvent("action_pause"), { event }], {
        executeSideEffects: false,
        outputChannel: null,
      });
    await talk([["hello", "Hi."]]);
    await append("pause");
    await talk([["hello"]]);
    await append("resume");
    await talk([["hello", "Hi."]]);
  });

  it("keeps slots into the next session, and the form does not go on by itself", async () => {
    await talk([
      ["/book", "Which city?"],
      ['/inform{"city": "Rome"}', "How many people?"],
    ]);
    await bot.advance(61 * 60_000);
    await talk([
      ["hello", "Hi."],
      ["/book", "How many people?"],
    ]);
  });

  it("asks again after an event came in between, unless its intent lets the form wait in silence", async () => {
    const fire = async (intent: string) => (await bot.trigger(intent)).messages.map(({ text }) => text);
    await talk([["/book", "Which city?"]]);
    expect(await fire("EXTERNAL_delay")).toEqual(["The train is late.", "Which city?"]);
    expect(await fire("EXTERNAL_gate")).toEqual(["Platform 2."]);
    await talk([['/inform{"city": "Rome"}', "How many people?"]]);
    expect(await fire("EXTERNAL_gate")).toEqual(["Platform 2."]);
    expect(await fire("EXTERNAL_delay")).toEqual(["The train is late.", "How many people?"]);
    await talk([["two", "A trip to Rome for two."]]);
    // Explained afterwards, each decision is the one that was made.
    const turns = (await bot.assistant.explain("test", -1))?.turns ?? 0;
    expect(turns).toBe(7);
    for (let turn = 1; turn <= turns; turn++) {
      const { actions = [] } = (await bot.assistant.explain("test", turn)) ?? {};
      expect(actions.map(({ now }) => now)).toEqual(actions.map(({ action }) => action));
    }
  });
});
