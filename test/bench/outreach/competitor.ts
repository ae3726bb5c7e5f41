import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { spawnServer } from "../processes.ts";
import { type Job, postEach } from "./jobs.ts";

/** A process that keeps reminders and sends them to a receiver when they are due. */
export interface Worker {
  /** Resolves once it works. */
  readonly ready: Promise<void>;
  /** What has to be there before reminders can be set. */
  prepare(jobs: readonly Job[]): Promise<void>;
  /** Resolves when all of them are acknowledged. */
  schedule(jobs: readonly Job[]): Promise<void>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

/** Something that can be measured beside others. */
export interface Competitor {
  readonly name: string;
  readonly setting: string;
  /** Starts a process that goes on with what an earlier one has left. */
  start(): Worker;
}

/** What a peer is run with; `modules` is the folder its packages are installed in. */
export interface PeerOptions {
  readonly modules: string;
  readonly receiver: string;
  readonly connection: string;
}

/** A job queue, run by `peers/<name>.mjs`. */
export function createPeer(
  name: string,
  setting: "default" | "best",
  { modules, receiver, connection }: PeerOptions,
): Competitor {
  const script = fileURLToPath(new URL(`./peers/${name}.mjs`, import.meta.url));
  const start = (): Worker => {
    const child = spawn(process.execPath, [script, modules, receiver, setting, connection], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    const lines = createInterface({ input: child.stdout });
    const ended = exited.then(() => Promise.reject(new Error(`${name} ended too early`)));
    // Whoever kills it does not wait for it.
    ended.catch(() => {});
    const hears = (word: string): Promise<void> => {
      const heard = new Promise<void>((resolve) => {
        lines.on("line", (line) => {
          if (line === word) resolve();
        });
      });
      return Promise.race([heard, ended]);
    };
    const ready = hears("ready");
    ready.catch(() => {});
    return {
      ready,
      prepare: async () => {},
      schedule: async (jobs) => {
        const scheduled = hears("scheduled");
        child.stdin.write(`${JSON.stringify(jobs)}\n`);
        await scheduled;
      },
      kill: () => {
        child.kill("SIGKILL");
        return exited;
      },
    };
  };
  return { name, setting, start };
}

/** `tsbot run` in a project whose callback channel leads to the receiver. Each reminder is of a conversation of its own. */
export function createTsbot(project: string, setting: string): Competitor {
  const start = (): Worker => {
    const server = spawnServer(project);
    const ready = server.ready.then(() => {});
    ready.catch(() => {});
    return {
      ready,
      // A message, so that each conversation has a channel to reach it on.
      prepare: async (jobs) =>
        await postEach(`${await server.ready}/webhooks/callback/webhook`, jobs, ({ name }) => ({
          sender: name,
          message: "/greet",
        })),
      async schedule(jobs) {
        const url = await server.ready;
        const reminders = (name: string): string =>
          `${url}/conversations/${name}/tracker/events?execute_side_effects=true&include_events=NONE`;
        await postEach(
          ({ name }) => reminders(name),
          jobs,
          ({ name, dueAt }) => ({
            event: "reminder",
            name: "my_reminder",
            intent: "EXTERNAL_reminder",
            entities: [{ entity: "PERSON", value: name }],
            date_time: new Date(dueAt).toISOString(),
            kill_on_user_msg: false,
          }),
        );
      },
      kill: server.kill,
    };
  };
  return { name: "tsbot", setting, start };
}
