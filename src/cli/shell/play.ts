import { spawn } from "node:child_process";
import { type Clock, delay } from "../../base/index.ts";

/** One thing of a dialogue that is played and checked. */
export type PlayStep =
  | { readonly type: "say"; readonly line: string }
  | { readonly type: "expect"; readonly text: string; readonly within: number; readonly notBefore?: number }
  | { readonly type: "silence"; readonly milliseconds: number; readonly unwanted: string };

export interface PlayOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly clock: Clock;
  readonly print: (line: string) => void;
}

/** What did not go as expected; null when all did. */
export type PlayProblem = string | null;

/**
 * Plays a dialogue with a program that talks over its standard streams, printing the transcript as it comes. Each
 * expectation is met by a later line than the one before it, within its time (milliseconds).
 */
export async function play(steps: readonly PlayStep[], options: PlayOptions): Promise<PlayProblem> {
  const { clock, print } = options;
  const child = spawn(process.execPath, [options.program, ...options.args], {
    cwd: options.directory,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines: { readonly text: string; readonly at: number }[] = [];
  let buffer = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const parts = (buffer + chunk).split("\n");
    buffer = parts.pop() ?? "";
    for (const text of parts) {
      lines.push({ text, at: clock.now() });
      print(text);
    }
  });
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    child.on("exit", () => {
      hasEnded = true;
      resolve();
    });
  });
  let read = 0;
  let saidAt = clock.now();
  let problem: PlayProblem = null;

  const expectLine = async (step: Extract<PlayStep, { type: "expect" }>): Promise<PlayProblem> => {
    const deadline = clock.now() + step.within;
    for (;;) {
      const found = lines.findIndex(({ text }, index) => index >= read && text.includes(step.text));
      if (found >= 0) {
        read = found + 1;
        const after = (lines[found]?.at ?? 0) - saidAt;
        return after < (step.notBefore ?? 0) ? `'${step.text}' came after ${after} ms, too early.` : null;
      }
      if (hasEnded || clock.now() > deadline)
        return `Expected '${step.text}' within ${step.within} ms; it did not come.`;
      await delay(clock, 10);
    }
  };

  for (const step of steps) {
    if (step.type === "say") {
      saidAt = clock.now();
      child.stdin.write(`${step.line}\n`);
    } else if (step.type === "expect") problem = await expectLine(step);
    else {
      await delay(clock, step.milliseconds);
      const found = lines.slice(read).find(({ text }) => text.includes(step.unwanted));
      if (found !== undefined) problem = `'${found.text}' came although it was cancelled.`;
    }
    if (problem !== null) break;
  }
  child.stdin.end();
  await ended;
  return problem;
}
