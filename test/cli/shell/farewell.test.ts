import { expect, it } from "vitest";
import { createClient } from "../../../src/cli/client.ts";
import type { ShellConnection } from "../../../src/cli/shell/connection.ts";
import { farewell } from "../../../src/cli/shell/farewell.ts";
import { createSimulatedClock } from "../../../src/testing/index.ts";
import { startFakeServer } from "../fake-server.ts";

it("leaving does not wait for a server that hangs", async () => {
  const clock = createSimulatedClock();
  await using server = await startFakeServer({ "GET /conversations/me/reminders": null });
  const client = createClient(server.url, { clock });
  const lines = farewell({ clock, options: {} }, { client, conversationId: "me" } as ShellConnection);
  await clock.advance(1_000);
  expect(await lines).toEqual([]);
});
