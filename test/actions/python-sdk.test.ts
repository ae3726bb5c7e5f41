import { cp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { createSimulatedClock, createTestAssistant, type TestAssistant } from "../../src/testing/index.ts";
import { temporaryFolder } from "../cli/run-cli.ts";
import { copyProject } from "../copy-project.ts";
import { startPythonActions } from "./start-python-actions.ts";

const template = copyProject("templates/reminderbot");
const python = process.env["TSBOT_RASA_SDK_PYTHON"];

/** What the seed's guide does with the bot; gives everything the bot said, and the state of its reminders. */
async function talk(bot: TestAssistant) {
  const until = async (texts: readonly string[]): Promise<void> => {
    await vi.waitFor(async () => expect(await bot.said()).toEqual(texts), { timeout: 5_000 });
  };
  const heard: string[] = [];
  const hear = async (text: string): Promise<void> => {
    heard.push(text);
    await until(heard);
  };
  await bot.say("/greet");
  await hear("Hi there! What can I help you with today?");
  await bot.trigger("EXTERNAL_dry_plant", { plant: "Orchid" });
  await hear("Your Orchid needs some water!");
  await bot.say("Remind me to call Paul Pots");
  await hear("I will remind you in 5 seconds.");
  await bot.say("please remind me to call Tanja");
  await hear("I will remind you in 5 seconds.");
  await bot.advance(10_000);
  await vi.waitFor(async () => expect((await bot.said()).slice(4)).toHaveLength(2), { timeout: 5_000 });
  heard.push(...(await bot.said()).slice(4));
  await bot.say("remind me to call Vova");
  await hear("I will remind you in 5 seconds.");
  await bot.say("cancel the reminder");
  await hear("Okay, I'll cancel all your reminders.");
  await bot.advance(60_000);
  const reminders = await bot.store.listReminders();
  return { said: await bot.said(), reminders: reminders.map(({ name, status }) => `${name}: ${status}`) };
}

describe("actions served by the real rasa_sdk", () => {
  it.skipIf(python === undefined)(
    "behave as the template's own do (needs TSBOT_RASA_SDK_PYTHON, an interpreter with rasa-sdk)",
    async () => {
      await using server = await startPythonActions(python ?? "");
      await using folder = await temporaryFolder();
      await cp(template, folder.path, { recursive: true });
      await rm(join(folder.path, "actions"), { recursive: true });
      await writeFile(join(folder.path, "endpoints.yml"), `action_endpoint:\n  url: ${server.url}\n`);

      // rasa_sdk reads the computer's clock when it schedules: the simulated one starts there.
      const start = Date.now();
      const remote = await createTestAssistant({
        directory: folder.path,
        clock: createSimulatedClock(start),
      });
      const local = await createTestAssistant({ directory: template });
      // Training took its time, however long.
      await remote.advance(Date.now() - start);
      const [fromPython, fromTypeScript] = [await talk(remote), await talk(local)];
      await Promise.all([remote.close(), local.close()]);

      expect(fromPython).toEqual(fromTypeScript);
      expect(fromPython.said).toContain("Remember to call Paul Pots!");
      expect(fromPython.said).toContain("Remember to call Tanja!");
      expect(fromPython.said).not.toContain("Remember to call Vova!");
      expect(fromPython.reminders).toHaveLength(3);
    },
    60_000,
  );
});
