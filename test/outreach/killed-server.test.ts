import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startReceiver } from "../bench/processes.ts";
import { measureReminders } from "../bench/reminders.ts";
import { runCli, temporaryFolder } from "../cli/run-cli.ts";

it("loses no reminder, fires none early and none twice while its server is killed again and again", async () => {
  await using folder = await temporaryFolder();
  await runCli(["init", "--yes"], { cwd: folder.path });
  const receiver = await startReceiver();
  await writeFile(join(folder.path, "credentials.yml"), `rest:\ncallback:\n  url: ${receiver.url}\n`);
  try {
    const { late, ...result } = await measureReminders(folder.path, receiver, {
      reminders: 200,
      spread: 3_000,
      kills: { seed: 7, setting: 2, firing: 4 },
      watch: 0,
    });
    expect(result).toEqual({ arrived: 200, lost: 0, early: 0, doubled: 0, kills: 6 });
    expect(late).toHaveLength(200);
  } finally {
    receiver.close();
  }
}, 90_000);
