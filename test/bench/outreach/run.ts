// Reminders of tsbot beside those of job queues, in one run: `npm run bench:reminders`. Installs the peers from npm into
// a temporary folder and starts Redis and PostgreSQL there. `-- --reminders N --spread MS --only NAME`.

import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { percentile } from "../load.ts";
import { startReceiver, TSBOT, timeCommand } from "../processes.ts";
import { type Competitor, createPeer, createTsbot } from "./competitor.ts";
import { type Database, startPostgres, startRedis } from "./databases.ts";
import { measure, type Outcome } from "./measure.ts";

/** Versions that were measured last; the figures in the README are theirs. */
const PEERS = [
  "bullmq@6.7.0",
  "ioredis@5",
  "pg-boss@10.4.2",
  "graphile-worker@0.17.3",
  "node-schedule@2.1.1",
];
/** Queues that find jobs of dead processes look for them every half minute by default. */
const PATIENCE = 75_000;

const { values } = parseArgs({
  options: {
    reminders: { type: "string", default: "1000" },
    spread: { type: "string", default: "5000" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
  },
});

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tsbot-bench-reminders-"));
  const receiver = await startReceiver();
  const databases: Database[] = [];
  try {
    const redis = await startRedis(folder);
    databases.push(redis);
    const postgres = await startPostgres(folder);
    databases.push(postgres);
    const modules = await installPeers(folder);
    const project = await trainProject(join(folder, "sqlite"), receiver.url);
    const shared = join(folder, "postgresql");
    await cp(project, shared, { recursive: true });
    await writeFile(
      join(shared, "endpoints.yml"),
      `tracker_store:\n  type: SQL\n  dialect: postgresql\n  url: "${postgres.connection}"\n`,
    );
    const peer = (name: string, setting: "default" | "best", connection = ""): Competitor =>
      createPeer(name, setting, { modules, receiver: receiver.url, connection });
    const competitors = [
      createTsbot(project, "SQLite"),
      createTsbot(shared, "PostgreSQL"),
      peer("bullmq", "default", redis.connection),
      peer("bullmq", "best", redis.connection),
      peer("pg-boss", "default", postgres.connection),
      peer("pg-boss", "best", postgres.connection),
      peer("graphile-worker", "default", postgres.connection),
      peer("graphile-worker", "best", postgres.connection),
      peer("node-schedule", "default"),
    ].filter(({ name }) => values.only === undefined || values.only === name);
    const scenario = {
      reminders: Number(values.reminders),
      spread: Number(values.spread),
      seed: Number(values.seed),
      patience: PATIENCE,
    };
    console.log(
      `Node ${process.version}; ${scenario.reminders} reminders within ${scenario.spread / 1000} s, each one HTTP request; missing: not there ${PATIENCE / 1000} s after the last was due\n`,
    );
    console.log(
      "| | setting | set/s | late p50 / p99 / max | missing / early / doubled after SIGKILL | late p99 / max |",
    );
    console.log("|---|---|---|---|---|---|");
    for (const competitor of competitors) {
      const calm = await measure(competitor, receiver, { ...scenario, isKilled: false });
      const killed = await measure(competitor, receiver, { ...scenario, isKilled: true });
      console.log(toRow(competitor, calm, killed));
      if (competitor.name === "tsbot") failWhenBroken(calm, killed);
    }
  } finally {
    receiver.close();
    for (const database of databases) await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function installPeers(folder: string): Promise<string> {
  const modules = join(folder, "peers");
  const args = ["install", "--prefix", modules, "--no-save", "--no-audit", "--no-fund", ...PEERS];
  await promisify(execFile)("npm", args);
  await writeFile(join(modules, "package.json"), "{}");
  return modules;
}

async function trainProject(project: string, receiver: string): Promise<string> {
  const template = fileURLToPath(new URL("../../../templates/reminderbot", import.meta.url));
  await cp(template, project, { recursive: true });
  await writeFile(join(project, "credentials.yml"), `callback:\n  url: ${receiver}\n`);
  await timeCommand(process.execPath, [TSBOT, "train", "--quiet"], project);
  return project;
}

function toRow({ name, setting }: Competitor, calm: Outcome, killed: Outcome): string {
  const late = ({ late: values }: Outcome, shares: readonly number[]): string =>
    values.length === 0 ? "–" : shares.map((share) => inWords(percentile(values, share))).join(" / ");
  const cells = [
    name,
    setting,
    calm.scheduled.toFixed(0),
    late(calm, [0.5, 0.99, 1]),
    `${killed.missing} / ${killed.early} / ${killed.doubled}`,
    late(killed, [0.99, 1]),
  ];
  return `| ${cells.join(" | ")} |`;
}

function inWords(milliseconds: number): string {
  return Math.abs(milliseconds) < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** These are promises, not speeds. */
function failWhenBroken(...outcomes: readonly Outcome[]): void {
  if (outcomes.every(({ missing, early, doubled }) => missing + early + doubled === 0)) return;
  console.error("tsbot lost reminders, or sent them early or twice");
  process.exitCode = 1;
}

await main();
