import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Cluster, startCluster, whyNoPostgres } from "../storage/postgres/cluster.ts";
import { type LatenessResult, measureLateness } from "./lateness.ts";
import { percentile } from "./load.ts";
import { createPostgresPlace, createSqlitePlace, type Place } from "./place.ts";
import { startReceiver } from "./processes.ts";
import { measurePendingStart } from "./start-pending.ts";
import { formatDuration, type Row } from "./table.ts";

const SCENARIO = { pending: 100_000, due: 1_000, messagesPerSecond: 100, rounds: 3, seed: 1 };
const TARGETS = { SQLite: "p99 ≤ 50 ms", PostgreSQL: "p99 ≤ 100 ms" } as const;
const MILLION = 1_000_000;

/** A thousand reminders due in one second, with a hundred thousand pending, on each database. */
export async function measureLatenessRows(project: string): Promise<Row[]> {
  const receiver = await startReceiver();
  const reached = `${project}-reached`;
  await cp(project, reached, { recursive: true });
  await writeFile(join(reached, "credentials.yml"), `rest:\ncallback:\n  url: ${receiver.url}\n`);
  try {
    return await onEachDatabase(reached, async (place) =>
      (await measureLateness(place, receiver, SCENARIO)).map((result) => toRow(place, result)),
    );
  } finally {
    receiver.close();
  }
}

/** A start with a million reminders pending, on each database. */
export async function measurePendingRows(project: string): Promise<Row[]> {
  return await onEachDatabase(project, async (place) => {
    const { readyMilliseconds, megabytes } = await measurePendingStart(place, MILLION);
    const memory = `${megabytes.ready.toFixed(0)} MB, a minute later ${megabytes.settled.toFixed(0)} MB`;
    return [
      {
        what: `start with a million reminders pending, ${place.database}`,
        rasa: "–",
        tsbot: `ready in ${formatDuration(readyMilliseconds)} with ${memory}`,
        ratio: "",
        target: "≤ 2 s",
      },
    ];
  });
}

async function onEachDatabase(
  project: string,
  measure: (place: Place) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const rows = [...(await measure(await createSqlitePlace(project, `${project}-sqlite`)))];
  const missing = whyNoPostgres({ own: true });
  if (missing !== null) {
    rows.push({ what: "the same on PostgreSQL", rasa: "–", tsbot: missing, ratio: "", target: "–" });
    return rows;
  }
  await using cluster: Cluster = await startCluster({ own: true, syncs: true });
  rows.push(...(await measure(await createPostgresPlace(project, `${project}-postgres`, cluster))));
  return rows;
}

function toRow(place: Place, result: LatenessResult): Row {
  const { span, received, committed, answered, cores } = result;
  const how = span === 1 ? "at one moment" : "within a second";
  return {
    what: `1,000 of 101,000 reminders due ${how}, ${place.database}: arrived late / committed late`,
    rasa: "–",
    tsbot: `${percentiles(received)} / ${percentiles(committed)} (answers ${percentiles(answered)}; ${cores.toFixed(2)} cores)`,
    ratio: "",
    target: TARGETS[place.database],
  };
}

function percentiles(values: readonly number[]): string {
  const [p50, p99, most] = [0.5, 0.99, 1].map((share) => percentile(values, share).toFixed(0));
  return `p50 ${p50}, p99 ${p99}, max ${most} ms`;
}
