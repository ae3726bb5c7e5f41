import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTemplate } from "./talk.ts";

type Bot = Awaited<ReturnType<typeof startTemplate>>;

describe("the template reminderbot", () => {
  let bot: Bot;

  beforeAll(async () => {
    bot = await startTemplate("reminderbot");
  });
  afterAll(() => bot.stop());

  it("validates without a warning", () => {
    expect(bot.diagnostics).toEqual([]);
  });

  it.each([
    ["hello", "greet"],
    ["good morning!", "greet"],
    ["bye for now", "goodbye"],
    ["Remind me to call Paul Pots", "ask_remind_call"],
    ["remind me to call John", "ask_remind_call"],
    ["later I have to call Alan", "ask_remind_call"],
    ["Please, remind me to call Vova", "ask_remind_call"],
    ["please remind me to call Tanja", "ask_remind_call"],
    ["I must not forget to call Juste", "ask_remind_call"],
    ["could you remind me to phone Mister Smith", "ask_remind_call"],
    ["Forget about the reminder", "ask_forget_reminders"],
    ["do not remind me", "ask_forget_reminders"],
    ["cancel the reminder", "ask_forget_reminders"],
    ["cancel all reminders please", "ask_forget_reminders"],
    ["please delete all of my reminders", "ask_forget_reminders"],
    ["help", "help"],
    ["what can you do?", "help"],
    ["who are you", "help"],
    ["how are you", "help"],
    ["reminder", "help"],
    ["set a reminder", "ask_remind_call"],
    ["remind me", "ask_remind_call"],
  ])("understands '%s' as %s", async (text, intent) => {
    expect(await bot.intentOf(text)).toBe(intent);
  });

  it.each([
    "you suck",
    "a",
    "see",
    "I want a pizza",
    "tell me a joke",
    "asdf",
    "what time is it",
    "the quick brown fox jumps over lazy dogs",
    "what is the capital of Mongolia",
  ])("makes nothing of '%s'", async (text) => {
    expect(["out_of_scope", "nlu_fallback"]).toContain(await bot.intentOf(text));
  });

  it("welcomes only at the beginning of a conversation", async () => {
    expect(await bot.say("welcome", "hi")).toEqual(["Hi there! What can I help you with today?"]);
    expect(await bot.say("welcome", "hi")).toEqual(["Hello again! I can remind you to call somebody."]);
  });

  it("warns about a dry plant when a device says so, also in the middle of a conversation", async () => {
    await bot.say("plant", "hi");
    expect(await bot.trigger("plant", "EXTERNAL_dry_plant", { plant: "Orchid" })).toEqual([
      "Your Orchid needs some water!",
    ]);
    expect(await bot.trigger("new plant", "EXTERNAL_dry_plant", { plant: "Fern" })).toEqual([
      "Your Fern needs some water!",
    ]);
  });

  it("reminds of the person after five seconds, whatever was said meanwhile", async () => {
    expect(await bot.say("paul", "Remind me to call Paul Pots")).toEqual(["I will remind you in 5 seconds."]);
    await bot.clock.advance(3000);
    await bot.say("paul", "hi");
    await bot.clock.advance(1999);
    expect(await bot.heard("paul")).toEqual([]);
    await bot.clock.advance(1);
    expect(await bot.heard("paul")).toEqual(["Remember to call Paul Pots!"]);
  });

  it.each([
    ["remind me to call John", "John"],
    ["later I have to call Alan", "Alan"],
    ["Please, remind me to call Vova", "Vova"],
    ["please remind me to call Tanja", "Tanja"],
    ["I must not forget to call Juste", "Juste"],
    ["remind me to call", "someone"],
  ])("after '%s' reminds to call %s", async (text, person) => {
    await bot.say(text, text);
    await bot.clock.advance(5000);
    expect(await bot.heard(text)).toEqual([`Remember to call ${person}!`]);
  });

  it("keeps reminders for different people apart, and replaces one for the same person", async () => {
    await bot.say("many", "remind me to call John");
    await bot.clock.advance(1000);
    await bot.say("many", "remind me to call Maria");
    await bot.say("many", "remind me to call John");
    await bot.clock.advance(10_000);
    expect(await bot.heard("many")).toEqual(["Remember to call Maria!", "Remember to call John!"]);
  });

  it("cancels all reminders of the conversation, and only of this one", async () => {
    await bot.say("one", "remind me to call John");
    await bot.say("one", "remind me to call Maria");
    await bot.say("other", "remind me to call Alan");
    expect(await bot.say("one", "cancel all reminders please")).toEqual([
      "Okay, I'll cancel all your reminders.",
    ]);
    await bot.clock.advance(10_000);
    expect(await bot.heard("one")).toEqual([]);
    expect(await bot.heard("other")).toEqual(["Remember to call Alan!"]);
  });

  it("says goodbye, and says so when it did not understand", async () => {
    expect(await bot.say("end", "goodbye")).toEqual(["Goodbye! Your reminders will reach you all the same."]);
    expect(await bot.say("end", "what is the capital of Mongolia")).toEqual([
      "Sorry, I did not understand that. Try: remind me to call Paul Pots",
    ]);
  });
});
