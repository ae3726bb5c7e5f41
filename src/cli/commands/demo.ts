import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createSystemClock, TsbotError } from "../../base/index.ts";
import type { CommandContext } from "../command.ts";
import { toProjectPaths } from "../project-paths.ts";
import { type PlayStep, play } from "../shell/play.ts";
import { copyTemplate, findObstacles, findTemplate, readTemplates, wouldOverwrite } from "../templates.ts";
import { trainWithProgress } from "../train-project.ts";

const TEMPLATE = "reminderbot";

/** The dialogue of the guide this bot comes from: a welcome, an event of a device, a reminder, a cancelled one. */
const DIALOGUE: readonly PlayStep[] = [
  { type: "expect", text: "Hi there! What can I help you with today?", within: 20_000 },
  { type: "say", line: "/trigger EXTERNAL_dry_plant plant=Orchid" },
  { type: "expect", text: "Your Orchid needs some water!", within: 5_000 },
  { type: "say", line: "Remind me to call Paul Pots" },
  { type: "expect", text: "I will remind you in 5 seconds.", within: 5_000 },
  { type: "expect", text: "Remember to call Paul Pots!", within: 10_000, notBefore: 4_900 },
  { type: "say", line: "please remind me to call Tanja" },
  { type: "expect", text: "I will remind you in 5 seconds.", within: 5_000 },
  { type: "say", line: "cancel the reminder" },
  { type: "expect", text: "Okay, I'll cancel all your reminders.", within: 5_000 },
  { type: "silence", milliseconds: 5_500, unwanted: "Remember to call" },
];

/**
 * `tsbot demo [DIR]`: scaffolds and trains the reminder bot, then opens its shell; without a terminal it plays the
 * dialogue once through the callback channel and checks it.
 */
export async function runDemo(context: CommandContext<object>): Promise<number> {
  const { args, output, interactive } = context;
  const directory =
    args[0] === undefined
      ? await mkdtemp(join(tmpdir(), "tsbot-demo-"))
      : resolve(context.directory, args[0]);
  if (existsSync(join(directory, "domain.yml"))) output.say(`Using the bot in ${directory}.`);
  else {
    await scaffold(directory);
    output.say(`Scaffolded the reminder bot in ${directory}.`);
  }
  const report = await trainWithProgress({ paths: toProjectPaths(directory, {}) }, context);
  if (report === null) return 1;
  output.say(`Trained in ${(report.milliseconds / 1000).toFixed(1)} s.`);
  if (interactive) {
    const { runShell } = await import("./shell.ts");
    return await runShell({
      ...context,
      directory,
      args: [],
      options: { ...context.options, callback: true },
    });
  }
  const problem = await play(DIALOGUE, {
    program: fileURLToPath(new URL("../../../bin/tsbot.js", import.meta.url)),
    args: ["shell", "--callback", "--port", "0", "--no-color", "--linger", "0"],
    directory,
    clock: createSystemClock({ keepAlive: true }),
    print: output.print,
  });
  if (problem === null) {
    output.say("The whole dialogue went as it should.");
    return 0;
  }
  throw new TsbotError("cli/demo-failed", problem, {
    hint: "Run it again with --debug to see the server's log.",
  });
}

async function scaffold(directory: string): Promise<void> {
  const template = findTemplate(await readTemplates(), TEMPLATE);
  const obstacles = await findObstacles(template, directory);
  if (obstacles.length > 0)
    throw wouldOverwrite(directory, obstacles, "Name another folder: `tsbot demo my-bot`.");
  await copyTemplate(template, directory);
}
