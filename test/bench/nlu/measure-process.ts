import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

export interface ProcessResult {
  /** From its start to its exit. */
  readonly seconds: number;
  /** The most memory it held; null where the system does not tell (it is read from /proc). */
  readonly peakMegabytes: number | null;
  readonly output: string;
}

/** How often the peak is read, in milliseconds; the system keeps it, so only what comes after the last look is missed. */
const LOOK = 20;

/** Runs a command to its end. Throws what it wrote to standard error when it fails. */
export async function measureProcess(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<ProcessResult> {
  const start = performance.now();
  const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let peak: number | null = null;
  const looking = setInterval(() => {
    peak = readPeak(child.pid) ?? peak;
  }, LOOK);
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    output += piece;
  });
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    errors += piece;
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("close", resolve);
    });
    const seconds = (performance.now() - start) / 1000;
    if (code !== 0)
      throw new Error(`${command} ${args.join(" ")} exited with ${code}:\n${errors.slice(-2000)}`);
    return { seconds, peakMegabytes: peak, output };
  } finally {
    clearInterval(looking);
  }
}

/** In MB; null when the process is gone, or there is no /proc. */
function readPeak(pid: number | undefined): number | null {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}
