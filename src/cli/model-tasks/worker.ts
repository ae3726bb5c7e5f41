import { parentPort, workerData } from "node:worker_threads";
import {
  createRandom,
  createSystemClock,
  type JsonValue,
  silentLogger,
  TsbotError,
} from "../../base/index.ts";
import type { WithCustomComponents } from "../../nlu/index.ts";
import { type Project, readProject } from "../../project/index.ts";
import type { ModelTask, ModelTaskResult } from "./task.ts";
import { unpackDocument } from "./training-document.ts";

// The thread in which one model task runs. It gets a folder to read and sends back what came of it.

const DEFAULT_SEED = 42;

parentPort?.postMessage(await perform(workerData as ModelTask));

async function perform(task: ModelTask): Promise<ModelTaskResult> {
  try {
    return { status: "done", value: await run(task) };
  } catch (error) {
    if (!TsbotError.isInstance(error)) throw error;
    const { parameter } = error.details;
    return {
      status: "refused",
      message: error.message,
      hint: error.hint ?? "",
      parameter: typeof parameter === "string" ? parameter : "/",
    };
  }
}

async function run(task: ModelTask): Promise<JsonValue> {
  if (task.type === "unpack") {
    await unpackDocument(task.document, task.directory);
    return null;
  }
  // No environment: a document that was sent must not read the server's secrets.
  const project = await readProject({ directory: task.directory }, {});
  refuseMistakes(project);
  return task.type === "train" ? await train(task, project) : await crossValidateProject(task, project);
}

function refuseMistakes({ diagnostics }: Project): void {
  const mistake = diagnostics.find(({ severity }) => severity === "error");
  if (mistake === undefined) return;
  throw new TsbotError(mistake.code, mistake.message, {
    ...(mistake.hint !== undefined && { hint: mistake.hint }),
  });
}

async function train(
  task: Extract<ModelTask, { readonly type: "train" }>,
  project: Project,
): Promise<JsonValue> {
  const { trainProject } = await import("../../training/index.ts");
  const clock = createSystemClock();
  const outcome = await trainProject(project, {
    out: task.out,
    force: task.isForced,
    ...(task.augmentation !== null && { augmentation: task.augmentation }),
    tsbotVersion: task.tsbotVersion,
    clock,
    random: createRandom(clock.now()),
    logger: silentLogger,
    ...(await ownComponents(task)),
  });
  return outcome.file;
}

async function crossValidateProject(
  task: Extract<ModelTask, { readonly type: "cross-validate" }>,
  { config, nlu }: Project,
): Promise<JsonValue> {
  const { crossValidate } = await import("../../evaluation/index.ts");
  const configuration = { language: config.language, components: config.pipeline };
  return await crossValidate(configuration, nlu, {
    folds: task.folds,
    seed: DEFAULT_SEED,
    logger: silentLogger,
    ...(await ownComponents(task)),
  });
}

async function ownComponents({
  components,
}: Exclude<ModelTask, { readonly type: "unpack" }>): Promise<WithCustomComponents> {
  if (components === null) return {};
  const { loadComponents } = await import("../../nlu/index.ts");
  return { customComponents: (await loadComponents(components)).definitions };
}
