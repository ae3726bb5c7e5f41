import { join } from "node:path";
import {
  type ComparisonResult,
  chartToFile,
  compareConfigurations,
  comparisonChart,
  comparisonPage,
  meanOf,
  reportFiles,
  spreadOf,
} from "../../evaluation/index.ts";
import type { CommandContext } from "../command.ts";
import { count } from "../words.ts";
import { readExamples } from "./read-examples.ts";
import { readPipelines } from "./read-pipelines.ts";
import type { NluTestOptions, NluTestSettings } from "./settings.ts";
import { checkFolder, writeFiles } from "./write-report.ts";

type Context = CommandContext<NluTestOptions>;

/** Trains and tests each configuration several times, and writes what came of it. Gives the exit code. */
export async function compareConfigurationFiles(
  files: readonly string[],
  settings: NluTestSettings,
  context: Context,
): Promise<number> {
  const { output, options, directory } = context;
  const progress = await output.progress("Reading the data");
  try {
    const data = await readExamples(settings.nlu, context);
    const pipelines = data === null ? null : await readPipelines(files, context);
    if (data === null || pipelines === null) return 1;
    const folder = await checkFolder(directory, settings.out);
    const { percentages, runs, seed } = settings;
    const result = await compareConfigurations({
      ...pipelines,
      data,
      runs,
      percentages,
      seed,
      onProgress: ({ name, number, total }, step) =>
        progress.update(`Training ${number + 1} of ${total}`, `${name}: ${step}`),
      onEvaluation: async ({ name, run, percentage }, evaluation) => {
        const parts = {
          errors: options.errors !== false,
          successes: options.successes === true,
          plots: false,
        };
        const place = join(folder, `run_${run}`, `${percentage}%_exclusion`, `${name}_report`);
        await writeFiles(place, reportFiles(evaluation, parts));
      },
      pause: () => new Promise((done) => setImmediate(done)),
    });
    progress.stop();
    await writeFiles(folder, summaryFiles(result, { settings, examples: data.examples.length, options }));
    print(result, settings, context);
    return 0;
  } finally {
    progress.stop();
  }
}

function summaryFiles(
  result: ComparisonResult,
  about: { readonly settings: NluTestSettings; readonly examples: number; readonly options: NluTestOptions },
): ReadonlyMap<string, string> {
  const { settings, examples, options } = about;
  const files = new Map([["results.json", `${JSON.stringify(Object.fromEntries(result.f1), null, 2)}\n`]]);
  if (options.plot === false) return files;
  const note = `${count(examples, "example")}, a fifth of them to test with, ${count(settings.runs, "run")}`;
  return files
    .set("nlu_model_comparison_graph.svg", chartToFile(comparisonChart(result)))
    .set("report.html", comparisonPage(result, { percentages: settings.percentages, note }));
}

function print(
  { f1, examples }: ComparisonResult,
  { percentages, out, runs, seed }: NluTestSettings,
  { output }: Context,
): void {
  if (output.isJson) {
    output.data({
      ok: true,
      mode: "comparison",
      runs,
      seed,
      percentages,
      examples,
      weighted_f1: Object.fromEntries(f1),
      out,
    });
    return;
  }
  const rows = [...f1]
    .map(([name, results]) => {
      const columns = percentages.map((_, index) => results.flatMap((run) => run[index] ?? []));
      return { name, columns, best: Math.max(...columns.map(meanOf)) };
    })
    .sort((left, right) => right.best - left.best);
  output.print("Weighted F1 of intents on examples that were not trained with, mean ± deviation:\n");
  output.table(
    ["", ...percentages.map((percentage, index) => `${examples[index] ?? 0} examples (−${percentage} %)`)],
    rows.map(({ name, columns }) => [
      name,
      ...columns.map((values) => `${meanOf(values).toFixed(3)} ± ${spreadOf(values).toFixed(3)}`),
    ]),
  );
  output.say(`\nThe report is in ${out}.`);
}
