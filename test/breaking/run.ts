// Breaks real servers and counts what a real receiver got: `npm run break -- --seconds S --jobs J`. Exits with 1 when
// something was lost, early, doubled, out of order, or answered as it should not be.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { percentile } from "../bench/load.ts";
import { type Played, play } from "./play.ts";
import type { Scenario } from "./scenario.ts";
import { scenarios } from "./scenarios/index.ts";

const USAGE = `npm run break -- [--seconds S] [--jobs J] [--only NAME] [--seed N]

  --seconds  how long things are broken in each scenario (20)
  --jobs     scenarios at a time (1)
  --only     this one: ${scenarios.map(({ name }) => name).join(", ")}
  --seed     of what is said and broken when (1); how it goes on depends on the machine as well`;

interface Options {
  readonly seconds: number;
  readonly jobs: number;
  readonly seed: number;
  readonly chosen: readonly Scenario[];
}

async function main(): Promise<number> {
  const options = readOptions();
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  const folder = await mkdtemp(join(tmpdir(), "tsbot-break-"));
  const waiting = options.chosen.values();
  const counts = { passed: 0, failed: 0, unplayed: 0 };
  const worker = async (): Promise<void> => {
    for (const scenario of waiting) counts[await playOne(scenario, folder, options)]++;
  };
  await Promise.all(Array.from({ length: options.jobs }, worker));
  if (counts.failed === 0) await rm(folder, { recursive: true, force: true });
  else console.log(`What they left is in ${folder}.`);
  const unplayed = counts.unplayed > 0 ? `, ${counts.unplayed} not played` : "";
  console.log(`${counts.passed} passed, ${counts.failed} failed${unplayed} (seed ${options.seed})`);
  return counts.failed > 0 ? 1 : 0;
}

async function playOne(
  scenario: Scenario,
  folder: string,
  { seconds, seed }: Options,
): Promise<"passed" | "failed" | "unplayed"> {
  const { name } = scenario;
  const why = scenario.whyNot();
  if (why !== null) {
    console.log(`- ${name}: not played, ${why}`);
    return "unplayed";
  }
  try {
    const played = await play(scenario, { folder: join(folder, name), seed, duration: seconds * 1_000 });
    const isWhole = played.problems.length === 0;
    console.log(`${isWhole ? "✓" : "✗"} ${name}: ${inWords(played)}`);
    for (const problem of played.problems.slice(0, MOST_TOLD)) console.log(`    ${problem}`);
    if (played.problems.length > MOST_TOLD)
      console.log(`    … and ${played.problems.length - MOST_TOLD} more`);
    return isWhole ? "passed" : "failed";
  } catch (error) {
    console.log(`✗ ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return "failed";
  }
}

/** Problems of a scenario that are printed. */
const MOST_TOLD = 20;

function inWords({ judgement, deeds, times, note, refusals }: Played): string {
  const { messages, reminders, repeats, late, lost, early, doubled, disordered } = judgement;
  const refused = [...refusals].map(([code, count]) => `, ${count} × ${code}`).join("");
  return [
    `${deeds} acknowledged, ${messages} messages of which ${reminders} reminders`,
    `${lost.length} lost, ${early.length} early, ${doubled.length} doubled, ${disordered.length} out of order`,
    `broken ${times} times${note === null ? "" : ` by ${note}`}, ${repeats} deliveries repeated${refused}`,
    `reminders late p50 ${percentile(late, 0.5)} ms, at most ${Math.max(...late)} ms`,
  ].join("; ");
}

function readOptions(): Options | null {
  const text = (value: string) => ({ type: "string", default: value }) as const;
  try {
    const { values } = parseArgs({
      options: { seconds: text("20"), jobs: text("1"), seed: text("1"), only: text("") },
    });
    const [seconds, jobs, seed] = [Number(values.seconds), Number(values.jobs), Number(values.seed)];
    const chosen = scenarios.filter(({ name }) => values.only === "" || name === values.only);
    const isGood = chosen.length > 0 && seconds > 0 && jobs >= 1 && Number.isInteger(seed);
    return isGood ? { seconds, jobs: Math.floor(jobs), seed, chosen } : null;
  } catch {
    return null;
  }
}

process.exitCode = await main();
