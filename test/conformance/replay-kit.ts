import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { runCli, startCli, temporaryFolder } from "../cli/run-cli.ts";
import { freePort } from "../free-port.ts";

/** Cases that one server answers: the same bot, started in the same way. */
export interface CaseGroup {
  readonly name: string;
  readonly bot: string;
  /** Flags of `run`, as recorded. */
  readonly args: readonly string[];
  readonly isWithoutModel: boolean;
  /** Case files, sorted. */
  readonly files: readonly string[];
}

/** What became of a group. */
export interface GroupOutcome {
  readonly passed: number;
  /** Names of the cases that were answered differently, sorted. */
  readonly differing: readonly string[];
  /** What the replayer printed: the differences by path. */
  readonly log: string;
}

interface Case {
  readonly bot: string;
  readonly server?: { readonly args?: readonly string[]; readonly no_model?: boolean };
}

/** Every group of a kit's folder of cases (`cases` or `cases-defects`): one per folder, bot and way to start the server. */
export function readCaseGroups(cases: string): readonly CaseGroup[] {
  const folders = readdirSync(cases, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => groupsOf(join(cases, name)));
}

function groupsOf(folder: string): readonly CaseGroup[] {
  const groups = new Map<string, CaseGroup>();
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  for (const file of names.sort().map((name) => join(folder, name))) {
    const { bot, server } = JSON.parse(readFileSync(file, "utf8")) as Case;
    const args = server?.args ?? ["--enable-api"];
    const isWithoutModel = server?.no_model ?? false;
    const key = JSON.stringify([bot, args, isWithoutModel]);
    const group = groups.get(key) ?? { name: basename(folder), bot, args, isWithoutModel, files: [] };
    groups.set(key, { ...group, files: [...group.files, file] });
  }
  return [...groups.values()];
}

/** A port that was free may be another's when it is used. */
const MOST_TRIES = 3;

/** Trains the group's bot, runs it through the real command line, and replays the group's cases. */
export async function replayGroup(kit: string, group: CaseGroup): Promise<GroupOutcome> {
  for (let tries = 1; ; tries++) {
    try {
      return await replayOnce(kit, group);
    } catch (error) {
      if (tries === MOST_TRIES || !String(error).includes("EADDRINUSE")) throw error;
    }
  }
}

async function replayOnce(kit: string, group: CaseGroup): Promise<GroupOutcome> {
  await using folder = await temporaryFolder();
  const cases = join(folder.path, "cases", group.name);
  await mkdir(cases, { recursive: true });
  for (const file of group.files) await cp(file, join(cases, basename(file)));
  const cwd = join(folder.path, "bot");
  await cp(join(kit, "bots", group.bot), cwd, { recursive: true });
  const ports = { actions: await freePort(), callback: await freePort() };
  await replaceIn(join(cwd, "endpoints.yml"), ":15055", `:${ports.actions}`);
  await replaceIn(join(cwd, "credentials.yml"), ":15034", `:${ports.callback}`);
  if (!group.isWithoutModel) await train(cwd);
  const running = startCli(["run", "--port", "0", "--log-format", "text", ...group.args], { cwd });
  try {
    const [, url = ""] = await running.waitFor(/Ready at (http:\S+) after/);
    return toOutcome(await replay({ kit, cases, url, ports }));
  } finally {
    running.process.kill("SIGTERM");
    await running.exited;
  }
}

/** The kit's bots hold mistakes on purpose. */
async function train(cwd: string): Promise<void> {
  const trained = await runCli(["train", "--skip-validation"], { cwd });
  if (trained.code !== 0) throw new Error(trained.stderr);
}

async function replaceIn(file: string, from: string, to: string): Promise<void> {
  if (existsSync(file)) await writeFile(file, (await readFile(file, "utf8")).replaceAll(from, to));
}

interface Replay {
  readonly kit: string;
  readonly cases: string;
  readonly url: string;
  readonly ports: { readonly actions: number; readonly callback: number };
}

async function replay({ kit, cases, url, ports }: Replay): Promise<string> {
  const child = spawn(
    process.execPath,
    [
      join(kit, "replay.mjs"),
      ...["--url", url, "--cases", cases, "--root", kit],
      ...["--actions-port", String(ports.actions), "--callback-port", String(ports.callback)],
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  await new Promise((resolve) => child.once("close", resolve));
  return output;
}

function toOutcome(log: string): GroupOutcome {
  const [, passed] = /(\d+) passed, \d+ failed\s*$/.exec(log) ?? [];
  if (passed === undefined) throw new Error(`The replay did not end:\n${log}`);
  const differing = [...log.matchAll(/^FAIL .*\/([^/]+)\.json$/gm)].map(([, name = ""]) => name).sort();
  return { passed: Number(passed), differing, log };
}
