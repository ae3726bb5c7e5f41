// Breaks valid projects and looks at what tsbot says: `npm run fuzz -- --mutants N --seed S`. Exits with 1 when one of
// them fails; it is then written to a folder with what was done to it, and `--only NUMBER` judges it again.

import { type ChildProcess, fork } from "node:child_process";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createRandom } from "../../src/base/index.ts";
import { createMutant, loadSeeds, type SeedProject, type Verdict } from "./index.ts";
import type { Answer, Question } from "./worker.ts";

const USAGE = `npm run fuzz -- [--mutants N] [--seed S] [--train SHARE] [--budget MS] [--out DIR] [--only NUMBER]

  --mutants  how many (1000)
  --seed     of the run; the same seed makes the same mutants (1)
  --train    the share, 0 to 1, of the mutants without errors (or with such as can be ignored) that is trained and talked
             to as well (0.2)
  --budget   milliseconds that reading and validating one of them may take (5000)
  --out      where those that fail are written; default: a new temporary folder
  --only     judges, trains, talks to and writes this one

A project with \`../shared/goldens\` beside it makes other mutants of a seed than one without: its bots are broken too.`;

/** Without an answer for so long (milliseconds), a process hangs. */
const SILENCE = 60_000;
const JITI = fileURLToPath(new URL("../../node_modules/jiti/lib/jiti-cli.mjs", import.meta.url));
const WORKER = fileURLToPath(new URL("worker.ts", import.meta.url));

async function main(): Promise<number> {
  const options = readArguments();
  if (options === null) return 2;
  const seeds = await loadSeeds({ withBots: true });
  console.log(`${seeds.length} valid projects to break, seed ${options.seed}`);
  const numbers =
    options.only === null ? Array.from({ length: options.mutants }, (_, index) => index) : [options.only];
  const counts = { clean: 0, trained: 0, failed: 0 };
  let slowest = 0;
  for await (const { number, verdict } of judgeAll(numbers, options)) {
    counts.clean += Number(verdict.isClean);
    counts.trained += Number(verdict.isTrained);
    slowest = Math.max(slowest, verdict.milliseconds);
    if (verdict.failures.length === 0 && options.only === null) continue;
    counts.failed += Number(verdict.failures.length > 0);
    await report(seeds, { number, verdict }, options);
  }
  console.log(
    `${numbers.length} mutants: ${counts.clean} without errors; ${counts.trained} trained, loaded and talked to; the slowest took ${slowest.toFixed(0)} ms`,
  );
  if (counts.failed > 0)
    console.log(`one of them again: npm run fuzz -- --seed ${options.seed} --only NUMBER`);
  console.log(`${numbers.length - counts.failed} passed, ${counts.failed} failed (seed ${options.seed})`);
  return counts.failed > 0 ? 1 : 0;
}

/** Judges one after the other; a process that hangs is ended, and another goes on behind that mutant. */
async function* judgeAll(numbers: readonly number[], options: Options): AsyncGenerator<Answer> {
  let worker = await startWorker();
  try {
    for (const number of numbers) {
      const share = createRandom(options.seed ^ Math.imul(number, 0x2545f491)).next();
      const trains = options.only !== null || share < options.train;
      const verdict = await ask(worker, { runSeed: options.seed, number, trains, budget: options.budget });
      if (verdict === null) {
        worker.kill("SIGKILL");
        worker = await startWorker();
      }
      yield { number, verdict: verdict ?? HANGS };
    }
  } finally {
    worker.kill();
  }
}

const HANGS: Verdict = {
  isClean: false,
  isTrained: false,
  milliseconds: SILENCE,
  failures: [`it hung for ${SILENCE / 1000} s, or ended the process`],
};

async function startWorker(): Promise<ChildProcess> {
  const worker = fork(JITI, [WORKER]);
  await new Promise((resolve) => worker.once("message", resolve));
  return worker;
}

function ask(worker: ChildProcess, question: Question): Promise<Verdict | null> {
  return new Promise((resolve) => {
    const finish = (verdict: Verdict | null): void => {
      clearTimeout(timer);
      worker.removeAllListeners();
      resolve(verdict);
    };
    const timer = setTimeout(() => finish(null), SILENCE);
    worker.once("message", ({ verdict }: Answer) => finish(verdict));
    worker.once("exit", () => finish(null));
    worker.send(question);
  });
}

async function report(
  seeds: readonly SeedProject[],
  { number, verdict }: Answer,
  options: Options,
): Promise<void> {
  const mutant = createMutant(seeds, options.seed, number);
  const folder = join(options.out ?? (await defaultFolder()), `${options.seed}-${number}`);
  for (const [name, content] of mutant.files) {
    await mkdir(dirname(join(folder, "project", name)), { recursive: true });
    await writeFile(join(folder, "project", name), content);
  }
  const lines = [`of ${mutant.seed.name}`, ...mutant.changes, ...verdict.failures];
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "what.txt"), `${lines.join("\n")}\n`);
  console.log(`${verdict.failures.length > 0 ? "FAILED " : "fine   "} ${number}, in ${folder}`);
  for (const line of lines) console.log(`        ${line.split("\n").slice(0, 4).join("\n        ")}`);
}

let made: Promise<string> | null = null;

function defaultFolder(): Promise<string> {
  made ??= mkdtemp(join(tmpdir(), "tsbot-fuzz-"));
  return made;
}

interface Options {
  readonly mutants: number;
  readonly seed: number;
  readonly train: number;
  readonly budget: number;
  readonly out: string | null;
  readonly only: number | null;
}

function readArguments(): Options | null {
  try {
    const text = { type: "string" } as const;
    const { values } = parseArgs({
      options: {
        help: { type: "boolean" },
        mutants: text,
        seed: text,
        train: text,
        budget: text,
        out: text,
        only: text,
      },
    });
    if (values.help === true) {
      console.log(USAGE);
      process.exit(0);
    }
    return {
      mutants: toNumber("mutants", values.mutants ?? "1000"),
      seed: toNumber("seed", values.seed ?? "1"),
      train: toNumber("train", values.train ?? "0.2"),
      budget: toNumber("budget", values.budget ?? "5000"),
      out: values.out ?? null,
      only: values.only === undefined ? null : toNumber("only", values.only),
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return null;
  }
}

function toNumber(name: string, written: string): number {
  if (!/^\d+(?:\.\d+)?$/.test(written)) throw new Error(`--${name} takes a number, not '${written}'.`);
  return Number(written);
}

process.exitCode = await main();
