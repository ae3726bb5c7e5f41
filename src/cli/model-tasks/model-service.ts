import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import {
  createKeyedQueue,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  TsbotError,
} from "../../base/index.ts";
import { loadModel, type Model } from "../../model/index.ts";
import type { Surroundings, WithCustomComponents } from "../../nlu/index.ts";
import { type Diagnostic, readNluFiles, readProject } from "../../project/index.ts";
import type { Assistant, RuntimeModel } from "../../runtime/index.ts";
import type { ModelService } from "../../server/index.ts";
import { readVersion } from "../version.ts";
import { runModelTask } from "./run-task.ts";
import { badDocument } from "./training-document.ts";

export interface ModelServiceOptions {
  readonly assistant: Assistant;
  /** The server's folder of models: no other can be named. */
  readonly folder: string;
  readonly toRuntimeModel: (model: Model) => RuntimeModel;
  /** What understanding goes by. */
  readonly surroundings: Surroundings & WithCustomComponents;
}

/** A name of a model archive: no path leads out of the folder. */
const MODEL_NAME = /^[\w][\w.-]*\.tar\.gz$/;

/** Loading, training and testing models for the API. One training runs at a time. */
export function createModelService(options: ModelServiceOptions): ModelService {
  const { assistant, folder, toRuntimeModel, surroundings } = options;
  let active = 0;
  const inFolder = createFolders();
  const alone = async <Result>(task: () => Promise<Result>): Promise<Result> => {
    if (active > 0) throw busyError();
    active++;
    try {
      return await task();
    } finally {
      active--;
    }
  };

  return {
    activeTrainings: () => active,
    async load(name) {
      const model = await loadNamed(options, name);
      // Ready already: what the first message would wait for.
      await model.pipeline?.warmUp();
      assistant.useModel(toRuntimeModel(model));
      surroundings.logger.info("a model was loaded over the API", { model: model.file });
    },
    train: (request) =>
      alone(() =>
        inFolder(request.document, request.signal, async (directory) => {
          const out = request.isKept ? folder : join(directory, "models");
          const file = await runModelTask(
            {
              type: "train",
              directory,
              out,
              isForced: request.isForced,
              augmentation: request.augmentation,
              tsbotVersion: readVersion(),
              components: surroundings.directory ?? null,
            },
            request.signal,
          );
          if (typeof file !== "string") throw new Error("The training ended without a model.");
          return { name: basename(file), bytes: await readFile(file) };
        }),
      ),
    crossValidate: (document, { folds, signal }) =>
      alone(() =>
        inFolder(document, signal, async (directory) =>
          toObject(
            await runModelTask(
              { type: "cross-validate", directory, folds, components: surroundings.directory ?? null },
              signal,
            ),
          ),
        ),
      ),
    ...createTests(options, inFolder),
  };
}

/** What compares models with data, beside conversations. */
function createTests(
  options: ModelServiceOptions,
  inFolder: InFolder,
): Pick<ModelService, "testStories" | "testUnderstanding"> {
  const { assistant } = options;
  return {
    testStories: (document, { isEndToEnd, signal }) =>
      inFolder(document, signal, async (directory) => {
        const { domain, interpreter, predictor } = requireDialogue(assistant);
        const { evaluateStories } = await import("../../evaluation/index.ts");
        const { stories, diagnostics } = await readProject({ directory }, {});
        refuseMistakes(diagnostics);
        if (stories.length === 0)
          throw badDocument("The document has no stories.", "Send `stories:` as in a story file.");
        return await evaluateStories({
          stories,
          domain,
          predictor,
          interpreter: isEndToEnd ? interpreter : null,
          pause: () => pause(signal),
        });
      }),
    async testUnderstanding(document, { model, signal }) {
      const interpreter =
        model === null
          ? assistant.requireModel().interpreter
          : (await loadNamed(options, model, IN_QUERY)).pipeline;
      if (interpreter === null)
        throw new TsbotError("server/bad-model", "The model has no NLU: it understands nothing.", {
          hint: "Train one with NLU data.",
        });
      const { evaluateUnderstanding } = await import("../../evaluation/index.ts");
      return await inFolder(document, signal, async (directory) => {
        const { nlu, diagnostics } = await readNluFiles({ directory, data: ["data"], language: "en" });
        refuseMistakes(diagnostics);
        if (nlu.examples.length === 0)
          throw badDocument(
            "The document has no NLU examples.",
            "Send `nlu:` as in an NLU file, or Rasa's JSON.",
          );
        return await evaluateUnderstanding(nlu.examples, interpreter, () => pause(signal));
      });
    },
  };
}

/** Lets conversations go on, and ends the work when nobody waits for it. */
async function pause(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}

/** A test that is read otherwise than it was meant says nothing. What a document lacks of a project is no mistake. */
function refuseMistakes(diagnostics: readonly Diagnostic[]): void {
  const mistake = diagnostics.find(({ severity, at }) => severity === "error" && at.file.startsWith("data/"));
  if (mistake !== undefined)
    throw badDocument(mistake.message, mistake.hint ?? "Run `tsbot validate` on the same data.");
}

/** Where a request names a model. */
const IN_BODY = { parameter: "model_file", in: "body" };
const IN_QUERY = { parameter: "model", in: "query" };

async function loadNamed(
  { folder, surroundings }: ModelServiceOptions,
  name: string,
  details = IN_BODY,
): Promise<Model> {
  const file = join(folder, name);
  const isThere = MODEL_NAME.test(name) && (await stat(file).catch(() => null))?.isFile() === true;
  if (!isThere) {
    throw new TsbotError("server/bad-model", `Agent with name '${name.slice(0, 200)}' could not be loaded.`, {
      hint: "Name an archive in the server's folder of models, without a path.",
      details,
    });
  }
  try {
    return await loadModel(file, surroundings);
  } catch (error) {
    if (!TsbotError.isInstance(error)) throw error;
    throw new TsbotError(
      "server/bad-model",
      `The model '${name}' cannot be loaded: it is damaged or of another version.`,
      {
        hint: "Train it again with `tsbot train --force`.",
        details,
        cause: error,
      },
    );
  }
}

function requireDialogue(assistant: Assistant) {
  const { domain, interpreter, predictor } = assistant.requireModel();
  if (predictor !== null) return { domain, interpreter, predictor };
  throw new TsbotError("server/bad-model", "The model has no dialogue: it only understands texts.", {
    hint: "Train one with stories or rules.",
  });
}

function busyError(): TsbotError {
  return new TsbotError("server/busy-training", "Another training is running.", {
    hint: "Try again when it has ended.",
  });
}

/** A document as a project in a folder that is removed again. Throws `base/busy` when many wait. */
type InFolder = <Result>(
  document: string,
  signal: AbortSignal,
  task: (directory: string) => Promise<Result>,
) => Promise<Result>;

function createFolders(): InFolder {
  // One document at a time is taken apart: a thread may take much memory, and tests are not kept apart otherwise.
  const unpacking = createKeyedQueue({ limit: 4 });
  return async (document, signal, task) => {
    const directory = await mkdtemp(join(tmpdir(), "tsbot-model-"));
    try {
      await unpacking.run("documents with training data", () =>
        runModelTask({ type: "unpack", document, directory }, signal),
      );
      return await task(directory);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  };
}

function toObject(value: JsonValue): JsonObject {
  if (isJsonObject(value)) return value;
  throw new TypeError("A report is an object.");
}
