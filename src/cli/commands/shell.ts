import { resolve } from "node:path";
import { TsbotError } from "../../base/index.ts";
import type { CommandContext } from "../command.ts";
import { interruptedExitCode } from "../interruption.ts";
import type { ServerOptions } from "../options.ts";
import { createBanner } from "../shell/banner.ts";
import { openConnection, type ShellConnection, type ShellOptions } from "../shell/connection.ts";
import { createShellConversation, type ShellConversation } from "../shell/conversation.ts";
import { runLocalCommand, suggestCommand } from "../shell/local-commands.ts";
import { createShellTerminal, type ShellTerminal } from "../shell/terminal.ts";

const PROMPT = "> ";
const STOP = "/stop";
/** Without a flag, a piped conversation waits this long for its reminders, in seconds. */
const LINGER = 10;

/** `tsbot shell`: talks to the bot; what it says by itself appears above what is being typed. */
export async function runShell(context: CommandContext<ShellOptions>): Promise<number> {
  const { clock, output, options } = context;
  const { style } = output;
  const early: string[] = [];
  let terminal: ShellTerminal | null = null;
  const show = (lines: readonly string[]): void => {
    if (terminal === null) early.push(...lines);
    else terminal.show(lines);
  };
  const conversation = createShellConversation({ clock, style, show });
  const connection = await openConnection(context, conversation.receive);
  const interruption = context.interruption();
  try {
    for (const line of await createBanner(connection, style, process.stdout.columns)) output.say(line);
    await conversation.start(connection);
    for (const line of early) output.print(line);
    terminal = createShellTerminal({ input: process.stdin, output: process.stdout, prompt: PROMPT });
    interruption.addEventListener("abort", () => terminal?.close(), { once: true });
    const end = await talk(context, { connection, conversation, terminal });
    if (end === "input ended" && !terminal.isInteractive)
      await conversation.linger((options.linger ?? LINGER) * 1000, interruption);
  } finally {
    conversation.stop();
    await connection.close();
  }
  return interruptedExitCode(interruption);
}

interface Talk {
  readonly connection: ShellConnection;
  readonly conversation: ShellConversation;
  readonly terminal: ShellTerminal;
}

/** One line after the other: each is answered before the next is sent. */
async function talk(context: CommandContext<ShellOptions>, parts: Talk): Promise<"stopped" | "input ended"> {
  const { terminal } = parts;
  for (let line = await terminal.readLine(); line !== null; line = await terminal.readLine()) {
    const text = line.trim();
    if (text === STOP) return "stopped";
    if (text !== "") await handleLine(text, context, parts);
  }
  return "input ended";
}

/** What the server refuses is shown, and the shell goes on. */
async function handleLine(
  text: string,
  { clock, output }: CommandContext<ShellOptions>,
  { connection, conversation, terminal }: Talk,
): Promise<void> {
  const { style } = output;
  try {
    const local = await runLocalCommand(text, { ...connection, now: clock.now() });
    if (local === null) {
      await conversation.send(text);
      return;
    }
    if (local.length > 0) terminal.show(local.map((shown) => style.dim(shown)));
    await conversation.settle();
  } catch (error) {
    if (!TsbotError.isInstance(error)) throw error;
    const hint = [error.hint, suggestCommand(text)].filter(Boolean).join(" ");
    terminal.show([style.red(error.message), ...(hint === "" ? [] : [`  ${hint}`])]);
  }
}

/** `tsbot shell nlu`: how each line of the input is understood, as one line of JSON each, in order. */
export async function runShellNlu(context: CommandContext<Pick<ServerOptions, "model">>): Promise<number> {
  const { directory, args, options } = context;
  const [{ findModel, loadModel }, { missingModel }] = await Promise.all([
    import("../../model/index.ts"),
    import("../serve.ts"),
  ]);
  const path = resolve(directory, args[0] ?? options.model ?? "models");
  const file = await findModel(path);
  if (file === null) throw missingModel(path);
  const { pipeline } = await loadModel(file, { only: "nlu" });
  if (pipeline === null) {
    throw new TsbotError(
      "cli/no-nlu",
      `The model '${file}' understands no text: it was trained without NLU data.`,
      {
        hint: "Add examples to data/nlu.yml and train again.",
      },
    );
  }
  const { createInterface } = await import("node:readline");
  const isTerminal = process.stdin.isTTY === true;
  if (isTerminal) context.output.warn("Type a text; each line is answered with JSON. Ctrl-D ends.");
  for await (const line of createInterface({ input: process.stdin })) {
    const result = await pipeline.parse(line);
    context.output.print(isTerminal ? JSON.stringify(result, null, 2) : JSON.stringify(result));
  }
  return 0;
}
