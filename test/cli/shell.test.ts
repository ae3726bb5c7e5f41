import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { json, startFakeServer } from "./fake-server.ts";
import { runCli, startCli, TSBOT, temporaryFolder } from "./run-cli.ts";
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

  it("leaves on Ctrl-C also while an answer is waited for, and sends nothing more", async () => {
    const sent: string[] = [];
    await using server = await startFakeServer({
      "POST /webhooks/rest/webhook": (request) => {
        request.setEncoding("utf8").on("data", (text: string) => sent.push(text));
      },
    });
    const running = startCli(["shell", "--connect", server.url]);
    running.process.stdin?.end("first\nsecond\n");
    await running.waitFor(/> first/);
    running.process.kill("SIGINT");
    expect(await running.exited).toBe(130);
    expect(sent.join()).not.toContain("second");
    expect(running.stderr()).toBe("");
  });

  it("lets its server finish when the terminal hangs up", async () => {
    await using bot = await createBot();
    const running = startCli(["shell", "--port", "0"], { cwd: bot.path });
    running.process.stdin?.write("hello\n");
    await running.waitFor(/> hello/);
    running.process.kill("SIGHUP");
    expect(await running.exited).toBe(129);
    expect(await readdir(join(bot.path, ".tsbot"))).not.toContain("server.json");
  });

  it("ends quietly when nobody reads its output any more", async () => {
    await using bot = await createBot();
    const running = startCli(["shell", "--port", "0", "--linger", "60"], { cwd: bot.path });
    await running.waitFor(/Conversation/);
    running.process.stdout?.destroy();
    running.process.stdin?.write("hello\nRemind me to call Bob\n");
    expect(await running.exited).toBe(141);
    expect(running.stderr()).toBe("");
    expect(await readdir(join(bot.path, ".tsbot"))).not.toContain("server.json");
  });

  it.skipIf(!existsSync("/dev/full"))("says in a sentence that its output cannot be written", async () => {
    await using bot = await createBot();
    const full = await open("/dev/full", "w");
    const child = spawn(process.execPath, [TSBOT, "shell", "--port", "0", "--linger", "0"], {
      cwd: bot.path,
      stdio: ["pipe", full.fd, "pipe"],
    });
    child.stdin?.end("hi\n");
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    await full.close();
    expect(code).toBe(1);
    expect(stderr).toBe("error: Cannot write to standard output: The disk is full (write).\n");
  });

  it("shows on coming back what was said meanwhile, and not the whole history", async () => {
    await using bot = await createBot();
    const args = ["shell", "--callback", "--port", "0", "--conversation-id", "anna", "--linger"];
    const input = "hello\nremind me to call Alan\n";
    const first = await runCli([...args, "0"], { cwd: bot.path, input });
    expect(first.stdout).not.toContain("While you were away");
    const server = await bot.run();
    await bot.tsbot("reminders", "run-now", "call Alan");
    await server.stop();
    const second = await runCli([...args, "0"], { cwd: bot.path, input: "" });
    expect(second.stdout).toContain(
      "While you were away (since you last wrote):\nI will remind you in 5 seconds.\nRemember to call Alan!\n",
    );
    expect(second.stdout.match(/Remember to call Alan!/g)).toHaveLength(1);
  });

  it("shows everything also to the second shell of a project", async () => {
    await using bot = await createBot();
    const first = startCli(["shell", "--callback", "--port", "0"], { cwd: bot.path });
    await first.waitFor(/Hi there!/);
    const args = ["shell", "--callback", "--linger", "0", "--conversation-id", "second"];
    const { stdout } = await runCli(args, {
      cwd: bot.path,
      input: "/trigger EXTERNAL_dry_plant plant='Big Rose'\nremind me to call Tanja\n",
    });
    first.process.stdin?.end("/stop\n");
    expect(await first.exited).toBe(0);
    expect(stdout).toContain("Attached to the server");
    expect(stdout).toContain("Your Big Rose needs some water!");
    expect(stdout).toContain("I will remind you in 5 seconds.");
    expect(first.stdout()).not.toContain("Tanja");
  });

  it("keeps a mistyped command from the bot", async () => {
    const lines = ["remind me to call Tanja", "/reminder", "/HELP", "/reminders", "/Stop now", "hello"];
    const { stdout } = await shell(lines);
    expect(stdout).toContain("There is no command '/reminder'. Did you mean '/reminders'?");
    expect(stdout).toContain("  /help ");
    expect(stdout).toMatch(/call Tanja {2}EXTERNAL_reminder {2}in \d s/);
    expect(stdout).not.toContain("> hello");
  });

  it("lets no name of a reminder steer the terminal", async () => {
    const now = 1_767_225_600;
    await using server = await startFakeServer({
      "GET /conversations/me/reminders": json(200, {
        reminders: [
          { conversation_id: "me", name: "ev\u001b[2Jil\u202e", intent: "X", due_at: now, status: "pending" },
        ],
      }),
    });
    const { stdout } = await runCli(
      ["shell", "--connect", server.url, "--conversation-id", "me", "--linger", "0"],
      { input: "/reminders\n" },
    );
    expect(stdout).toContain("  ev [2Jil   X");
  });

  it("says that the server is gone, and that it is back", async () => {
    await using bot = await createBot();
    const server = await bot.run();
    const running = startCli(["shell", "--connect", server.url], { cwd: bot.path });
    await running.waitFor(/Attached/);
    running.process.stdin?.write("hello\n");
    await running.waitFor(/Hi there!/);
    await server.stop("SIGKILL");
    await running.waitFor(/The server at \S+ is gone/);
    await bot.run("--port", new URL(server.url).port);
    await running.waitFor(/The server is back\./);
    running.process.stdin?.end("/stop\n");
    expect(await running.exited).toBe(0);
  });

  it("takes the token of the project's own server, named by its address", async () => {
    await using bot = await createBot();
    const server = await bot.run("--auth-token", "a-long-enough-token");
    const { code, stdout } = await runCli(["shell", "--connect", server.url], {
      cwd: bot.path,
      input: "/reminders\n",
    });
    expect(code).toBe(0);
    expect(stdout).toContain("No reminders are pending.");
  });

  it("says what is missing before it opens or writes anything", async () => {
    await using folder = await temporaryFolder();
    const outside = await runCli(["shell"], { cwd: folder.path });
    expect(outside.code).toBe(1);
    expect(outside.stderr).toContain(`There is no project in ${folder.path}`);
    const wrong = await runCli(["shell", "nul"], { cwd: folder.path });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain("'nul' is no model");
    expect(wrong.stderr).toContain("Did you mean `tsbot shell nlu`?");
    const untrained = await runCli(["shell", "nlu", "-m", "nosuch"], { cwd: folder.path });
    expect(untrained.stderr).not.toContain("nosuch/models");
    expect(await readdir(folder.path)).toEqual([]);
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
  it("reads payloads as /model/parse does", async () => {
    await using bot = await createBot();
    const server = await bot.run("--enable-api");
    const lines = ['/greet{"PERSON": "X"}', "/nosuch", "hello"];
    const { stdout, stderr } = await runCli(["shell", "nlu", "--json"], {
      cwd: bot.path,
      input: `${lines.join("\n")}\n`,
    });
    expect(stderr).toBe(
      "warning: line 2: The domain has no intent 'nosuch', so this is understood as a text.\n",
    );
    const parsed = await fetch(`${server.url}/model/parse`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(lines.map((text) => ({ text }))),
    });
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(await parsed.json());
  });

  it("lists in its help what means something here", async () => {
    const { stdout } = await runCli(["shell", "nlu", "--help"]);
    expect(stdout).toContain("--json");
    expect(stdout).toContain("--model");
    expect(stdout).toContain("--verbose");
    for (const flag of ["--port", "--callback", "--domain"]) expect(stdout).not.toContain(flag);
  });

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
