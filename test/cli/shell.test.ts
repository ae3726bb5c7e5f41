import { describe, expect, it } from "vitest";
import { runCli, startCli } from "./run-cli.ts";
import { createBot } from "./serve-project.ts";

/** The shell with lines from a pipe, to its end. */
async function shell(lines: readonly string[], ...args: string[]) {
  await using bot = await createBot();
  return await runCli(["shell", "--port", "0", ...args], { cwd: bot.path, input: `${lines.join("\n")}\n` });
}

describe("tsbot shell with lines from a pipe", () => {
  it.each([
    ["over the callback channel", ["--callback"]],
    ["over the mailbox", []],
  ])("answers each line before the next, waits for a reminder and exits: %s", async (_, flags) => {
    const { code, stdout } = await shell(["hello", "Remind me to call Paul Pots"], ...flags);
    expect(code).toBe(0);
    const order = [
      "> hello",
      "> Remind me",
      "I will remind you in 5 seconds.",
      "Remember to call Paul Pots!",
    ];
    const places = order.map((text) => stdout.indexOf(text));
    expect(places).toEqual([...places].sort((left, right) => left - right));
    expect(places).not.toContain(-1);
  });

  it("does not wait for reminders that are due later than --linger", async () => {
    const { code, stdout } = await shell(["Remind me to call Paul Pots"], "--linger", "1");
    expect(code).toBe(0);
    expect(stdout).toContain("I will remind you in 5 seconds.");
    expect(stdout).not.toContain("Remember to call");
  });

  it("leaves on Ctrl-C, whatever is pending", async () => {
    await using bot = await createBot();
    const running = startCli(["shell", "--port", "0", "--linger", "60"], { cwd: bot.path });
    running.process.stdin?.end("Remind me to call Paul Pots\n");
    await running.waitFor(/I will remind you/);
    running.process.kill("SIGINT");
    expect(await running.exited).toBe(130);
    expect(running.stdout()).not.toContain("Remember to call");
  });

  it("names the conversation and the trigger line to paste", async () => {
    const { stdout } = await shell(["/stop"], "--callback", "--conversation-id", "me at home");
    expect(stdout).toContain("Conversation me at home.");
    expect(stdout).toContain("tsbot trigger EXTERNAL_dry_plant --entity plant=Orchid --conversation");
  });

  it("knows its own commands", async () => {
    const { code, stdout } = await shell(
      [
        "/help",
        "/reminders",
        "remind me to call Tanja",
        "/reminders",
        "/tracker",
        "/trigger EXTERNAL_dry_plant plant=Fern",
        "/stop",
      ],
      "--callback",
    );
    expect(code).toBe(0);
    expect(stdout).toContain("/trigger NAME key=value");
    expect(stdout).toContain("No reminders are pending.");
    expect(stdout).toMatch(/call Tanja {2}EXTERNAL_reminder {2}in \d s/);
    expect(stdout).toContain("  PERSON: Tanja");
    expect(stdout).toMatch(
      /Latest message: remind me to call Tanja {2}\[ask_remind_call 0\.\d\d, PERSON = Tanja\]/,
    );
    expect(stdout).toMatch(/ {2}action {8}action_set_reminder \(RulePolicy\)/);
    expect(stdout).toContain("Your Fern needs some water!");
  });

  it("says what is wrong with a command and goes on", async () => {
    const { code, stdout } = await shell(["/trigger", "/trigger EXTERNAL_dry_plnt", "hello"], "--callback");
    expect(code).toBe(0);
    expect(stdout).toContain("Which event? For example: /trigger EXTERNAL_dry_plant plant=Orchid");
    expect(stdout).toContain("Did you mean 'EXTERNAL_dry_plant'?");
    expect(stdout).not.toContain("Did you mean '/trigger'?");
    expect(stdout).toContain("> hello");
  });

  it("attaches to a running server and continues a conversation", async () => {
    await using bot = await createBot();
    const server = await bot.run();
    const input = "remind me to call Alan\n";
    const first = await runCli(
      ["shell", "--callback", "--connect", server.url, "--conversation-id", "anna", "--linger", "0"],
      { cwd: bot.path, input },
    );
    expect(first.stdout).toContain("I will remind you in 5 seconds.");
    const second = await runCli(
      ["shell", "--connect", server.url, "--conversation-id", "anna", "--linger", "0"],
      {
        cwd: bot.path,
        input: "/reminders\n",
      },
    );
    expect(second.stdout).toContain("call Alan");
    expect(await server.stop()).toBe(0);
  });

  it("says what to do when no server answers at the address", async () => {
    const { code, stderr } = await shell(["hello"], "--connect", "http://127.0.0.1:9");
    expect(code).toBe(1);
    expect(stderr).toContain("http://127.0.0.1:9");
    expect(stderr).not.toContain("    at ");
  });
});

describe("tsbot shell nlu", () => {
  it("prints one line of JSON for each line, in order, also for empty and strange ones", async () => {
    await using bot = await createBot();
    const lines = [
      "hello there",
      "",
      "please remind me to call Tanja",
      "/greet",
      "🌵 \u0000 \\n",
      "x".repeat(5_000),
    ];
    const { code, stdout } = await runCli(["shell", "nlu"], {
      cwd: bot.path,
      input: `${lines.join("\n")}\n`,
    });
    expect(code).toBe(0);
    const answers = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { text: string; intent: object });
    expect(answers.map(({ text }) => text)).toEqual(lines);
    expect(answers[0]).toMatchObject({ intent: { name: "greet" } });
    expect(answers[2]).toMatchObject({
      entities: [{ entity: "PERSON", value: "Tanja", start: 25, end: 30 }],
    });
  });
});
