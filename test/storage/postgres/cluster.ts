import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { PostgresConnection } from "../../../src/storage/index.ts";
import { freePort } from "../../free-port.ts";

/** A PostgreSQL server for tests. */
export interface Cluster extends AsyncDisposable {
  readonly connection: PostgresConnection;
  /** Runs a statement as the owner. */
  query(sql: string): Promise<pg.QueryResult>;
  /** Ends the server and all its processes as a power cut would. Only of a cluster of our own. */
  kill(): Promise<void>;
  restart(): Promise<void>;
}

const PASSWORD = "only for tests";
const FOLDERS = "/usr/lib/postgresql";

/** Where `initdb` and `postgres` are: Debian keeps them out of the PATH. */
function findBinaries(): string | null {
  const versions = existsSync(FOLDERS) ? readdirSync(FOLDERS).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(FOLDERS, version, "bin")), ...pathFolders()];
  return (
    folders.find((path) => existsSync(join(path, "initdb")) && existsSync(join(path, "postgres"))) ?? null
  );
}

function pathFolders(): readonly string[] {
  return (process.env["PATH"] ?? "").split(":");
}

/** Why there is no PostgreSQL for tests here, or null. A cluster of our own can also be killed. */
export function whyNoPostgres(options: { readonly own?: boolean } = {}): string | null {
  if (options.own !== true && process.env["TSBOT_TEST_POSTGRES_URL"] !== undefined) return null;
  return findBinaries() === null ? "PostgreSQL is not installed (apt-get install postgresql)" : null;
}

/**
 * The server of TSBOT_TEST_POSTGRES_URL, or a throwaway one in a temporary folder. It waits for no disk unless it `syncs`:
 * what is killed here are processes, not the machine.
 */
export async function startCluster(
  options: { readonly own?: boolean; readonly syncs?: boolean } = {},
): Promise<Cluster> {
  const url = process.env["TSBOT_TEST_POSTGRES_URL"];
  return options.own !== true && url !== undefined ? useServer(url) : await startOwn(options.syncs === true);
}

function useServer(url: string): Cluster {
  const { hostname, port, username, password, pathname } = new URL(url);
  const connection: PostgresConnection = {
    host: hostname,
    port: Number(port === "" ? "5432" : port),
    database: decodeURIComponent(pathname.slice(1)),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    tls: null,
    poolSize: 5,
  };
  const refuse = (): Promise<never> => Promise.reject(new Error("This server is not ours to end."));
  return {
    connection,
    query: (sql) => runQuery(connection, sql),
    kill: refuse,
    restart: refuse,
    [Symbol.asyncDispose]: async () => {},
  };
}

async function startOwn(syncs: boolean): Promise<Cluster> {
  const binaries = findBinaries();
  if (binaries === null) throw new Error(whyNoPostgres({ own: true }) ?? "");
  const folder = mkdtempSync(join(tmpdir(), "tsbot-postgres-"));
  const data = join(folder, "data");
  // PostgreSQL refuses to run as root.
  const owner = process.getuid?.() === 0 ? idsOf("postgres") : null;
  writeFileSync(join(folder, "password"), PASSWORD);
  if (owner !== null) execFileSync("chown", ["-R", `${owner.uid}:${owner.gid}`, folder]);
  execFileSync(
    join(binaries, "initdb"),
    [
      `--pgdata=${data}`,
      "--username=tsbot",
      `--pwfile=${join(folder, "password")}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C.UTF-8",
      "--no-sync",
    ],
    { stdio: "ignore", cwd: folder, ...(owner ?? {}) },
  );
  const port = await freePort();
  const connection: PostgresConnection = {
    host: "127.0.0.1",
    port,
    database: "postgres",
    user: "tsbot",
    password: PASSWORD,
    tls: null,
    poolSize: 5,
  };
  const settings = [
    "listen_addresses=127.0.0.1",
    `unix_socket_directories=${folder}`,
    "max_connections=200",
    `fsync=${syncs ? "on" : "off"}`,
  ];
  let server: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const args = ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
    server = spawn(join(binaries, "postgres"), args, { stdio: "ignore", cwd: folder, ...(owner ?? {}) });
    await untilReady(connection, server);
  };
  const kill = async (): Promise<void> => {
    const running = server;
    if (running?.pid === undefined || running.exitCode !== null) return;
    const pids = [running.pid, ...childrenOf(running.pid)];
    const ended = new Promise((resolve) => running.once("exit", resolve));
    for (const pid of pids) killNow(pid);
    await ended;
  };
  await start();
  return {
    connection,
    query: (sql) => runQuery(connection, sql),
    kill,
    async restart() {
      rmSync(join(data, "postmaster.pid"), { force: true });
      await start();
    },
    [Symbol.asyncDispose]: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function idsOf(user: string): { readonly uid: number; readonly gid: number } {
  const id = (flag: string): number => Number(execFileSync("id", [flag, user], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

/** Backends and helpers of the server (Linux; elsewhere they end by themselves a moment later). */
function childrenOf(pid: number): readonly number[] {
  const path = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8").split(" ").filter(Boolean).map(Number);
}

function killNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}

async function runQuery(connection: PostgresConnection, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client(clientConfig(connection));
  client.on("error", () => {});
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

function clientConfig({ host, port, database, user, password }: PostgresConnection): pg.ClientConfig {
  return { host, port, database, user: user ?? "", password: password ?? "" };
}

async function untilReady(connection: PostgresConnection, server: ChildProcess): Promise<void> {
  while (server.exitCode === null) {
    try {
      await runQuery(connection, "SELECT 1");
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  throw new Error(`postgres ended with ${server.exitCode}.`);
}
