import { parentPort } from "node:worker_threads";
import { runTask, type Task } from "./task.ts";

// The thread that does tasks for task-pool.ts, one after the other.
parentPort?.on("message", (task: Task) => {
  const result = runTask(task);
  parentPort?.postMessage(result, [...buffersOf(result)]);
});

/** What is handed over and not copied: the memory of all lists of numbers in a result. */
function buffersOf(result: object): Set<ArrayBuffer> {
  const values = Object.values(result).filter((value) => typeof value === "object" && value !== null);
  return new Set(
    values.flatMap((value: object) => {
      if (!ArrayBuffer.isView(value)) return [...buffersOf(value)];
      return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
    }),
  );
}
