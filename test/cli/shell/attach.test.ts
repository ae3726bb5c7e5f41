import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CommandContext } from "../../../src/cli/command.ts";
import { openAttachedReceiver, receiverAddressOf } from "../../../src/cli/shell/attached-receiver.ts";
import { openConnection, type ShellOptions } from "../../../src/cli/shell/connection.ts";
import { receiverUrl } from "../../../src/cli/shell/receiver.ts";
import { createSimulatedClock } from "../../../src/testing/index.ts";
import { type FakeAnswer, json, startFakeServer } from "../fake-server.ts";
import { temporaryFolder } from "../run-cli.ts";

const NOTHING_THERE: FakeAnswer = json(404, { message: "Requested URL not found" });

function contextOf(directory: string, options: ShellOptions = {}): CommandContext<ShellOptions> {
  const context = { args: [], options, environment: {}, directory, clock: createSimulatedClock() };
  return context as unknown as CommandContext<ShellOptions>;
}

describe("attaching to a server", () => {
  it.each([
    ["callback", { callback: true }, "Leave out --callback"],
    ["rest", {}, "Talk to it with --callback"],
  ])("that has no channel '%s' says so at once", async (channel, options, hint) => {
    await using folder = await temporaryFolder();
    await using server = await startFakeServer({ [`GET /webhooks/${channel}`]: NOTHING_THERE });
    const opening = openConnection(contextOf(folder.path, { ...options, connect: server.url }), () => {});
    await expect(opening).rejects.toMatchObject({
      code: "cli/no-channel",
      message: `The server at ${server.url} has no channel '${channel}'.`,
      hint: expect.stringContaining(hint) as string,
    });
  });

  it("whose callback address is taken by another shell goes on with the mailbox, and says why", async () => {
    await using folder = await temporaryFolder();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    await writeFile(join(folder.path, "credentials.yml"), `callback:\n  url: http://127.0.0.1:${port}/bot\n`);
    const { receiver, remarks } = await openAttachedReceiver(contextOf(folder.path), "me", () => {});
    other.close();
    expect(receiver).toBeNull();
    expect(remarks).toEqual([
      `Another program, perhaps another shell, listens at its callback address (port ${port}), so messages are read from its mailbox.`,
    ]);
  });

  it("whose callback address is elsewhere says that, too", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "credentials.yml"), "callback:\n  url: http://example.com/bot\n");
    const { remarks } = await openAttachedReceiver(contextOf(folder.path), "me", () => {});
    expect(remarks).toEqual(["Its callback address is not here, so messages are read from its mailbox."]);
  });
});

describe("a callback address of this machine", () => {
  it.each([
    ["http://127.0.0.1:5034/bot", { host: "127.0.0.1", port: 5034, path: "/bot" }],
    ["http://[::1]:5034/bot", { host: "::1", port: 5034, path: "/bot" }],
    ["http://localhost", { host: "localhost", port: 80, path: "/" }],
    ["https://localhost", null],
    ["http://example.com", null],
    ["nonsense", null],
  ])("%s is listened at as %j", async (url, address) => {
    const found = await receiverAddressOf(url);
    expect(found).toEqual(address);
    if (found !== null) expect(new URL(receiverUrl(found)).href).toBe(new URL(url).href);
  });
});
