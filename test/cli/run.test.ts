import { existsSync } from "node:fs";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli, startCli, temporaryFolder } from "./run-cli.ts";
import { createBot, post } from "./serve-project.ts";

describe("tsbot run", () => {
  it("serves the newest model and says where, with which channels and store", async () => {
    await using bot = await createBot();
    const server = await bot.run();
    expect(server.stdout()).toMatch(/channels\s+\/webhooks\/rest, \/webhooks\/callback/);
    expect(server.stdout()).toMatch(/store\s+.*tsbot\.db/);
    const answer = await post(server.url, "rest", "me", "hi");
    expect(JSON.parse(answer)).toEqual([
      { recipient_id: "me", text: "Hi there! What can I help you with today?" },
    ]);
  });

  it("writes where it runs for its owner alone, and removes that when it is asked to stop", async () => {
    await using bot = await createBot();
    const server = await bot.run();
    const file = join(bot.path, ".tsbot/server.json");
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({
      url: server.url,
      pid: server.process.pid,
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await server.stop("SIGTERM")).toBe(0);
    expect(existsSync(file)).toBe(false);
    expect(server.stderr()).toBe("");
  });

  it("ends with 130 after Ctrl-C", async () => {
    await using bot = await createBot();
    const server = await bot.run();
    expect(await server.stop("SIGINT")).toBe(130);
  });

  it("lets a running turn finish, and ends at once on a second signal", async () => {
    await using bot = await createBot();
    await writeFile(
      join(bot.path, "actions/forget-reminders.ts"),
      `import { defineAction } from "tsbot";
      export default defineAction({
        name: "action_forget_reminders",
        async run({ say }) {
          console.log("the action runs");
          await new Promise((resolve) => setTimeout(resolve, 1000));
          say("done");
        },
      });`,
    );
    const patient = await bot.run();
    const answer = post(patient.url, "rest", "me", "cancel all reminders please");
    await patient.waitFor(/the action runs/);
    const stopped = patient.stop("SIGTERM");
    expect(await answer).toContain("done");
    expect(await stopped).toBe(0);

    const hasty = await bot.run();
    const lost = post(hasty.url, "rest", "me", "cancel all reminders please").catch(() => "lost");
    await hasty.waitFor(/the action runs/);
    hasty.process.kill("SIGTERM");
    await hasty.waitFor(/stopping/);
    hasty.process.kill("SIGTERM");
    expect(await hasty.exited).toBe(null);
    expect(await lost).toBe("lost");
  });

  const replaceAction = (directory: string, body: string): Promise<void> =>
    writeFile(
      join(directory, "actions/forget-reminders.ts"),
      `import { defineAction } from "tsbot";
export default defineAction({
  name: "action_forget_reminders",
  async run({ say }) {
    ${body}
    say("done");
  },
});`,
    );

  it("survives a promise that an action forgot, and says where it is", async () => {
    await using bot = await createBot();
    await replaceAction(bot.path, 'void Promise.reject(new Error("floating"));');
    const server = await bot.run();
    expect(await post(server.url, "rest", "me", "cancel all reminders please")).toContain("done");
    const [line] = await server.waitFor(/.*nobody waited for it.*/);
    expect(line).toMatch(/error="floating" at=actions\/forget-reminders\.ts:5:\d+/);
    expect(await post(server.url, "rest", "me", "hi")).toContain("Hello again!");
    expect(await server.stop("SIGTERM")).toBe(0);
    expect(server.stderr()).toBe("");
  });

  it("stops in order after an error that nobody could catch", async () => {
    await using bot = await createBot();
    await replaceAction(bot.path, 'setTimeout(() => { throw new Error("late"); }, 1);');
    const server = await bot.run();
    await post(server.url, "rest", "me", "cancel all reminders please").catch(() => "lost");
    expect(await server.exited).toBe(1);
    expect(server.stdout()).toMatch(
      /nobody could catch it.*error="late" at=actions\/forget-reminders\.ts:5:\d+/,
    );
    expect(server.stdout()).toMatch(/stopped\n$/);
    expect(server.stderr()).toBe("");
    expect(existsSync(join(bot.path, ".tsbot/server.json"))).toBe(false);
  });

  it("continues its conversations and reminders after a kill", async () => {
    await using bot = await createBot();
    const first = await bot.run();
    await post(first.url, "callback", "me", "hi");
    await post(first.url, "callback", "me", "remind me to call Paul Pots");
    await first.stop("SIGKILL");
    const second = await bot.run();
    const list = await bot.tsbot("reminders", "list", "--json");
    expect(JSON.parse(list.stdout)).toMatchObject([{ name: "call Paul Pots", status: "pending" }]);
    await bot.tsbot("reminders", "run-now", "call Paul Pots");
    expect(await post(second.url, "rest", "me", "hi")).toContain("Hello again!");
    expect(bot.received.map(({ text }) => text)).toEqual([
      "Hi there! What can I help you with today?",
      "I will remind you in 5 seconds.",
      "Remember to call Paul Pots!",
    ]);
  });

  it("logs one JSON object per line where no terminal is", async () => {
    await using bot = await createBot();
    const server = startCli(["run", "--port", "0"], { cwd: bot.path });
    await server.waitFor(/server is up and running/);
    server.process.kill("SIGTERM");
    expect(await server.exited).toBe(0);
    const lines = server
      .stdout()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(lines[0]).toMatchObject({
      level: "info",
      message: "server is up and running",
      channels: ["rest", "callback"],
    });
    expect(lines.at(-1)).toMatchObject({ message: "stopped" });
  });

  it("takes a model by position or flag, and says so when there is none", async () => {
    await using bot = await createBot();
    expect((await bot.tsbot("run", "models/none.tar.gz")).stderr).toContain("There is no model");
    expect((await bot.tsbot("run", "--model", "elsewhere")).stderr).toContain("tsbot train");
    await rm(join(bot.path, "models"), { recursive: true });
    const { code, stderr } = await bot.tsbot("run");
    expect(code).toBe(1);
    expect(stderr).toMatch(/There is no trained model in .*models\./);
    expect(existsSync(join(bot.path, ".tsbot/tsbot.db"))).toBe(false);
  });

  it("refuses an address that others reach without authentication", async () => {
    await using bot = await createBot();
    const { code, stderr } = await bot.tsbot("run", "--interface", "0.0.0.0", "--port", "0");
    expect(code).toBe(1);
    expect(stderr).toContain("--auth-token");
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("says that the port is in use", async () => {
    await using bot = await createBot();
    const server = await bot.run();
    await using other = await createBot();
    const { code, stderr } = await other.tsbot("run", "--port", new URL(server.url).port);
    expect(code).toBe(1);
    expect(stderr).toContain("in use");
    expect(existsSync(join(other.path, ".tsbot/server.json"))).toBe(false);
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[], RegExp]>([
    [
      "credentials that are no YAML",
      { "credentials.yml": "rest: {\n" },
      [],
      /credentials\.yml:1:7 .*\n.*rest/,
    ],
    [
      "a channel that is unknown",
      { "credentials.yml": "calback:\n" },
      [],
      /credentials\.yml:1:1 .*'calback'/,
    ],
    [
      "a section that is misspelt",
      { "endpoints.yml": "action_endpont:\n" },
      [],
      /Did you mean 'action_endpoint'/,
    ],
    ["credentials that are not there", {}, ["--credentials", "nope.yml"], /file of credentials 'nope\.yml'/],
    ["endpoints that are not there", {}, ["--endpoints", "nope.yml"], /file of endpoints 'nope\.yml'/],
    ["a domain that is named and not there", {}, ["--domain", "nope"], /no domain 'nope'/],
    ["data that are named and not there", {}, ["--data", "data", "nope"], /no training data 'nope'/],
    [
      "code that cannot be loaded",
      { "actions/broken.ts": "export default {" },
      [],
      /actions\/broken\.ts:1:\d+ /,
    ],
  ])("does not start with %s, and shows the place", async (_name, files, args, shown) => {
    await using bot = await createBot();
    for (const [name, text] of Object.entries(files)) await writeFile(join(bot.path, name), text);
    const { code, stdout, stderr } = await bot.tsbot("run", "--port", "0", "--log-format", "text", ...args);
    expect(stdout).toMatch(shown);
    expect(stderr).toMatch(/^error: The server was not started: 1 error .*\n.*tsbot validate/);
    expect(code).toBe(1);
    expect(existsSync(join(bot.path, ".tsbot/tsbot.db"))).toBe(false);
  });

  it("starts although the files that the model was trained from have mistakes now, and shows them", async () => {
    await using bot = await createBot();
    await writeFile(join(bot.path, "domain.yml"), "intents: {\n");
    await writeFile(join(bot.path, "endpoints.yml"), "tracker_store: {type: SQL}\n");
    const server = await bot.run();
    expect(server.stdout()).toMatch(/^domain\.yml:1:10 .*Ready at/ms);
    expect(server.stdout()).toMatch(
      /^endpoints\.yml:1:1 .*'tracker_store' has no effect.*SQLite.*Ready at/ms,
    );
  });

  it("needs no domain and no data beside a model, nor the credentials of channels that were not chosen", async () => {
    await using bot = await createBot();
    for (const name of ["domain.yml", "config.yml", "data"])
      await rm(join(bot.path, name), { recursive: true });
    await writeFile(join(bot.path, "credentials.yml"), "rest:\nmy_channel.Input:\n  key: 1\n");
    const server = await bot.run("--connector", "rest");
    expect(server.stdout()).toMatch(/^Ready at/);
  });

  it("opens only the channel that was chosen", async () => {
    await using bot = await createBot();
    const server = await bot.run("--connector", "callback");
    expect(server.stdout()).toMatch(/channels\s+\/webhooks\/callback\n/);
    await expect(post(server.url, "rest", "me", "hi")).rejects.toThrow(/^404/);
  });

  it("logs findings as JSON where the log is JSON", async () => {
    await using bot = await createBot();
    await writeFile(join(bot.path, "endpoints.yml"), "action_endpont:\n");
    const { code, stdout } = await bot.tsbot("run", "--port", "0");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      level: "error",
      code: "project/unknown-key",
      at: "endpoints.yml:1:1",
      hint: expect.stringContaining("action_endpoint") as string,
    });
  });

  it("appends its log to a file as well", async () => {
    await using bot = await createBot();
    await writeFile(join(bot.path, "server.log"), '{"message":"before"}\n');
    const server = await bot.run("--log-file", "server.log");
    await server.stop("SIGTERM");
    const lines = (await readFile(join(bot.path, "server.log"), "utf8")).trim().split("\n");
    const messages = lines.map((line) => (JSON.parse(line) as { message: string }).message);
    expect([messages[0], messages.at(-1)]).toEqual(["before", "stopped"]);
    expect(server.stdout()).toContain("stopped");
    const { code, stderr } = await bot.tsbot("run", "--log-file", "no/such/folder.log");
    expect(code).toBe(1);
    expect(stderr).toMatch(/no such file or folder: .*no\/such\/folder\.log/);
  });

  it("says that there is no model in a folder without a project", async () => {
    await using folder = await temporaryFolder();
    const { code, stderr } = await runCli(["run"], { cwd: folder.path });
    expect(code).toBe(1);
    expect(stderr).toContain("tsbot train");
  });
});
