import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

export { freePort } from "../free-port.ts";

/** The command line as users run it. */
export const TSBOT = fileURLToPath(new URL("../../bin/tsbot.js", import.meta.url));

/** Milliseconds a command takes from start to exit, and its exit code. */
export async function timeCommand(command: string, args: readonly string[], cwd: string): Promise<number> {
  const start = performance.now();
  const child = spawn(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
  const code = await new Promise((resolve) => child.on("exit", resolve));
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} exited with ${code}`);
  return performance.now() - start;
}

export interface BenchServer {
  readonly url: string;
  readonly process: ChildProcess;
  /** From spawn to the first 200 on `/`. */
  readonly readyMilliseconds: number;
  stop(): Promise<void>;
}

/** Starts `tsbot run` in a project and waits until it answers. */
export async function startServer(project: string, port: number): Promise<BenchServer> {
  const start = performance.now();
  const child = spawn(process.execPath, [TSBOT, "run", "--port", String(port)], {
    cwd: project,
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url))) await new Promise((resolve) => setTimeout(resolve, 2));
  const readyMilliseconds = performance.now() - start;
  return {
    url,
    process: child,
    readyMilliseconds,
    stop: () =>
      new Promise((resolve) => {
        child.on("exit", () => resolve());
        child.kill("SIGTERM");
      }),
  };
}

async function answers(url: string): Promise<boolean> {
  return await fetch(url).then(
    (response) => response.ok,
    () => false,
  );
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
export async function startReceiver(
  port = 0,
): Promise<{ url: string; received: Received[]; server: Server }> {
  const received: Received[] = [];
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
      response.end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const { port: bound } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${bound}/bot`, received, server };
}
