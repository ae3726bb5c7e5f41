import { Worker } from "node:worker_threads";
import type { JsonValue } from "../../base/index.ts";
import type { ModelTask, ModelTaskResult } from "./task.ts";
import { badDocument } from "./training-document.ts";

/** Memory that a task may take before it is ended (megabytes): the document came from outside. */
const MOST_MEMORY = 2_048;

/** Runs a task in a thread of its own. Throws `server/bad-training-data` for a person's mistake. */
export async function runModelTask(task: ModelTask): Promise<JsonValue> {
  const worker = new Worker(new URL("./worker.js", import.meta.url), {
    workerData: task,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY },
  });
  const result = await new Promise<ModelTaskResult>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`The model task ended with ${code} and no result.`)));
  });
  await worker.terminate();
  if (result.status === "done") return result.value;
  throw badDocument(
    result.message,
    result.hint || "Run `tsbot validate` on the same files to see all mistakes.",
  );
}
