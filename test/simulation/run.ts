// Simulates: `npm run simulate -- --seeds N --from S`. Exits with 1 when a seed fails; `--seed N` runs that one again and
// tells its story. `--planted` shows that planted bugs are caught.

import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { plantedBugs, runSeed, trainBot } from "./index.ts";
import type { Task } from "./worker.ts";
import { runTasks } from "./workers.ts";

const USAGE = `npm run simulate -- [--seeds N] [--from S] [--seed N] [--planted] [--bug NAME] [--processes N]

  --seeds      how many (1000); with --planted, how many each bug may take at most (1000)
  --from       the first (1)
  --seed       runs this one and tells its story
  --planted    plants one bug after the other and looks for the first seed that catches it; one that none catches fails
  --bug        with --seed or --planted: plants the bug whose name contains this
  --processes  how many run side by side (as many as there are cores)`;

/** Seeds that a process takes at once. */
const PORTION = 25;
/** Failed seeds that are told of. */
const MOST_TOLD = 20;

interface Options {
  readonly seeds: number;
  readonly from: number;
  readonly seed: number | null;
  readonly planted: boolean;
  readonly bug: string | null;
  readonly processes: number;
}

async function main(): Promise<number> {
  const options = readArguments();
  if (options === null) return 2;
  if (options.seed !== null) return await tellSeed(options.seed, options.bug);
  return options.planted ? await huntBugs(options) : await simulate(options);
}

async function tellSeed(seed: number, bugName: string | null): Promise<number> {
  const trace: string[] = [];
  const bug = bugName === null ? undefined : plantedBugs.find(({ name }) => name.includes(bugName));
  if (bugName !== null && bug === undefined) throw new Error(`No planted bug is called '${bugName}'.`);
  const { failures } = await runSeed(seed, {
    bot: await trainBot(),
    trace,
    ...(bug !== undefined && { bug }),
  });
  console.log(trace.join("\n"));
  for (const failure of failures) console.log(`FAILED   ${failure}`);
  return close(failures.length > 0 ? 0 : 1, failures.length > 0 ? 1 : 0);
}

async function simulate({ seeds, from, processes }: Options): Promise<number> {
  const tasks: Task[] = [];
  for (let first = from; first < from + seeds; first += PORTION)
    tasks.push({ from: first, count: Math.min(PORTION, from + seeds - first), bug: null });
  const failed: number[] = [];
  const crashPoints = new Map<string, number>();
  for await (const result of runTasks(tasks, processes)) {
    for (const [place, times] of Object.entries(result.crashPoints))
      crashPoints.set(place, (crashPoints.get(place) ?? 0) + times);
    for (const { seed, failures } of result.outcomes) {
      if (failures.length === 0) continue;
      failed.push(seed);
      if (failed.length <= MOST_TOLD) console.log(`FAILED seed ${seed}: ${failures.slice(0, 3).join("; ")}`);
    }
  }
  const deaths = [...crashPoints.values()].reduce((sum, times) => sum + times, 0);
  console.log(
    `${seeds} seeds from ${from}: processes died ${deaths} times, at ${crashPoints.size} different places`,
  );
  if (failed[0] !== undefined) console.log(`its story: npm run simulate -- --seed ${Math.min(...failed)}`);
  return close(seeds - failed.length, failed.length);
}

async function huntBugs({ seeds, from, processes, bug: wanted }: Options): Promise<number> {
  const tasks = plantedBugs
    .map(({ name }, bug) => ({ name, from, count: seeds, bug }))
    .filter(({ name }) => wanted === null || name.includes(wanted));
  let caught = 0;
  for await (const { hunt } of runTasks(tasks, processes)) {
    if (hunt === null) continue;
    const { name, like, seed, failure } = hunt;
    const title = like === null ? name : `${name} (${like})`;
    if (seed === null) console.log(`NOT CAUGHT in ${seeds} seeds: ${title}`);
    else {
      caught++;
      console.log(`caught by seed ${seed}: ${title}\n    ${failure}`);
    }
  }
  return close(caught, tasks.length - caught);
}

function close(passed: number, failed: number): number {
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

function readArguments(): Options | null {
  try {
    const text = { type: "string" } as const;
    const flag = { type: "boolean" } as const;
    const { values } = parseArgs({
      options: { help: flag, planted: flag, seeds: text, from: text, seed: text, bug: text, processes: text },
    });
    if (values.help === true) {
      console.log(USAGE);
      process.exit(0);
    }
    const planted = values.planted === true;
    return {
      planted,
      seeds: toNumber("seeds", values.seeds ?? "1000"),
      from: toNumber("from", values.from ?? "1"),
      seed: values.seed === undefined ? null : toNumber("seed", values.seed),
      bug: values.bug ?? null,
      processes: toNumber("processes", values.processes ?? String(availableParallelism())),
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return null;
  }
}

function toNumber(name: string, written: string): number {
  if (!/^\d+$/.test(written)) throw new Error(`--${name} takes a whole number, not '${written}'.`);
  return Number(written);
}

process.exitCode = await main();
