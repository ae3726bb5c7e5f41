import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

/** The command line as users run it. */
export const TSBOT = fileURLToPath(new URL("../../bin/tsbot.js", import.meta.url));

/** Milliseconds a command takes from start to exit, and its exit code. */
export async function timeCommand(
  command: string,
  args: readonly string[],
  cwd: string,
  expected = 0,
): Promise<number> {
  const start = performance.now();
  const child = spawn(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
  const code = await new Promise((resolve) => child.on("exit", resolve));
  if (code !== expected) throw new Error(`${command} ${args.join(" ")} exited with ${code}`);
  return performance.now() - start;
}

/** A `tsbot run`. */
export interface ServerProcess {
  readonly process: ChildProcess;
  /** Its address, once it answers; rejects when it ends before. */
  readonly ready: Promise<string>;
  /** Lets it finish what it does; resolves when the process is gone. */
  stop(): Promise<void>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

/** For looking into the server: `TSBOT_BENCH_NODE="--cpu-prof --cpu-prof-dir=/tmp/profile" npm run bench -- lateness`. */
const NODE_ARGUMENTS = (process.env["TSBOT_BENCH_NODE"] ?? "").split(" ").filter(Boolean);

/** Starts `tsbot run` in a project on a free port, and does not wait for it. `more` are further flags. */
export function spawnServer(project: string, more: readonly string[] = []): ServerProcess {
  const child = spawn(
    process.execPath,
    [...NODE_ARGUMENTS, TSBOT, "run", "--enable-api", "--port", "0", "--log-format", "json", ...more],
    {
      cwd: project,
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const ready = Promise.race([
    readUrl(child.stdout),
    exited.then(() => Promise.reject(new Error("tsbot run ended before it was ready"))),
  ]);
  // Whoever kills it does not wait for it to be ready.
  ready.catch(() => {});
  const end = (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    return exited;
  };
  return { process: child, ready, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
}

/** Starts a server and waits until it answers; `readyMilliseconds` are from its start to the first 200 on `/`. */
export async function startServer(
  project: string,
): Promise<ServerProcess & { readonly url: string; readonly readyMilliseconds: number }> {
  const start = performance.now();
  const server = spawnServer(project);
  const url = await server.ready;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return { ...server, url, readyMilliseconds: performance.now() - start };
}

/** The address in the log's line about being up; what is logged later is read and dropped. */
function readUrl(log: Readable): Promise<string> {
  let text = "";
  return new Promise((resolve) => {
    log.setEncoding("utf8").on("data", (piece: string) => {
      if (text === "ready") return;
      text += piece;
      const [, url] = /"url":"(http:[^"]+)".*up and running/.exec(text) ?? [];
      if (url === undefined) return;
      text = "ready";
      resolve(url);
    });
  });
}

/** Resident memory of a process in MB (Linux). */
export async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** What a callback receiver got, and when (epoch milliseconds). */
export interface Received {
  readonly at: number;
  readonly id: string;
  readonly conversationId: string;
  readonly text: string;
}

/** A callback receiver that notes everything it is sent. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** Asks after every arrival whether it was enough; false when it was not until the deadline (epoch milliseconds). */
  until(isEnough: () => boolean, deadline: number): Promise<boolean>;
  close(): void;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const message = JSON.parse(body) as { recipient_id: string; text?: string };
      received.push({
        at: Date.now(),
        id: String(request.headers["webhook-id"]),
        conversationId: message.recipient_id,
        text: message.text ?? "",
      });
      for (const look of waiting) look();
      response.end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/bot`,
    received,
    until: (isEnough, deadline) =>
      new Promise((resolve) => {
        const end = (result: boolean): void => {
          clearTimeout(timer);
          waiting.delete(look);
          resolve(result);
        };
        const look = (): void => {
          if (isEnough()) end(true);
        };
        const timer = setTimeout(() => end(false), Math.max(0, deadline - Date.now()));
        waiting.add(look);
        look();
      }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
