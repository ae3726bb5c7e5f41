import { startCluster, whyNoPostgres } from "../storage/postgres/cluster.ts";
import { type LoadResult, postMany } from "./load.ts";
import { createPostgresPlace } from "./place.ts";
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
  const results: ScaleResult[] = [];
  for (const processes of counts) {
    const { folder } = await createPostgresPlace(project, `${project}-postgres-${processes}`, cluster);
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
