import { basename, relative } from "node:path";
import { TsbotError } from "../../base/index.ts";
import type { CommandContext } from "../command.ts";
import type { PathOptions } from "../options.ts";
import { toProjectPaths } from "../project-paths.ts";
import type { Style } from "../style.ts";
import { type TrainReport, type TrainRequest, trainWithProgress } from "../train-project.ts";
import { fileSize, list, seconds } from "../words.ts";

export interface TrainOptions extends PathOptions {
  readonly out?: string;
  readonly fixedModelName?: string;
  readonly force?: true;
  readonly augmentation?: number;
  readonly dryRun?: true;
  readonly skipValidation?: true;
  readonly failOnValidationWarnings?: true;
  /** `train nlu` */
  readonly nlu?: readonly string[];
  /** `train core` */
  readonly stories?: readonly string[];
}

type TrainContext = CommandContext<TrainOptions>;

/** `tsbot train` */
export async function runTrain(context: TrainContext): Promise<number> {
  return await train(context, {});
}

/** `tsbot train nlu` */
export async function runTrainNlu(context: TrainContext): Promise<number> {
  return await train(context, { only: "nlu" });
}

/** `tsbot train core` */
export async function runTrainCore(context: TrainContext): Promise<number> {
  return await train(context, { only: "core" });
}

async function train(context: TrainContext, part: Pick<TrainRequest, "only">): Promise<number> {
  const report = await trainWithProgress(toRequest(context, part), context);
  if (report === null) return 1;
  if (context.output.isJson) context.output.data(toJson(report));
  else print(report, context);
  return report.status === "dry-run" ? dryRunExitCode(context.options) : 0;
}

function toRequest({ directory, options }: TrainContext, part: Pick<TrainRequest, "only">): TrainRequest {
  const data = options.nlu ?? options.stories ?? options.data;
  const paths = toProjectPaths(directory, { ...options, ...(data !== undefined && { data }) });
  return {
    ...part,
    paths,
    ...(options.out !== undefined && { out: options.out }),
    ...(options.fixedModelName !== undefined && { name: checkName(options.fixedModelName) }),
    ...(options.augmentation !== undefined && { augmentation: options.augmentation }),
    force: options.force === true,
    dryRun: options.dryRun === true,
    skipValidation: options.skipValidation === true,
    failOnWarnings: options.failOnValidationWarnings === true,
  };
}

/** A name, not a way out of the folder of models. */
function checkName(name: string): string {
  if (/^[^/\\]+$/.test(name)) return name;
  throw new TsbotError("cli/usage", `'${name}' is no name of a file for the model.`, {
    hint: "--fixed-model-name takes a name without a folder; --out names the folder.",
  });
}

/** Rasa's codes: 1 means that something needs training, 8 that --force asked for it. Nothing to do is 0. */
function dryRunExitCode({ force }: TrainOptions): number {
  return force === true ? 8 : 1;
}

function print(report: TrainReport, { output, directory }: TrainContext): void {
  const file = report.file === null ? "" : relative(directory, report.file) || basename(report.file);
  if (report.status === "unchanged") {
    output.print(`Nothing to do: ${file} is up to date (${seconds(report.milliseconds)}).`);
    output.say("Use --force to train it again.");
    return;
  }
  if (report.status === "dry-run") {
    output.print(dryRunText(report));
    return;
  }
  output.print(trainedText(report, output.style));
  output.print(`The model is ${output.style.bold(file)} (${fileSize(report.bytes)}).`);
}

function dryRunText(report: TrainReport): string {
  const trained = parts(report, "trained");
  if (trained.length > 0) return `This would be trained: ${list(trained)}.`;
  return `Nothing would be trained, only a model written: ${list(parts(report, "reused"))} had not changed.`;
}

function trainedText(report: TrainReport, style: Style): string {
  const trained = parts(report, "trained");
  const reused = parts(report, "reused");
  const unchanged = `${list(reused)} had not changed`;
  const time = seconds(report.milliseconds);
  // Responses are all that is new, or this part was trained into a model with others.
  if (trained.length === 0)
    return `${style.green("Wrote")} a model without training: ${unchanged} (${time}).`;
  return `${style.green("Trained")} ${list(trained)}${reused.length === 0 ? "" : ` (${unchanged})`} in ${time}.`;
}

function parts(report: TrainReport, outcome: "trained" | "reused"): readonly string[] {
  return [
    ...(report.nlu === outcome ? ["understanding"] : []),
    ...(report.core === outcome ? ["dialogue"] : []),
  ];
}

function toJson({ status, file, bytes, nlu, core, modelId, milliseconds }: TrainReport): {
  [key: string]: string | number | null;
} {
  return { status, model: file, model_id: modelId, bytes, nlu, core, seconds: milliseconds / 1000 };
}
