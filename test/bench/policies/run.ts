// Compares policies on held-out stories: `npm run compare-policies -- --bots DIR [--rasa PYTHON]`. Five folds over the
// stories of each bot: train on four, predict the fifth.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Fold, makeFolds } from "./folds.ts";
import { OURS, predictFold } from "./predict-fold.ts";
import { addFold, createScore, type PredictedStep, type Score } from "./score.ts";

const USAGE = `npm run compare-policies -- --bots DIR [--rasa PYTHON] [--work DIR] [--seeds N]

  --bots   a folder of projects; those with two stories or more are compared
  --rasa   a Python with Rasa 3.6.21, whose TEDPolicy is trained on the same folds (takes minutes)
  --work   where folds and Rasa's predictions are kept, so that they can be used again
  --seeds  ways to deal the stories out, default 3`;

const RASA = "Rasa's TED";
const COLUMNS = [...Object.keys(OURS), RASA];

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      bots: { type: "string" },
      rasa: { type: "string" },
      work: { type: "string" },
      seeds: { type: "string", default: "3" },
    },
  });
  if (values.bots === undefined) {
    console.error(USAGE);
    return 2;
  }
  const work = resolve(values.work ?? (await mkdtemp(join(tmpdir(), "tsbot-folds-"))));
  console.log(`| bot | stories' actions | ${COLUMNS.join(" | ")} | training: learned | ${RASA} |`);
  console.log(`|---|---|${COLUMNS.map(() => "---|").join("")}---|---|`);
  const total = emptyScores();
  for (const bot of await findBots(values.bots)) {
    const folds: Fold[] = [];
    for (let seed = 1; seed <= Number(values.seeds); seed++)
      folds.push(...(await makeFolds(bot, join(work, basename(bot)), seed)));
    if (folds.length <= Number(values.seeds)) continue;
    if (values.rasa !== undefined) trainRasa(values.rasa, bot, folds);
    const scores = await compareFolds(bot, folds);
    print(basename(bot), scores);
    // Only what all have seen can be summed up.
    if (scores.get(RASA)?.folds !== 0) addScores(total, scores);
  }
  print("all that Rasa was run on", total);
  return 0;
}

async function findBots(folder: string): Promise<readonly string[]> {
  const paths = (await readdir(folder)).sort().map((name) => resolve(folder, name));
  return paths.filter((path) => existsSync(join(path, "domain.yml")) && existsSync(join(path, "data")));
}

function trainRasa(python: string, bot: string, folds: readonly Fold[]): void {
  const script = fileURLToPath(new URL("rasa_ted.py", import.meta.url));
  const paths = folds.map(({ directory }) => directory);
  spawnSync(python, [script, join(bot, "domain.yml"), ...paths], { stdio: ["ignore", "ignore", "ignore"] });
}

type Scores = ReadonlyMap<string, Score>;

function emptyScores(): Scores {
  return new Map(COLUMNS.map((column) => [column, createScore()]));
}

async function compareFolds(bot: string, folds: readonly Fold[]): Promise<Scores> {
  const scores = emptyScores();
  const of = (column: string): Score => scores.get(column) ?? createScore();
  for (const fold of folds) {
    for (const [column, policies] of Object.entries(OURS)) {
      const { steps, seconds } = await predictFold(bot, fold, policies);
      addFold(of(column), steps, seconds);
    }
    const rasa = await readRasa(fold);
    if (rasa !== null) addFold(of(RASA), rasa.steps, rasa.seconds);
  }
  return scores;
}

/** What Rasa predicted on a fold; null when it was not run. */
async function readRasa({
  directory,
}: Fold): Promise<{ readonly steps: readonly PredictedStep[]; readonly seconds: number } | null> {
  const file = join(directory, "rasa-ted.json");
  if (!existsSync(file)) return null;
  const { seconds, stories } = JSON.parse(await readFile(file, "utf8")) as {
    readonly seconds: number;
    readonly stories: readonly { readonly steps: readonly PredictedStep[] }[];
  };
  return { seconds, steps: stories.flatMap(({ steps }) => steps) };
}

function addScores(total: Scores, scores: Scores): void {
  for (const [column, score] of scores) {
    const sum = total.get(column);
    if (sum !== undefined) for (const key of Object.keys(score) as (keyof Score)[]) sum[key] += score[key];
  }
}

function print(name: string, scores: Scores): void {
  const [first] = scores.values();
  if (first === undefined || first.all === 0) return;
  const cells = COLUMNS.map((column) => {
    const { right, all, rightActions, allActions } = scores.get(column) ?? createScore();
    if (all === 0) return "–";
    return `${percent(right, all)} (${percent(rightActions, allActions)} without listening)`;
  });
  const times = ["learned", RASA].map((column) => {
    const { seconds, folds } = scores.get(column) ?? createScore();
    return folds === 0 ? "–" : `${(seconds / folds).toPrecision(2)} s`;
  });
  console.log(`| ${name} | ${first.all} | ${cells.join(" | ")} | ${times.join(" | ")} |`);
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`;
}

process.exitCode = await main();
