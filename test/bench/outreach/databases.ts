import { execFile, spawn } from "node:child_process";
import { chmod, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../free-port.ts";

const run = promisify(execFile);

/** A server that was started for a bench and ends with it. */
export interface Database {
  /** What a client connects to. */
  readonly connection: string;
  stop(): Promise<void>;
}

/** Redis that syncs its log every second, which is the setting its manual advises. `connection` is its port. */
export async function startRedis(folder: string): Promise<Database> {
  const port = await freePort();
  const directory = join(folder, "redis");
  await mkdir(directory);
  const args = [
    "--port",
    `${port}`,
    "--bind",
    "127.0.0.1",
    "--dir",
    directory,
    "--appendonly",
    "yes",
    "--save",
    "",
  ];
  const child = spawn("redis-server", args, { stdio: "ignore" });
  await new Promise<void>((resolve, reject) => {
    child.once("error", () => reject(new Error("redis-server is missing: apt-get install redis-server")));
    child.once("spawn", resolve);
  });
  await retry(() => run("redis-cli", ["-p", `${port}`, "ping"]));
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    connection: `${port}`,
    stop: () => {
      child.kill("SIGTERM");
      return exited;
    },
  };
}

/** PostgreSQL with its default settings. It does not run as root, and is started by `postgres` there. */
export async function startPostgres(folder: string): Promise<Database> {
  const binaries = await findPostgres();
  const port = await freePort();
  const directory = join(folder, "postgres");
  await mkdir(directory);
  await chmod(folder, 0o755);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await run("chown", ["postgres", directory]);
  const command = (name: string, args: readonly string[]): Promise<unknown> => {
    const program = join(binaries, name);
    return isRoot
      ? run("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, ...args])
      : run(program, args);
  };
  const data = join(directory, "data");
  await command("initdb", ["-D", data, "-U", "postgres", "--auth=trust"]);
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${directory}`;
  await command("pg_ctl", ["-D", data, "-o", options, "-l", join(directory, "log"), "-w", "start"]);
  return {
    connection: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await command("pg_ctl", ["-D", data, "-m", "fast", "-w", "stop"]);
    },
  };
}

/** Where Debian keeps PostgreSQL's programs, newest version. */
async function findPostgres(): Promise<string> {
  const home = "/usr/lib/postgresql";
  const versions = await readdir(home).catch(() => []);
  const [newest] = versions.map(Number).sort((left, right) => right - left);
  if (newest === undefined) throw new Error("PostgreSQL is missing: apt-get install postgresql");
  return join(home, `${newest}`, "bin");
}

async function retry(work: () => Promise<unknown>): Promise<void> {
  for (let left = 50; ; left--) {
    try {
      await work();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
