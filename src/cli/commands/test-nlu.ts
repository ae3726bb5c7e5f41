import { relative, resolve } from "node:path";
import { type JsonObject, TsbotError, toIsoTime } from "../../base/index.ts";
import {
  type Changes,
  compareWithEarlier,
  type EarlierReport,
  type Evaluation,
  evaluate,
  reportFiles,
  reportPage,
  understandHeldOut,
  understandTexts,
} from "../../evaluation/index.ts";
import { findModel } from "../../model/index.ts";
import type { CommandContext } from "../command.ts";
import { loadNluModel, requireNlu } from "../nlu-model.ts";
import { compareConfigurationFiles } from "../nlu-test/compare-configurations.ts";
import { readEarlierReport } from "../nlu-test/earlier-report.ts";
import { printChanges, printEvaluation } from "../nlu-test/print-report.ts";
import { readExamples } from "../nlu-test/read-examples.ts";
import { findConfigurations, readPipeline } from "../nlu-test/read-pipelines.ts";
import { changesToJson, evaluationToJson } from "../nlu-test/report-json.ts";
import { type NluTestOptions, type NluTestSettings, toSettings, usage } from "../nlu-test/settings.ts";
import { findShortfalls, shortfallError } from "../nlu-test/thresholds.ts";
import { checkFolder, writeFiles } from "../nlu-test/write-report.ts";
import { missingModel } from "../serve.ts";
import { plainText } from "../table.ts";
import { count, list, seconds } from "../words.ts";

type TestContext = CommandContext<NluTestOptions>;

/** `tsbot test nlu`: how well a model, a pipeline, or each of several pipelines understands examples. */
export async function runTestNlu(context: TestContext): Promise<number> {
  const { options, directory } = context;
  const settings = toSettings(options);
  const configurations = await findConfigurations(options.config ?? [], directory);
  if (configurations.length > 1) {
    refuseWithSeveral(options);
    return await compareConfigurationFiles(configurations, settings, context);
  }
  if (options.config !== undefined && configurations.length === 0)
    throw usage(`--config names no configuration.`, "Name files, or a folder with some.");
  const started = context.clock.now();
  const folder = await checkFolder(directory, settings.out);
  const earlier = options.compare === undefined ? null : await readEarlierReport(directory, options.compare);
  const tested = options.crossValidation
    ? await crossValidate(configurations[0], settings, context)
    : await testModel(settings, context);
  if (tested === null) return 1;
  const took = context.clock.now() - started;
  return await report(tested, { settings, earlier, took, folder }, context);
}

function refuseWithSeveral({ crossValidation, compare, minF1, minAccuracy, model }: NluTestOptions): void {
  const given = [
    ...(crossValidation === undefined ? [] : ["--cross-validation"]),
    ...(compare === undefined ? [] : ["--compare"]),
    ...(minF1 === undefined ? [] : ["--min-f1"]),
    ...(minAccuracy === undefined ? [] : ["--min-accuracy"]),
    ...(model === undefined ? [] : ["--model"]),
  ];
  if (given.length > 0)
    throw usage(
      `Several configurations are compared with each other, which ${list(given)} cannot be part of.`,
      "Name one file with --config.",
    );
}

/** What was tested, and what came of it. */
interface Tested {
  readonly evaluation: Evaluation;
  /** Of a cross-validation. */
  readonly folds: readonly Evaluation[];
  /** What was tested with what, in a few words. */
  readonly what: string;
  readonly facts: JsonObject;
}

async function testModel(settings: NluTestSettings, context: TestContext): Promise<Tested | null> {
  const { options, output, directory } = context;
  if (options.config !== undefined)
    output.warn(
      "One --config says nothing to a trained model: add --cross-validation, or name several to compare.",
    );
  const path = resolve(directory, options.model ?? "models");
  const file = await findModel(path);
  if (file === null) throw missingModel(path);
  const progress = await output.progress("Reading the data");
  try {
    const nlu = await readExamples(settings.nlu, context);
    if (nlu === null) return null;
    const pipeline = requireNlu(await loadNluModel(file, context));
    const all = nlu.examples.length;
    progress.update("Testing", `${all} examples`);
    const understood = await understandTexts(nlu.examples, pipeline, async (done) => {
      progress.update("Testing", `${done} of ${all}`);
      await pause();
    });
    if (options.nlu === undefined)
      output.say(
        "The model was trained with these examples: --cross-validation tells how it does with others.",
      );
    return {
      evaluation: evaluate(understood),
      folds: [],
      what: `${count(all, "example")} with ${relative(directory, file)}`,
      facts: { mode: "model", model: file, examples: all },
    };
  } finally {
    progress.stop();
  }
}

async function crossValidate(
  file: string | undefined,
  settings: NluTestSettings,
  context: TestContext,
): Promise<Tested | null> {
  const { output } = context;
  const { folds, seed } = settings;
  const progress = await output.progress("Reading the data");
  try {
    const nlu = await readExamples(settings.nlu, context);
    const pipeline = nlu === null ? null : await readPipeline(file, context);
    if (nlu === null || pipeline === null) return null;
    const heldOut = await understandHeldOut(pipeline.configuration, nlu, {
      folds,
      seed,
      means: pipeline.means,
      onProgress: (fold, step) => progress.update(`Fold ${fold + 1} of ${folds}`, step),
      pause,
    });
    progress.stop();
    const understood = heldOut.folds.flat();
    if (understood.length === 0) throw nothingToLearn();
    if (heldOut.untested.length > 0)
      output.warn(`Not tested, with one example each: ${plainText(list(heldOut.untested))}.`);
    return {
      evaluation: evaluate(understood),
      folds: heldOut.folds.map(evaluate),
      what: `${count(understood.length, "example")} in ${folds} folds`,
      facts: {
        mode: "cross-validation",
        folds,
        seed,
        examples: understood.length,
        untested: heldOut.untested,
      },
    };
  } finally {
    progress.stop();
  }
}

function nothingToLearn(): TsbotError {
  return new TsbotError(
    "cli/no-examples",
    "No intent has two examples: one to train with, one to test with.",
    {
      hint: "Write more examples, or name more files with --nlu.",
    },
  );
}

interface Judgement {
  readonly settings: NluTestSettings;
  readonly earlier: EarlierReport | null;
  /** Milliseconds. */
  readonly took: number;
  /** Where the report goes, absolute. */
  readonly folder: string;
}

async function report(tested: Tested, judgement: Judgement, context: TestContext): Promise<number> {
  const { evaluation } = tested;
  const { settings, earlier, folder } = judgement;
  const { output, options } = context;
  const changes = earlier === null ? null : compareWithEarlier(evaluation, earlier);
  const files = filesOf(tested, changes, context);
  await writeFiles(folder, files);
  const shortfalls = findShortfalls(evaluation, settings);
  if (output.isJson) {
    output.data({
      ok: shortfalls.length === 0,
      ...tested.facts,
      ...evaluationToJson(evaluation),
      below_minimum: shortfalls.map((one) => ({ ...one })),
      ...(changes !== null && { changes: changesToJson(changes) }),
      out: folder,
      files: [...files.keys()],
    });
  } else {
    output.print(
      `${output.style.green("Tested")} ${plainText(tested.what)} ${output.style.dim(`(${seconds(judgement.took)})`)}\n`,
    );
    printEvaluation(output, evaluation, tested.folds);
    if (changes !== null) printChanges(output, changes, options.compare ?? "");
    output.say(`\n${whereTo(settings.out, files)}`);
  }
  if (shortfalls.length === 0) return 0;
  await output.fail(shortfallError(shortfalls));
  return 1;
}

function whereTo(out: string, files: ReadonlyMap<string, string>): string {
  return files.has("report.html")
    ? `The report is in ${out}: open ${out}/report.html to see the mistakes.`
    : `The report is in ${out}.`;
}

function filesOf(
  { evaluation, folds, what }: Tested,
  changes: Changes | null,
  { options, clock }: TestContext,
): ReadonlyMap<string, string> {
  const hasPlots = options.plot !== false;
  const files = new Map(
    reportFiles(evaluation, {
      errors: options.errors !== false,
      successes: options.successes === true,
      plots: hasPlots,
    }),
  );
  if (!hasPlots) return files;
  const note = `${what}, ${toIsoTime(clock.now()).slice(0, 16).replace("T", " ")} UTC`;
  const compared = changes === null ? {} : { changes: { changes, earlier: options.compare ?? "" } };
  return files.set("report.html", reportPage(evaluation, { note, folds, ...compared }));
}

/** Lets the spinner turn, and signals through. */
async function pause(): Promise<void> {
  await new Promise((done) => setImmediate(done));
}
