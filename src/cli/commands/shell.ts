import { delay, TsbotError } from "../../base/index.ts";
import { abortable } from "../client.ts";
import type { CommandContext } from "../command.ts";
import { interruptedExitCode } from "../interruption.ts";
import { createBanner } from "../shell/banner.ts";
import { openConnection, type ShellConnection, type ShellOptions } from "../shell/connection.ts";
import { createShellConversation, type ShellConversation } from "../shell/conversation.ts";
import { farewell } from "../shell/farewell.ts";
import {
  type LocalCommand,
  readLocalCommand,
  refuseSlashLine,
  runLocalCommand,
} from "../shell/local-commands.ts";
import { createShellTerminal, type ShellTerminal } from "../shell/terminal.ts";
import { plainText } from "../table.ts";

type ShellContext = CommandContext<ShellOptions>;

const PROMPT = "> ";
/** Without a flag, a piped conversation waits this long for its reminders, in seconds. */
const LINGER = 10;
/** A stop that takes longer than this is explained, in milliseconds. */
const SHORT_STOP = 500;

/** `tsbot shell`: talks to the bot; what it says by itself appears above what is being typed. */
export async function runShell(context: ShellContext): Promise<number> {
  const { clock, output, options } = context;
  const { style } = output;
  const early: string[] = [];
  let terminal: ShellTerminal | null = null;
  const show = (lines: readonly string[]): void => {
    if (terminal === null) early.push(...lines);
    else terminal.show(lines);
  };
  const conversation = createShellConversation({ clock, style, show });
  const logger = output.loggerAbove((line) => {
    if (terminal?.isInteractive !== true || process.stderr.isTTY !== true) return false;
    terminal.show([line]);
    return true;
  });
  const opened = await openConnection({ ...context, output: { ...output, logger } }, conversation.receive);
  const interruption = context.interruption();
  const connection = { ...opened, client: abortable(opened.client, interruption) };
  interruption.addEventListener("abort", () => {
    terminal?.close();
    conversation.stop();
  });
  try {
    for (const line of await createBanner(connection, style, process.stdout.columns)) output.say(line);
    await conversation.start(connection);
    for (const line of early) output.print(line);
    terminal = createShellTerminal({
      input: process.stdin,
      output: process.stdout,
      prompt: PROMPT,
      interrupt: () => process.kill(process.pid, "SIGINT"),
    });
    const end = await talk(context, { connection, conversation, terminal });
    if (end === "input ended" && !terminal.isInteractive)
      await conversation.linger((options.linger ?? LINGER) * 1000, interruption);
  } catch (error) {
    // What is given up because of the interruption fails in one way or another.
    if (!interruption.aborted) throw error;
  } finally {
    conversation.stop();
    terminal?.close();
    await leave(context, opened, terminal?.isInteractive === true && !isCutOff(interruption));
  }
  return interruptedExitCode(interruption);
}

/** There is nobody any more to read what is written. */
function isCutOff({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason !== "SIGINT";
}

async function leave(
  context: ShellContext,
  connection: ShellConnection,
  isInteractive: boolean,
): Promise<void> {
  const { clock, output } = context;
  const say = (line: string): void => output.say(output.style.dim(line));
  if (isInteractive) for (const line of await farewell(context, connection)) say(line);
  const closed = new AbortController();
  const closing = connection.close().finally(() => closed.abort());
  if (isInteractive) {
    await delay(clock, SHORT_STOP, closed.signal).then(
      () => say("The bot is still busy with what you said; Ctrl-C leaves at once."),
      () => {},
    );
  }
  await closing;
}

interface Talk {
  readonly connection: ShellConnection;
  readonly conversation: ShellConversation;
  readonly terminal: ShellTerminal;
}

/** One line after the other: each is answered before the next is sent. */
async function talk(context: ShellContext, parts: Talk): Promise<"stopped" | "input ended"> {
  const { terminal } = parts;
  for (let line = await terminal.readLine(); line !== null; line = await terminal.readLine()) {
    const text = line.trim();
    const command = readLocalCommand(text);
    if (command?.name === "/stop") return "stopped";
    if (text !== "") await handleLine({ text, command }, context, parts);
  }
  return "input ended";
}

interface Line {
  readonly text: string;
  readonly command: LocalCommand | null;
}

/** What the server refuses is shown, and the shell goes on. */
async function handleLine(line: Line, context: ShellContext, parts: Talk): Promise<void> {
  const { style } = context.output;
  try {
    const lines = await answerLine(line, context, parts);
    if (lines.length > 0) parts.terminal.show(lines.map((shown) => style.dim(plainText(shown))));
  } catch (error) {
    if (!TsbotError.isInstance(error)) throw error;
    const hint = error.hint === undefined ? [] : [`  ${plainText(error.hint)}`];
    parts.terminal.show([style.red(plainText(error.message)), ...hint]);
  }
}

/** Does what a line says, and gives what the shell itself has to say to it. */
async function answerLine(
  { text, command }: Line,
  { clock }: ShellContext,
  { connection, conversation }: Talk,
): Promise<readonly string[]> {
  if (command === null) {
    const refusal = await refuseSlashLine(text, connection.client);
    if (refusal !== null) return [refusal];
    await conversation.send(text);
    return [];
  }
  const { name, rest } = command;
  if (name === "/stop") return [];
  if (name === "/restart") {
    await conversation.send(name);
    return ["The conversation starts over."];
  }
  const { columns } = process.stdout;
  const lines = await runLocalCommand({ name, rest }, { ...connection, now: clock.now(), columns });
  await conversation.settle();
  return lines;
}
