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
import { readNluFiles, readProject } from "../../project/index.ts";
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
}

/** A name of a model archive: no path leads out of the folder. */
const MODEL_NAME = /^[\w][\w.-]*\.tar\.gz$/;

/** Loading, training and testing models for the API. One training runs at a time. */
export function createModelService({ assistant, folder, toRuntimeModel }: ModelServiceOptions): ModelService {
  let active = 0;
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
      assistant.useModel(toRuntimeModel(await loadNamed(folder, name)));
    },
    train: (request) =>
      alone(() =>
        inFolder(request.document, async (directory) => {
          const out = request.isKept ? folder : join(directory, "models");
          const file = await runModelTask({
            type: "train",
            directory,
            out,
            isForced: request.isForced,
            augmentation: request.augmentation,
            tsbotVersion: readVersion(),
          });
          if (typeof file !== "string") throw new Error("The training ended without a model.");
          return { name: basename(file), bytes: await readFile(file) };
        }),
      ),
    crossValidate: (document, { folds }) =>
      alone(() =>
        inFolder(document, async (directory) =>
          toObject(await runModelTask({ type: "cross-validate", directory, folds })),
        ),
      ),
    testStories: (document, { isEndToEnd }) =>
      inFolder(document, async (directory) => {
        const { domain, interpreter, predictor } = requireDialogue(assistant);
        const { evaluateStories } = await import("../../evaluation/index.ts");
        const { stories } = await readProject({ directory }, {});
        if (stories.length === 0)
          throw badDocument("The document has no stories.", "Send `stories:` as in a story file.");
        return await evaluateStories({
          stories,
          domain,
          predictor,
          interpreter: isEndToEnd ? interpreter : null,
          pause,
        });
      }),
    async testUnderstanding(document, { model }) {
      const interpreter =
        model === null ? assistant.requireModel().interpreter : (await loadNamed(folder, model)).pipeline;
      if (interpreter === null)
        throw new TsbotError("server/bad-model", "The model has no NLU: it understands nothing.", {
          hint: "Train one with NLU data.",
        });
      const { evaluateUnderstanding } = await import("../../evaluation/index.ts");
      return await inFolder(document, async (directory) => {
        const { nlu } = await readNluFiles({ directory, data: ["data"], language: "en" });
        if (nlu.examples.length === 0)
          throw badDocument(
            "The document has no NLU examples.",
            "Send `nlu:` as in an NLU file, or Rasa's JSON.",
          );
        return await evaluateUnderstanding(nlu.examples, interpreter, pause);
      });
    },
  };
}

/** Lets conversations go on. */
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function loadNamed(folder: string, name: string): Promise<Model> {
  const file = join(folder, name);
  const isThere = MODEL_NAME.test(name) && (await stat(file).catch(() => null))?.isFile() === true;
  if (!isThere) {
    throw new TsbotError("server/bad-model", `Agent with name '${name.slice(0, 200)}' could not be loaded.`, {
      hint: "Name an archive in the server's folder of models, without a path.",
      details: { parameter: "model_file", in: "body" },
    });
  }
  try {
    return await loadModel(file);
  } catch (error) {
    if (!TsbotError.isInstance(error)) throw error;
    throw new TsbotError(
      "server/bad-model",
      `The model '${name}' cannot be loaded: it is damaged or of another version.`,
      {
        hint: "Train it again with `tsbot train --force`.",
        details: { parameter: "model_file", in: "body" },
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

/** One document at a time is taken apart: a thread may take much memory, and tests are not kept apart otherwise. */
const unpacking = createKeyedQueue({ limit: 4 });

/** The document as a project in a folder that is removed again. Throws `base/busy` when many wait. */
async function inFolder<Result>(
  document: string,
  task: (directory: string) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), "tsbot-model-"));
  try {
    await unpacking.run("model tests", () => runModelTask({ type: "unpack", document, directory }));
    return await task(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function toObject(value: JsonValue): JsonObject {
  if (isJsonObject(value)) return value;
  throw new TypeError("A report is an object.");
}
