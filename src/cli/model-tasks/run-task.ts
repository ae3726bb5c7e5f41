import { Worker } from "node:worker_threads";
import { type JsonValue, TsbotError } from "../../base/index.ts";
import type { ModelTask, ModelTaskResult } from "./task.ts";
import { badDocument } from "./training-document.ts";

/** Memory of objects that a task may take before it is ended (megabytes): the document came from outside. */
const MOST_MEMORY = 2_048;

/**
 * Runs a task in a thread of its own, which ends with the signal. Throws `server/bad-training-data` for a person's
 * mistake, and `runtime/draining` when it was ended.
 */
export async function runModelTask(task: ModelTask, signal: AbortSignal): Promise<JsonValue> {
  if (signal.aborted) throw endedError();
  const worker = new Worker(new URL("./worker.js", import.meta.url), {
    workerData: task,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY },
  });
  let end = (): void => undefined;
  const ended = new Promise<ModelTaskResult>((resolve, reject) => {
    end = () => reject(endedError());
    signal.addEventListener("abort", end, { once: true });
    worker.once("message", resolve);
    worker.once("error", (error) => reject(isOutOfMemory(error) ? tooLargeError() : error));
    worker.once("exit", (code) => reject(new Error(`The model task ended with ${code} and no result.`)));
  });
  let result: ModelTaskResult;
  try {
    result = await ended;
  } finally {
    signal.removeEventListener("abort", end);
    await worker.terminate();
  }
  if (result.status === "done") return result.value;
  throw badDocument(
    result.message,
    result.hint || "Run `tsbot validate` on the same files to see all mistakes.",
    result.parameter,
  );
}

function isOutOfMemory(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
}

function endedError(): TsbotError {
  return new TsbotError("runtime/draining", "The task was ended: its client has gone, or the server stops.", {
    hint: "Try again in a moment.",
  });
}

function tooLargeError(): TsbotError {
  return badDocument(
    `The task needs more than ${MOST_MEMORY} MB of memory.`,
    "Train with `tsbot train`, which has no such limit, and load the model.",
  );
}
