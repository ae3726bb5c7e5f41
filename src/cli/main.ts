import type { CommandContext, CommandDefinition } from "./command.ts";
import { commands } from "./commands/index.ts";
import { type Invocation, parseCommandLine } from "./program.ts";
import type { GlobalOptions } from "./surroundings.ts";

/** Runs a command line of `tsbot` in this process and gives its exit code; every error has become text by then. */
export async function main(
  args: readonly string[],
  table: readonly CommandDefinition[] = commands,
): Promise<number> {
  const unwatch = ignoreClosedPipes(process);
  const invocation = await parseCommandLine(table, args, {
    write: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
    width: process.stdout.columns,
  });
  if (typeof invocation === "number") return invocation;
  return await runInvocation(invocation, unwatch);
}

/**
 * `tsbot --help | true`: parsing writes, too, and the reader may have left. Until a command runs, which looks after its
 * output itself, and for good when none does: what was written last fails after this function has returned.
 */
function ignoreClosedPipes({ stdout, stderr }: NodeJS.Process): () => void {
  const onError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== "EPIPE") throw error;
  };
  const streams = [stdout, stderr];
  for (const stream of streams) stream.on("error", onError);
  return () => {
    for (const stream of streams) stream.off("error", onError);
  };
}

// What only a running command needs is imported here, so that `--help` stays fast.
async function runInvocation(invocation: Invocation, unwatch: () => void): Promise<number> {
  const [{ createOutput, watchConsole }, { createSystemClock }, { createInterruption }] = await Promise.all([
    import("./output.ts"),
    import("../base/index.ts"),
    import("./interruption.ts"),
  ]);
  const options = invocation.options as GlobalOptions;
  const output = await createOutput(process, options, process.env);
  const interruption = createInterruption(process);
  watchConsole(process, interruption.end);
  unwatch();
  const context: CommandContext<unknown> = {
    args: invocation.args,
    options,
    output,
    clock: createSystemClock({ keepAlive: true }),
    environment: process.env,
    directory: process.cwd(),
    interactive: isInteractive(),
    interruption: interruption.listen,
    crash: interruption.crash,
  };
  try {
    return await invocation.run(context as CommandContext<never>);
  } catch (error) {
    if (isCancelledPrompt(error)) return 130;
    await output.fail(error);
    return exitCodeOf(error);
  } finally {
    interruption.close();
    interruption.hangUp();
  }
}

function isInteractive(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true && (process.env["CI"] ?? "") === "";
}

/** inquirer reports Ctrl-C at a question by this error. */
function isCancelledPrompt(error: unknown): boolean {
  return error instanceof Error && error.name === "ExitPromptError";
}

/** Wrong usage that only the command could see has the code `cli/usage`. */
function exitCodeOf(error: unknown): number {
  return (error as { readonly code?: unknown } | null)?.code === "cli/usage" ? 2 : 1;
}
