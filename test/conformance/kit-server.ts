import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runCli, startCli, temporaryFolder } from "../cli/run-cli.ts";
import { type Answer, type CallOptions, call } from "../server/http-client.ts";

/** What the bot said over the callback channel. */
export interface SaidMessage {
  readonly recipient_id: string;
  readonly text?: string;
}

/** A bot of a kit behind a real server, with its action server and a receiver of callbacks. */
export interface KitServer {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Resolves once someone was told this; rejects after ten seconds. */
  told(recipient: string, text: string): Promise<void>;
  /** Everything anybody was told, in order. */
  readonly said: readonly SaidMessage[];
  /** How often the action server was asked. */
  actionCalls(): number;
  log(): string;
  [Symbol.asyncDispose](): Promise<void>;
}

const PATIENCE = 10_000;

/** @param table the bot's custom actions; default those of the kit. */
export async function startKitServer(kit: string, bot: string, table?: object): Promise<KitServer> {
  const folder = await temporaryFolder();
  const cwd = join(folder.path, "bot");
  await cp(join(kit, "bots", bot), cwd, { recursive: true });
  const receiver = await startReceiver();
  const actions = await startActions(kit, table ?? (await readTable(kit, bot)));
  await replaceIn(join(cwd, "endpoints.yml"), ":15055", `:${actions.port}`);
  await replaceIn(join(cwd, "credentials.yml"), ":15034", `:${receiver.port}`);
  const trained = await runCli(["train", "--skip-validation"], { cwd });
  if (trained.code !== 0) throw new Error(trained.stderr);
  const running = startCli(["run", "--enable-api", "--port", "0", "--log-format", "text"], { cwd });
  const [, url = ""] = await running.waitFor(/Ready at (http:\S+) after/);
  return {
    call: (method, path, options) => call(url, method, path, options),
    said: receiver.said,
    told: receiver.told,
    actionCalls: actions.calls,
    log: () => running.stdout() + running.stderr(),
    async [Symbol.asyncDispose]() {
      running.process.kill("SIGTERM");
      await running.exited;
      actions.stop();
      receiver.server.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function readTable(kit: string, bot: string): Promise<object> {
  const file = join(kit, "actions", `${bot}.json`);
  return existsSync(file) ? (JSON.parse(await readFile(file, "utf8")) as object) : {};
}

async function replaceIn(file: string, from: string, to: string): Promise<void> {
  if (existsSync(file)) await writeFile(file, (await readFile(file, "utf8")).replaceAll(from, to));
}

/** The kit's own action server. */
async function startActions(kit: string, table: object) {
  const { startActionServer } = (await import(pathToFileURL(join(kit, "action-server.mjs")).href)) as {
    startActionServer(table: object, port: number): Promise<{ server: Server; log: readonly unknown[] }>;
  };
  const { server, log } = await startActionServer(table, 0);
  return { port: portOf(server), calls: () => log.length, stop: () => server.close() };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

async function startReceiver() {
  const said: SaidMessage[] = [];
  const waiting = new Set<() => void>();
  const server: Server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      said.push(JSON.parse(text) as SaidMessage);
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
      for (const check of waiting) check();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const told = (recipient: string, wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        waiting.delete(check);
        reject(new Error(`${recipient} was not told “${wanted}”: ${JSON.stringify(said)}`));
      }, PATIENCE);
      const check = (): void => {
        if (!said.some(({ recipient_id: to, text }) => to === recipient && text === wanted)) return;
        clearTimeout(late);
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return { server, port: portOf(server), said, told };
}
