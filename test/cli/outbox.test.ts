import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createBot, post } from "./serve-project.ts";

/** A callback receiver whose next answers are of this status. */
async function startReceiver() {
  const state = { status: 410, calls: 0 };
  const server = createServer((request, response) => {
    state.calls++;
    request.resume().on("end", () => response.writeHead(state.status).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { state, url: `http://127.0.0.1:${port}/`, [Symbol.dispose]: () => server.close() };
}

describe("tsbot outbox", () => {
  it("lists what could not be delivered and why, sends it again, and drops it", async () => {
    using receiver = await startReceiver();
    await using bot = await createBot();
    await writeFile(join(bot.path, "credentials.yml"), `rest:\ncallback:\n  url: ${receiver.url}\n`);
    const server = await bot.run();
    expect((await bot.tsbot("outbox", "list")).stdout).toBe(
      "The outbox is empty: everything was delivered.\n",
    );
    for (const sender of ["ann", "bob"]) await post(server.url, "callback", sender, "/greet");
    const failed = async () => JSON.parse((await bot.tsbot("outbox", "list", "--failed", "--json")).stdout);
    while ((await failed()).length < 2);
    expect(await failed()).toMatchObject([{ conversation_id: "ann" }, { conversation_id: "bob" }]);
    const listed = await bot.tsbot("outbox", "list", "--conversation", "ann");
    expect(listed.stdout).toMatch(/^said +conversation +channel +message +state +id\n/);
    expect(listed.stdout).toMatch(/ann +callback .* given up: the receiver answered 410/);
    expect(listed.stdout).not.toContain("bob");

    const [{ id }] = await failed();
    const again = await bot.tsbot("outbox", "retry", id);
    expect(again).toMatchObject({ code: 1 });
    expect(again.stdout).toContain(`${id} of conversation ann is failed: the receiver answered 410`);
    receiver.state.status = 200;
    const retried = await bot.tsbot("outbox", "retry", "--all", "--conversation", "ann");
    expect(retried).toMatchObject({ code: 0, stdout: `${id} of conversation ann is delivered\n` });
    const dropped = await bot.tsbot("outbox", "drop", "--all", "--json");
    expect(JSON.parse(dropped.stdout)).toMatchObject([{ conversation_id: "bob", status: "dropped" }]);
    expect((await bot.tsbot("outbox", "drop", "--all")).stdout).toBe("No message was given up.\n");
    expect(await failed()).toEqual([]);
    const unknown = await bot.tsbot("outbox", "retry", id);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain(`No message '${id}' is in the outbox.`);
  });

  it.each([["retry"], ["drop"], ["retry", "id", "--all"]])(
    "wants one message or all: %s %s %s",
    async (...args) => {
      await using bot = await createBot();
      const { code, stderr } = await bot.tsbot("outbox", ...args.filter((arg) => arg !== undefined));
      expect(code).toBe(2);
      expect(stderr).toContain("Name one message, or say --all.");
    },
  );
});
