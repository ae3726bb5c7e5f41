import { rmSync } from "node:fs";
import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningCli, runCli, startCli, temporaryFolder } from "./run-cli.ts";

/** A message as the callback URL received it. */
export interface Received {
  readonly recipient_id: string;
  readonly text?: string;
}

/** A trained reminderbot in a folder of its own, whose callback channel posts to `received`. */
export async function createBot() {
  const folder = await temporaryFolder();
  const cwd = folder.path;
  await cp(await trainedProject(), cwd, { recursive: true, preserveTimestamps: true });
  const receiver = await startReceiver();
  const credentials = join(cwd, "credentials.yml");
  const text = await readFile(credentials, "utf8");
  await writeFile(credentials, text.replace("http://127.0.0.1:5034/bot", receiver.url));
  const servers: RunningCli[] = [];
  return {
    path: cwd,
    received: receiver.received,
    tsbot: (...args: string[]) => runCli(args, { cwd }),
    /** `tsbot run` on a free port, once it answers. */
    run: async (...args: string[]) => {
      const server = startCli(["run", "--port", "0", "--log-format", "text", ...args], { cwd });
      servers.push(server);
      const [, url = ""] = await server.waitFor(/Ready at (http:\S+) after.*Ctrl-C stops it/s);
      return {
        ...server,
        url,
        stop: async (signal: NodeJS.Signals = "SIGTERM") => {
          server.process.kill(signal);
          return await server.exited;
        },
      };
    },
    [Symbol.asyncDispose]: async () => {
      for (const server of servers) server.process.kill("SIGKILL");
      await Promise.all(servers.map(({ exited }) => exited));
      receiver.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const trained = new Map<string, Promise<string>>();

/** Made once for each file of tests. */
async function trainedProject(): Promise<string> {
  const make = async (): Promise<string> => {
    const path = await mkdtemp(join(tmpdir(), "tsbot-trained-"));
    process.on("exit", () => rmSync(path, { recursive: true, force: true }));
    const { code, stderr } = await runCli(["init", "--yes"], { cwd: path });
    if (code !== 0) throw new Error(stderr);
    return path;
  };
  const made = trained.get("reminderbot") ?? make();
  trained.set("reminderbot", made);
  return await made;
}

async function startReceiver() {
  const received: Received[] = [];
  const ids = new Set<string>();
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      // Delivery is at least once; its id tells what came before.
      const id = String(request.headers["webhook-id"]);
      if (!ids.has(id)) received.push(JSON.parse(body) as Received);
      ids.add(id);
      response.end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { received, url: `http://127.0.0.1:${port}/bot`, close: () => server.close() };
}

/** Says something through a webhook, as a client does. */
export async function post(url: string, channel: "rest" | "callback", sender: string, message: string) {
  const response = await fetch(`${url}/webhooks/${channel}/webhook`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ sender, message }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return await response.text();
}
