import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTemplate } from "./talk.ts";

type Bot = Awaited<ReturnType<typeof startTemplate>>;

describe("the template basic", () => {
  let bot: Bot;

  beforeAll(async () => {
    bot = await startTemplate("basic");
  });
  afterAll(() => bot.stop());

  it("validates without a warning", () => {
    expect(bot.diagnostics).toEqual([]);
  });

  it.each([
    ["hello", /^(Hello! How can I help you|Hi! What can I do for you)\?$/],
    ["thanks a lot!", /^You are welcome\.$/],
    ["how are you doing today", /^I am fine/],
    ["are you a bot", /^I am a bot/],
    ["what time is it", /^It is \d\d:\d\d\.$/],
    ["bye", /^Goodbye!$/],
    ["help", /^You can /],
    ["thx", /^You are welcome/],
    ["I want a pizza", /^Sorry, I did not understand/],
    ["see", /^Sorry, I did not understand/],
    ["a", /^Sorry, I did not understand/],
    ["fjord wobble", /^Sorry, I did not understand/],
  ])("answers '%s' with %s", async (text, answer) => {
    const said = await bot.say("talk", text);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(answer);
  });
});
