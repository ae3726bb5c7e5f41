import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startCluster, whyNoPostgres } from "../storage/postgres/cluster.ts";
import { newSchema } from "../storage/postgres/open-store.ts";
import { type LoadResult, postMany } from "./load.ts";
import { spawnServer } from "./processes.ts";

/** What so many `tsbot run` on one PostgreSQL do together. */
export interface ScaleResult {
  readonly processes: number;
  /** Each message to a process that is chosen at random. */
  readonly load: LoadResult;
}

const CLIENTS = 32;
const MESSAGES = 6_000;
const CONVERSATIONS = 500;

/** Measures processes on one durable PostgreSQL; null where there is none. */
export async function measureScale(
  project: string,
  counts: readonly number[],
): Promise<readonly ScaleResult[] | null> {
  if (whyNoPostgres({ own: true }) !== null) return null;
  await using cluster = await startCluster({ own: true, syncs: true });
  const { host, port, database, user, password } = cluster.connection;
  const results: ScaleResult[] = [];
  for (const processes of counts) {
    const folder = `${project}-postgres-${processes}`;
    await cp(project, folder, { recursive: true });
    await writeFile(
      join(folder, "endpoints.yml"),
      `tracker_store:\n  type: SQL\n  dialect: postgresql\n  url: "${host}"\n  port: ${port}\n  db: ${database}\n  username: ${user}\n  password: "${password}"\n  schema: ${newSchema()}\n`,
    );
    const servers = Array.from({ length: processes }, () => spawnServer(folder));
    const urls = await Promise.all(servers.map(({ ready }) => ready));
    const send = (count: number): Promise<LoadResult> =>
      postMany(
        (index) => `${urls[((index * 7919) % 104_729) % urls.length]}/webhooks/rest/webhook`,
        (index) => ({ sender: `c${index % CONVERSATIONS}`, message: "hello" }),
        { clients: CLIENTS, count },
      );
    // Compiled code and warm caches: what a server that runs for a while does.
    await send(MESSAGES / 4);
    results.push({ processes, load: await send(MESSAGES) });
    await Promise.all(servers.map((server) => server.stop()));
  }
  return results;
}
