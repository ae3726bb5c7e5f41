import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";
import { createBot, post } from "./serve-project.ts";

const ORCHID = ["trigger", "EXTERNAL_dry_plant", "--entity", "plant=Orchid"] as const;

describe("tsbot trigger", () => {
  it("finds the server and the conversation by itself and says what was delivered through which channel", async () => {
    await using bot = await createBot();
    const server = await bot.run();
    await post(server.url, "callback", "me", "hi");
    const { code, stdout, stderr } = await bot.tsbot(...ORCHID);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe("Your Orchid needs some water!\n  delivered through callback\nConversation me.\n");
    expect(bot.received.at(-1)).toEqual({ recipient_id: "me", text: "Your Orchid needs some water!" });
  });

  it("finds the server from a folder below the project's", async () => {
    await using bot = await createBot();
    await bot.run();
    const below = join(bot.path, "data/deeper");
    await mkdir(below);
    const { code } = await runCli([...ORCHID, "--conversation", "me"], { cwd: below });
    expect(code).toBe(0);
  });

  it("says that a message waits for its client where the channel cannot push", async () => {
    await using bot = await createBot();
    const server = await bot.run();
    await post(server.url, "rest", "me", "hi");
    const { code, stdout } = await bot.tsbot(...ORCHID);
    expect(code).toBe(0);
    expect(stdout).toContain("kept in the conversation for its client to fetch");
  });

  it("reaches all that subscribe to a topic, says what became of each, and once for a dedupe key", async () => {
    await using bot = await createBot();
    const server = await bot.run("--enable-api");
    const nobody = await bot.tsbot(...ORCHID, "--topic", "plants");
    expect(nobody).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Nobody subscribes to 'plants'."),
    });
    await post(server.url, "callback", "me", "hi");
    await fetch(`${server.url}/conversations/me/subscriptions/plants`, { method: "PUT" });
    const keyed = [...ORCHID, "--topic", "plants", "--dedupe-key", "dry"] as const;
    const first = await bot.tsbot(...keyed);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain(
      "me: fired\n  Your Orchid needs some water!\n    delivered through callback\n",
    );
    const again = await bot.tsbot(...keyed);
    expect(again.stdout).toContain("me: suppressed: The same event (dedupe_key 'dry') came before.\n");
    const alone = await bot.tsbot(...ORCHID, "--dedupe-key", "dry");
    expect(alone.stdout).toContain("Suppressed: The same event");
    expect(await bot.tsbot(...ORCHID, "--topic", "plants", "--conversation", "me")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("`--conversation` has no meaning with `--topic`."),
    });
  });

  it("reaches the conversation that has a name of the address book, and says which name was meant", async () => {
    await using bot = await createBot();
    const server = await bot.run("--enable-api");
    await post(server.url, "callback", "me", "hi");
    await post(server.url, "callback", "other", "hi");
    await fetch(`${server.url}/addresses/greenhouse-3`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ conversation_id: "me" }),
    });
    expect(await bot.tsbot(...ORCHID, "--to", "greenhouse-3")).toMatchObject({
      code: 0,
      stdout: "Your Orchid needs some water!\n  delivered through callback\nConversation me.\n",
      stderr: "",
    });
    const unknown = await bot.tsbot(...ORCHID, "--to", "greenhouse-4");
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain("The address book has no name 'greenhouse-4'.");
    expect(unknown.stderr).toContain("Did you mean 'greenhouse-3'?");
    for (const other of ["--conversation", "--topic"]) {
      const { code, stderr } = await bot.tsbot(...ORCHID, "--to", "greenhouse-3", other, "me");
      expect(code).toBe(2);
      expect(stderr).toContain("`--to`");
    }
  });

  it("gives JSON with --json, and the first answer again for the same idempotency key", async () => {
    await using bot = await createBot();
    await bot.run();
    const args = [...ORCHID, "--conversation", "me", "--idempotency-key", "1", "--json"];
    const first = JSON.parse((await bot.tsbot(...args)).stdout) as { deliveries: { id: string }[] };
    const second = JSON.parse((await bot.tsbot(...args)).stdout) as typeof first;
    expect(first).toMatchObject({
      conversation_id: "me",
      messages: [{ text: "Your Orchid needs some water!" }],
    });
    expect(second.deliveries[0]?.id).toBe(first.deliveries[0]?.id);
  });

  it("passes typed values", async () => {
    await using bot = await createBot();
    await bot.run();
    const { stdout } = await bot.tsbot(
      "trigger",
      "EXTERNAL_dry_plant",
      "-e",
      "plant:=3",
      "--conversation",
      "me",
    );
    expect(stdout).toContain("Your 3 needs some water!");
  });

  it("says what to do when there is no conversation, or several", async () => {
    await using bot = await createBot();
    const server = await bot.run();
    const none = await bot.tsbot(...ORCHID);
    expect(none.code).toBe(1);
    expect(none.stderr).toContain("There is no conversation yet.");
    await post(server.url, "rest", "first", "hi");
    await post(server.url, "rest", "second", "hi");
    const several = await bot.tsbot(...ORCHID);
    expect(several.code).toBe(1);
    expect(several.stderr).toContain("Several conversations are live.");
    expect(several.stderr).toMatch(
      /newest with --conversation second:\n {4}second {2}.* {2}rest\n {4}first {2}/,
    );
  });

  it("says which intent was meant", async () => {
    await using bot = await createBot();
    await bot.run();
    const { code, stderr } = await bot.tsbot("trigger", "EXTERNAL_dry_plnt", "--conversation", "me");
    expect(code).toBe(1);
    expect(stderr).toContain("'EXTERNAL_dry_plnt'");
    expect(stderr).toContain("Did you mean 'EXTERNAL_dry_plant'?");
  });

  it("warns of an entity and of a channel that do not exist, and fires", async () => {
    await using bot = await createBot();
    await bot.run();
    const { code, stdout, stderr } = await bot.tsbot(
      "trigger",
      "EXTERNAL_dry_plant",
      "--entity",
      "plnt=Orchid",
      "--conversation",
      "me",
      "--output-channel",
      "callbak",
    );
    expect(code).toBe(0);
    expect(stdout).toContain("needs some water!");
    expect(stderr).toContain("warning: The domain has no entity 'plnt'. Did you mean 'plant'?");
    expect(stderr).toContain("warning: The server has no channel 'callbak'");
    expect(stderr).toContain("Did you mean 'callback'?");
  });

  it("proposes no channel that the server has not", async () => {
    await using bot = await createBot();
    await bot.run("--connector", "rest");
    const args = [...ORCHID, "--conversation", "me", "--output-channel", "callbak"];
    const { code, stderr } = await bot.tsbot(...args);
    expect(code).toBe(0);
    expect(stderr).toContain("warning: The server has no channel 'callbak'");
    expect(stderr).not.toContain("Did you mean");
  });

  it("says what to do when no server runs", async () => {
    await using bot = await createBot();
    const { code, stderr } = await bot.tsbot(...ORCHID);
    expect(code).toBe(1);
    expect(stderr).toContain("No server is running");
    expect(stderr).toContain("tsbot run");
    const elsewhere = await bot.tsbot(...ORCHID, "--server", "127.0.0.1:59999", "--conversation", "me");
    expect(elsewhere.code).toBe(1);
    expect(elsewhere.stderr).toContain("No server answers at http://127.0.0.1:59999");
  });

  it("takes the token from the running server's own file, and says so when another is refused", async () => {
    await using bot = await createBot();
    const server = await bot.run("--auth-token", "a-long-enough-token");
    expect((await bot.tsbot(...ORCHID, "--conversation", "me")).code).toBe(0);
    const refused = await bot.tsbot(...ORCHID, "--conversation", "me", "--token", "wrong");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("The server refuses the token.");
    const asked = await runCli([...ORCHID, "--conversation", "me", "--server", server.url]);
    expect(asked.code).toBe(1);
    expect(asked.stderr).toContain("The server asks for a token.");
    expect(asked.stderr).toContain("TSBOT_AUTH_TOKEN");
  });

  it.each([
    [["trigger", "X", "--entity", "plant"], "'plant' is no entity"],
    [["trigger", "X", "--entity", "n:=nine"], "not JSON"],
    [["trigger", "X", "--conversation", ""], "It must not be empty"],
    [["trigger", "X", "--server", "not an address"], "is no address of a server"],
  ])("explains wrong usage: %j", async (args, text) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(text);
  });
});
