// Runs seeds in a process of its own, so that a simulation uses every core; run.ts starts it.

import { type Hunt, huntBug, type Outcome, plantedBugs, runSeed, trainBot } from "./index.ts";

/** What a worker is asked: a range of seeds, or to look for a planted bug in it. */
export interface Task {
  readonly from: number;
  readonly count: number;
  /** Index of the planted bug, or null. */
  readonly bug: number | null;
}

export interface Result {
  readonly outcomes: readonly Outcome[];
  /** Where processes died, and how often. */
  readonly crashPoints: Readonly<Record<string, number>>;
  readonly hunt: Hunt | null;
}

const bot = await trainBot();

async function work({ from, count, bug }: Task): Promise<Result> {
  const planted = bug === null ? undefined : plantedBugs[bug];
  if (planted !== undefined) {
    return { outcomes: [], crashPoints: {}, hunt: await huntBug(planted, { bot, from, most: count }) };
  }
  const crashPoints: Record<string, number> = {};
  const onCrashPoint = (place: string): void => {
    crashPoints[place] = (crashPoints[place] ?? 0) + 1;
  };
  const outcomes: Outcome[] = [];
  for (let seed = from; seed < from + count; seed++)
    outcomes.push(await runSeed(seed, { bot, onCrashPoint }));
  return { outcomes, crashPoints, hunt: null };
}

process.on("message", (task: Task) => {
  work(task).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
});
process.send?.("ready");
