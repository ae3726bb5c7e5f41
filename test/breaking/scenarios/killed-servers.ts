import { type Cluster, startCluster, whyNoPostgres } from "../../storage/postgres/cluster.ts";
import { keepInPostgres } from "../project.ts";
import type { Scenario, Stage } from "../scenario.ts";

/** SIGKILL every few hundred milliseconds: while a server starts, recovers, or works. */
async function killAgainAndAgain({ servers, random, goesOn, wait }: Stage): Promise<number> {
  let kills = 0;
  while (goesOn()) {
    // Every third may not even get ready.
    if (random.below(3) > 0) await Promise.race([servers.url().catch(() => {}), wait(5_000)]);
    await wait(200 + random.below(500));
    if (!goesOn()) break;
    await servers.kill();
    kills++;
  }
  return kills;
}

const killedOnSqlite: Scenario = {
  name: "kill-sqlite",
  servers: 1,
  losesRequests: true,
  whyNot: () => null,
  setUp: async () => ({ disturb: killAgainAndAgain }),
};

const killedOnPostgres: Scenario = {
  name: "kill-postgres",
  servers: 2,
  losesRequests: true,
  whyNot: () => whyNoPostgres({ own: true }),
  async setUp({ project }) {
    const cluster = await startCluster({ own: true });
    await keepInPostgres(project, cluster.connection, "break");
    return { disturb: killAgainAndAgain, close: async () => await cluster[Symbol.asyncDispose]() };
  },
};

const killedDatabase: Scenario = {
  name: "kill-database",
  servers: 2,
  losesRequests: false,
  refuses: ["storage/unreachable", "storage/conflict"],
  whyNot: () => whyNoPostgres({ own: true }),
  async setUp({ project }) {
    const cluster = await startCluster({ own: true });
    await keepInPostgres(project, cluster.connection, "break");
    return {
      disturb: (stage) => killDatabase(cluster, stage),
      close: async () => await cluster[Symbol.asyncDispose](),
    };
  },
};

/** `kill -9` of PostgreSQL with all its processes; it is away for a moment, or for longer than servers wait. */
async function killDatabase(cluster: Cluster, { random, goesOn, wait }: Stage): Promise<number> {
  let kills = 0;
  while (goesOn()) {
    await wait(300 + random.below(1_200));
    if (!goesOn()) break;
    await cluster.kill();
    kills++;
    await wait(random.below(4) === 0 ? 5_000 : random.below(500));
    await cluster.restart();
  }
  return kills;
}

export const killScenarios: readonly Scenario[] = [killedOnSqlite, killedOnPostgres, killedDatabase];
