// Measures understanding on published sets and small bots, beside what others reached on them:
// `npm run bench:nlu -- --data DIR`. Everything is trained by the real bin and understood by built code.

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { BOT_ANCHORS, SET_TARGETS } from "./anchors.ts";
import { type DataSet, readBots, readSets } from "./data-sets.ts";
import { measureFewExamples } from "./few-examples.ts";
import { measureFullSet } from "./full-sets.ts";
import { measureLarge } from "./large.ts";
import { findProjects, measureProject } from "./projects.ts";
import { compareWithRasa } from "./rasa-diet.ts";
import {
  reportBots,
  reportCosts,
  reportFewExamples,
  reportFullSets,
  reportLinearSvm,
  reportRasa,
} from "./report.ts";
import { reportLarge, reportProjects } from "./report-training.ts";
import { measureBot } from "./small-bots.ts";
import type { Tally } from "./targets.ts";

const USAGE = `npm run bench:nlu -- --data DIR [--sets NAMES] [--only full|few|bots] [--seeds N] [--runs N] [--sklearn PYTHON] [--rasa PYTHON]
npm run bench:nlu -- [--data DIR --large] [--goldens DIR]

  --data     a folder of sets: <set>/{train,test}.json, perhaps train.yml, and bots/<bot>/fold<k>.{train,test}.json
  --sets     names of sets and bots, with commas between; all others are left out
  --only     only the full sets, only few examples, or only the small bots
  --seeds    choices of few examples, default 3
  --runs     trainings of each full set, of which the middle one counts, default 3
  --sklearn  a Python with scikit-learn, whose linear SVM is trained in the same minute as each full set
  --rasa     a Python with Rasa 3.6.21, whose DIET is trained on ten examples per intent of a set (takes minutes)
  --large    trains on 100,000 examples made of the sets, and nothing else
  --goldens  trains every project below a folder, and nothing else`;

/** The set that Rasa is run on, where it is there. */
const RASA_SET = "hwu64";

interface Options {
  readonly data: string;
  /** Null for all. */
  readonly names: readonly string[] | null;
  readonly only: string | undefined;
  readonly seeds: number;
  readonly runs: number;
  readonly sklearn: string | undefined;
  readonly rasa: string | undefined;
}

/** What is trained for its costs alone. */
interface CostOptions {
  readonly data: string | null;
  readonly isLarge: boolean;
  readonly goldens: string | null;
}

async function main(): Promise<number> {
  const options = readArguments();
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  if ("isLarge" in options) return await measureCosts(options);
  const { data, names, rasa } = options;
  const isWanted = ({ name }: { readonly name: string }): boolean => names?.includes(name) ?? true;
  const all = await readSets(data);
  const sets = inOrder(all.filter(isWanted), SET_TARGETS);
  const bots = inOrder((await readBots(data)).filter(isWanted), BOT_ANCHORS);
  if (sets.length + bots.length === 0) {
    console.error(`There are no such sets and bots in ${data}.\n\n${USAGE}`);
    return 2;
  }
  console.log(`Node ${process.version}, ${process.platform} ${process.arch}`);
  const tally = { met: 0, missed: 0 };
  const does = (part: string): boolean => options.only === undefined || options.only === part;
  if (does("full") && sets.length > 0) await measureFull(sets, { all, options, tally });
  if (does("few") && sets.length > 0) {
    const results = await inTurn(sets, "few examples", (set) => measureFewExamples(set, options.seeds));
    reportFewExamples(results, options.seeds, tally);
  }
  if (does("bots") && bots.length > 0) reportBots(await inTurn(bots, "small bot", measureBot), tally);
  const rasaSet = sets.find(({ name }) => name === RASA_SET) ?? sets[0];
  if (rasa !== undefined && rasaSet !== undefined) {
    const [result] = await inTurn([rasaSet], "Rasa's DIET", (set) => compareWithRasa(set, rasa));
    if (result !== undefined) reportRasa(rasaSet.name, result);
  }
  console.log(`\n${tally.met} targets met, ${tally.missed} missed`);
  return 0;
}

async function measureCosts({ data, isLarge, goldens }: CostOptions): Promise<number> {
  console.log(`Node ${process.version}, ${process.platform} ${process.arch}`);
  const tally = { met: 0, missed: 0 };
  if (isLarge && data !== null) reportLarge(await measureLarge(await readSets(data)), tally);
  if (goldens !== null) {
    const projects = (await findProjects(goldens)).map((name) => ({ name }));
    const measure = ({ name }: { name: string }) => measureProject(goldens, name);
    reportProjects(await inTurn(projects, "project", measure), tally);
  }
  console.log(`\n${tally.met} targets met, ${tally.missed} missed`);
  return tally.missed === 0 ? 0 : 1;
}

/** Those that others were measured on first, as they are listed. */
function inOrder<Item extends { readonly name: string }>(
  items: readonly Item[],
  known: Readonly<Record<string, unknown>>,
): readonly Item[] {
  const names = Object.keys(known);
  const place = ({ name }: Item): number => (names.includes(name) ? names.indexOf(name) : names.length);
  return [...items].sort((left, right) => place(left) - place(right));
}

async function measureFull(
  sets: readonly DataSet[],
  { all, options, tally }: { readonly all: readonly DataSet[]; readonly options: Options; tally: Tally },
): Promise<void> {
  const results = await inTurn(sets, "full set", (set) =>
    measureFullSet(options.data, set, { ...options, others: all }),
  );
  reportFullSets(results, tally);
  reportCosts(results, tally);
  reportLinearSvm(results, tally);
}

/** One after the other, so that none disturbs another's times; says on standard error how far it is. */
async function inTurn<Item extends { readonly name: string }, Result>(
  items: readonly Item[],
  what: string,
  measure: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    console.error(`${what}: ${item.name}`);
    results.push(await measure(item));
  }
  return results;
}

function readArguments(): Options | CostOptions | null {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      sets: { type: "string" },
      only: { type: "string" },
      seeds: { type: "string", default: "3" },
      runs: { type: "string", default: "3" },
      sklearn: { type: "string" },
      rasa: { type: "string" },
      large: { type: "boolean", default: false },
      goldens: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const { data, sets, only, sklearn, rasa, large: isLarge, goldens } = values;
  const [seeds, runs] = [Number(values.seeds), Number(values.runs)];
  if (!values.help && (isLarge || goldens !== undefined)) {
    if (isLarge && data === undefined) return null;
    const toPath = (path: string | undefined): string | null => (path === undefined ? null : resolve(path));
    return { data: toPath(data), isLarge, goldens: toPath(goldens) };
  }
  if (values.help || data === undefined || !(seeds >= 1 && runs >= 1)) return null;
  if (only !== undefined && !["full", "few", "bots"].includes(only)) return null;
  return { data: resolve(data), names: sets?.split(",") ?? null, only, seeds, runs, sklearn, rasa };
}

process.exitCode = await main();
