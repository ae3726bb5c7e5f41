import type { Random } from "../../src/base/index.ts";
import { type ServerProcess, spawnServer } from "../bench/processes.ts";
import { sleep } from "./talk.ts";

/** Real `tsbot run` processes in one project, each started anew whenever it has ended. */
export interface Servers {
  /** The address of some server, once one is ready. */
  url(): Promise<string>;
  /** SIGKILL to one of them; another is started at once in its place. */
  kill(): Promise<void>;
  pids(): readonly number[];
  /** Those that ended without having been told to. */
  readonly ended: () => number;
  /** Resolves when all of them answer. */
  ready(): Promise<void>;
  /** All are stopped (SIGTERM) and started once more, so that whatever is left to do is done. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

interface ServersOptions {
  readonly project: string;
  readonly count: number;
  readonly random: Random;
  readonly logFile: string;
}

export function startServers({ project, count, random, logFile }: ServersOptions): Servers {
  let ended = 0;
  let isClosing = false;
  /** Those that are told to end. */
  const dismissed = new WeakSet<ServerProcess>();
  const start = (): ServerProcess => {
    const server = spawnServer(project, ["--log-file", logFile]);
    server.process.once("exit", () => void whenEnded(server));
    return server;
  };
  /** A supervisor would start it again; so does this. */
  const whenEnded = async (server: ServerProcess): Promise<void> => {
    if (dismissed.has(server) || isClosing) return;
    ended++;
    await sleep(200);
    if (!isClosing) replace(server);
  };
  const replace = (server: ServerProcess): void => {
    const index = servers.indexOf(server);
    if (index !== -1) servers[index] = start();
  };
  const servers: ServerProcess[] = Array.from({ length: count }, start);

  return {
    async url() {
      const server = servers[random.below(servers.length)];
      if (server === undefined) throw new Error("There are no servers.");
      return await server.ready;
    },
    async kill() {
      const server = servers[random.below(servers.length)];
      if (server === undefined) return;
      dismissed.add(server);
      await server.kill();
      replace(server);
    },
    pids: () => servers.flatMap(({ process: { pid } }) => pid ?? []),
    ended: () => ended,
    async ready() {
      await until(async () => {
        await Promise.all(servers.map(({ ready }) => ready));
        return true;
      });
    },
    async restart() {
      for (const server of [...servers]) {
        await server.ready.catch(() => {});
        dismissed.add(server);
        await server.stop();
        replace(server);
      }
    },
    async close() {
      isClosing = true;
      await Promise.all(servers.map((server) => server.kill()));
    },
  };
}

/** Longest that a supervisor's servers take to be up, in milliseconds. */
const PATIENCE = 60_000;

/** Waits for something that may throw as long as it is not so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      if (await isSo()) return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(50);
  }
}
