import { randomUUID } from "node:crypto";
import { basename, join } from "node:path";
import {
  type Clock,
  findNonFolder,
  type JsonValue,
  type Logger,
  type Random,
  TsbotError,
} from "../base/index.ts";
import {
  findModel,
  MODEL_FORMAT,
  type ModelMetadata,
  type ModelParts,
  readModel,
  writeModel,
} from "../model/index.ts";
import { type CustomComponents, type ModelFiles, trainPipeline } from "../nlu/index.ts";
import { trainPolicies } from "../policies/index.ts";
import type { Project } from "../project/index.ts";
import { fingerprintFiles, fingerprintProject } from "./fingerprints.ts";
import { createModelName } from "./model-name.ts";

export interface TrainingOptions {
  /** Folder of models. */
  readonly out: string;
  /** Only this part: `train nlu`, `train core`. */
  readonly only?: "nlu" | "core";
  /** Train although nothing changed. */
  readonly force?: boolean;
  /** File name instead of a made-up one; `.tar.gz` is added when missing. */
  readonly name?: string;
  /** Say what would be trained and stop. */
  readonly dryRun?: boolean;
  readonly seed?: number;
  /** The project's own components. */
  readonly customComponents?: CustomComponents | undefined;
  /** Rasa's augmentation factor (default 50); 0 learns the stories as they are. */
  readonly augmentation?: number;
  readonly tsbotVersion: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly onProgress?: (progress: {
    readonly step: string;
    readonly done: number;
    readonly total: number;
  }) => void;
}

/** What becomes of a part: trained, taken over from the last model, or not in this model. */
export type PartOutcome = "trained" | "reused" | "none";

export interface TrainingOutcome {
  /** `unchanged`: the newest model is up to date, nothing was written. */
  readonly status: "trained" | "unchanged" | "dry-run";
  /** The new or the unchanged model; null in a dry run. */
  readonly file: string | null;
  readonly bytes: number;
  readonly nlu: PartOutcome;
  readonly core: PartOutcome;
  readonly modelId: string;
}

const DEFAULT_SEED = 42;

/**
 * Trains what changed since the newest model in `out` and writes a new model. The project must have been validated.
 * Throws `training/not-a-folder` when `out` cannot be a folder, `training/no-data` when there is nothing to train from,
 * and what the NLU components and policies throw.
 */
export async function trainProject(project: Project, options: TrainingOptions): Promise<TrainingOutcome> {
  await checkFolder(options.out);
  const seed = options.seed ?? DEFAULT_SEED;
  const wanted = wantedParts(project, options.only);
  const files = await fingerprintFiles(project);
  const all = fingerprintProject(project, { seed, augmentation: options.augmentation ?? null, files });
  const fingerprints: ModelMetadata["fingerprints"] = {
    nlu: wanted.nlu ? all.nlu : null,
    core: wanted.core ? all.core : null,
    domain: all.domain,
  };
  const last = options.force === true ? null : await readLast(options);
  const outcome = decide(fingerprints, last?.parts.metadata.fingerprints ?? null);
  if (last !== null && isUpToDate(last, fingerprints, options)) {
    return {
      status: "unchanged",
      file: last.file,
      bytes: 0,
      ...outcome,
      modelId: last.parts.metadata.model_id,
    };
  }
  if (options.dryRun === true) return { status: "dry-run", file: null, bytes: 0, ...outcome, modelId: "" };

  const parts: ModelParts = {
    metadata: createMetadata(project, fingerprints, options),
    domain: project.domain,
    nlu: await makeNlu(project, outcome.nlu, { last: last?.parts ?? null, options, seed }),
    policies: makePolicies(project, outcome.core, { last: last?.parts ?? null, options, seed }),
  };
  const file = join(options.out, fileName(options));
  const bytes = await writeModel(file, parts);
  return { status: "trained", file, bytes, ...outcome, modelId: parts.metadata.model_id };
}

/** Trains in memory, writing nothing. */
export async function trainInMemory(
  project: Project,
  options: Omit<TrainingOptions, "out" | "force" | "name" | "dryRun">,
): Promise<ModelParts> {
  const seed = options.seed ?? DEFAULT_SEED;
  const wanted = wantedParts(project, options.only);
  const context = { last: null, options: { ...options, out: "" }, seed };
  const files = await fingerprintFiles(project);
  const fingerprints = fingerprintProject(project, { seed, augmentation: null, files });
  return {
    metadata: createMetadata(project, fingerprints, context.options),
    domain: project.domain,
    nlu: await makeNlu(project, wanted.nlu ? "trained" : "none", context),
    policies: makePolicies(project, wanted.core ? "trained" : "none", context),
  };
}

interface MakeContext {
  readonly last: ModelParts | null;
  readonly options: TrainingOptions;
  readonly seed: number;
}

function wantedParts(project: Project, only: TrainingOptions["only"]): { nlu: boolean; core: boolean } {
  const wanted = {
    nlu: only !== "core" && project.nlu.examples.length > 0,
    core: only !== "nlu" && project.stories.length > 0,
  };
  if (wanted.nlu || wanted.core) return wanted;
  throw new TsbotError(
    "training/no-data",
    "There is nothing to train from: no NLU examples, stories or rules.",
    {
      hint: "Put them below data/, or name the folder with --data.",
    },
  );
}

/** Looked at first: training may take long, and its result must have a place. */
async function checkFolder(out: string): Promise<void> {
  const obstacle = await findNonFolder(out);
  if (obstacle === null) return;
  throw new TsbotError(
    "training/not-a-folder",
    `Models cannot be written to '${out}': '${obstacle}' is no folder.`,
    {
      hint: "Move it away, or name another folder with --out.",
    },
  );
}

async function readLast(options: TrainingOptions): Promise<{ file: string; parts: ModelParts } | null> {
  const file = await findModel(options.out);
  if (file === null) return null;
  try {
    return { file, parts: await readModel(file) };
  } catch (error) {
    // A damaged or foreign model is no reason not to train; it merely cannot be reused.
    options.logger.debug("the last model cannot be reused", { file, reason: String(error) });
    return null;
  }
}

function decide(
  now: ModelMetadata["fingerprints"],
  last: ModelMetadata["fingerprints"] | null,
): { nlu: PartOutcome; core: PartOutcome } {
  const part = (key: "nlu" | "core"): PartOutcome =>
    now[key] === null ? "none" : now[key] === last?.[key] ? "reused" : "trained";
  return { nlu: part("nlu"), core: part("core") };
}

function isUpToDate(
  last: { readonly file: string; readonly parts: ModelParts },
  now: ModelMetadata["fingerprints"],
  options: TrainingOptions,
): boolean {
  const before = last.parts.metadata.fingerprints;
  const sameName = options.name === undefined || basename(last.file) === fileName(options);
  return sameName && before.nlu === now.nlu && before.core === now.core && before.domain === now.domain;
}

function fileName(options: TrainingOptions): string {
  const prefix = options.only === undefined ? "" : `${options.only}-`;
  const name = options.name ?? `${prefix}${createModelName(options.clock, options.random)}`;
  return name.endsWith(".tar.gz") ? name : `${name}.tar.gz`;
}

function createMetadata(
  project: Project,
  fingerprints: ModelMetadata["fingerprints"],
  options: TrainingOptions,
): ModelMetadata {
  return {
    format: MODEL_FORMAT,
    model_id: randomUUID().replaceAll("-", ""),
    assistant_id: project.config.assistantId ?? basename(project.directory),
    trained_at: options.clock.now() / 1000,
    tsbot_version: options.tsbotVersion,
    language: project.config.language,
    fingerprints,
  };
}

async function makeNlu(
  project: Project,
  outcome: PartOutcome,
  context: MakeContext,
): Promise<ModelFiles | null> {
  if (outcome === "none") return null;
  if (outcome === "reused") return context.last?.nlu ?? null;
  const { config, nlu } = project;
  const { logger, onProgress, customComponents } = context.options;
  const pipeline = await trainPipeline({ language: config.language, components: config.pipeline }, nlu, {
    seed: context.seed,
    logger,
    customComponents,
    directory: project.directory,
    ...(onProgress !== undefined && { onProgress }),
  });
  return pipeline.toFiles();
}

function makePolicies(project: Project, outcome: PartOutcome, context: MakeContext): JsonValue | null {
  if (outcome === "none") return null;
  if (outcome === "reused") return context.last?.policies ?? null;
  const { config, stories, domain } = project;
  const { logger, onProgress, augmentation } = context.options;
  onProgress?.({ step: "policies", done: 0, total: 1 });
  const training = { seed: context.seed, logger, ...(augmentation !== undefined && { augmentation }) };
  return trainPolicies(config.policies, { stories, domain }, training).toJson();
}
