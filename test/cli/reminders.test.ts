import { describe, expect, it } from "vitest";
import { createBot, post } from "./serve-project.ts";

describe("tsbot reminders", () => {
  it("lists what is pending with the time in words, and as JSON", async () => {
    await using bot = await createBot();
    const server = await bot.run();
    expect((await bot.tsbot("reminders", "list")).stdout).toBe("There are no pending reminders.\n");
    await post(server.url, "rest", "me", "remind me to call Paul Pots");
    const text = await bot.tsbot("reminders", "list");
    expect(text.stdout).toMatch(/^due\s+name\s+intent\s+conversation\n/);
    expect(text.stdout).toMatch(/^(in \d s|now)\s+call Paul Pots\s+EXTERNAL_reminder\s+me$/m);
    const json = await bot.tsbot("reminders", "list", "--json", "--conversation", "me");
    expect(JSON.parse(json.stdout)).toMatchObject([{ conversation_id: "me", name: "call Paul Pots" }]);
    expect((await bot.tsbot("reminders", "list", "--conversation", "other", "--json")).stdout).toBe("[]\n");
  });

  it("cancels one, and shows the reason afterwards", async () => {
    await using bot = await createBot();
    const server = await bot.run();
    await post(server.url, "rest", "me", "remind me to call Paul Pots");
    const cancelled = await bot.tsbot("reminders", "cancel", "call Paul Pots");
    expect(cancelled).toMatchObject({ code: 0, stdout: "Cancelled 'call Paul Pots' of conversation me.\n" });
    expect((await bot.tsbot("reminders", "list")).stdout).toBe("There are no pending reminders.\n");
    expect((await bot.tsbot("reminders", "list", "--all")).stdout).toMatch(/call Paul Pots.*cancelled: /);
  });

  it("fires one now", async () => {
    await using bot = await createBot();
    const server = await bot.run();
    await post(server.url, "callback", "me", "remind me to call Paul Pots");
    const fired = await bot.tsbot("reminders", "run-now", "call Paul Pots", "--json");
    expect(JSON.parse(fired.stdout)).toMatchObject({
      ok: true,
      conversation_id: "me",
      name: "call Paul Pots",
    });
    expect((await bot.tsbot("reminders", "list", "--all")).stdout).toMatch(/call Paul Pots.*fired/);
  });

  it("puts off one that is pending, and one that fired", async () => {
    await using bot = await createBot();
    const server = await bot.run();
    await post(server.url, "callback", "me", "remind me to call Paul Pots");
    const snoozed = await bot.tsbot("reminders", "snooze", "call Paul Pots", "2 hours");
    expect(snoozed.stdout).toMatch(/^'call Paul Pots' of conversation me is due in 2 h/);
    await bot.tsbot("reminders", "run-now", "call Paul Pots");
    const again = await bot.tsbot("reminders", "snooze", "call Paul Pots", "10m", "--json");
    expect(JSON.parse(again.stdout)).toMatchObject({
      conversation_id: "me",
      status: "pending",
      held_by: null,
    });
    const wrong = await bot.tsbot("reminders", "snooze", "call Paul Pots", "later");
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining("10m") as string });
  });

  it("shows how one recurs", async () => {
    await using bot = await createBot();
    const server = await bot.run("--enable-api");
    await fetch(`${server.url}/conversations/me/tracker/events?execute_side_effects=true`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        event: "reminder",
        intent: "EXTERNAL_reminder",
        date_time: "2099-01-01T09:00:00",
        name: "water",
        cron: "0 9 * * MON-FRI",
        time_zone: "Europe/Berlin",
        count: 5,
      }),
    });
    const { stdout } = await bot.tsbot("reminders", "list");
    expect(stdout).toMatch(/cron 0 9 \* \* MON-FRI \(Europe\/Berlin\), 1 of 5/);
  });

  it("says which name was meant, and asks for the conversation when several have it", async () => {
    await using bot = await createBot();
    const server = await bot.run();
    await post(server.url, "rest", "a", "remind me to call Paul Pots");
    await post(server.url, "rest", "b", "remind me to call Paul Pots");
    const misspelt = await bot.tsbot("reminders", "cancel", "call Pual Pots");
    expect(misspelt.code).toBe(1);
    expect(misspelt.stderr).toContain("Did you mean 'call Paul Pots'?");
    const several = await bot.tsbot("reminders", "cancel", "call Paul Pots");
    expect(several.code).toBe(1);
    expect(several.stderr).toContain("2 conversations have a pending reminder 'call Paul Pots'.");
    const one = await bot.tsbot("reminders", "cancel", "call Paul Pots", "--conversation", "b");
    expect(one.stdout).toContain("of conversation b");
    const again = await bot.tsbot("reminders", "cancel", "call Paul Pots", "--conversation", "b");
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("has no pending reminder 'call Paul Pots'");
  });

  it("needs a server", async () => {
    await using bot = await createBot();
    const { code, stderr } = await bot.tsbot("reminders", "list");
    expect(code).toBe(1);
    expect(stderr).toContain("No server is running");
  });
});
