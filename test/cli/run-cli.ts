import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The command line as users run it. */
export const TSBOT = fileURLToPath(new URL("../../bin/tsbot.js", import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Flags of Node itself. */
  readonly nodeFlags?: readonly string[];
}

/** Runs `tsbot` to its end through the real bin. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = startCli(args, options);
  child.process.stdin?.end(options.input ?? "");
  const code = await child.exited;
  return { code, stdout: child.stdout(), stderr: child.stderr() };
}

export interface RunningCli {
  readonly process: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves with what the pattern matched once it stands in the output; rejects when the process ends before. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
  readonly exited: Promise<number | null>;
}

/** Starts `tsbot` without waiting for its end. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  const child = spawn(process.execPath, [...(options.nodeFlags ?? []), TSBOT, ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: cleanEnvironment(options.environment ?? {}),
  });
  let stdout = "";
  let stderr = "";
  const waiting = new Set<() => void>();
  const notice = (): void => {
    for (const check of waiting) check();
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    notice();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    notice();
  });
  const exited = new Promise<number | null>((resolve) => child.on("close", resolve));
  return {
    process: child,
    stdout: () => stdout,
    stderr: () => stderr,
    exited,
    waitFor: (pattern) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found = pattern.exec(stdout) ?? pattern.exec(stderr);
          if (found === null) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
        void exited.then((code) =>
          reject(new Error(`tsbot ended with ${code} before ${pattern}:\n${stdout}\n${stderr}`)),
        );
      }),
  };
}

function cleanEnvironment(extra: Readonly<Record<string, string>>): Record<string, string | undefined> {
  const environment: Record<string, string | undefined> = { ...process.env, ...extra };
  for (const name of ["FORCE_COLOR", "NO_COLOR", "LOG_LEVEL", "NODE_OPTIONS", "npm_command"]) {
    if (!(name in extra)) delete environment[name];
  }
  return environment;
}

/** An empty folder that is gone when the test ends. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "tsbot-test-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
