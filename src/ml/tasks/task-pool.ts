import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type Result, runTask, type Task } from "./task.ts";

/** Does tasks side by side, as many at a time as there are processors. Results do not depend on how many those are. */
export interface TaskPool {
  /** Rejects when the pool is closed meanwhile. */
  run<Of extends Task>(task: Of): Promise<Result<Of>>;
  /** Ends the threads, whatever they do. */
  close(): Promise<void>;
}

interface Waiting {
  readonly task: Task;
  resolve(result: Result<Task>): void;
  reject(error: Error): void;
}

/**
 * A pool that starts threads when the first task comes.
 *
 * @param threads at most; 0 does the tasks here, one after the other, which is quicker when they are small.
 */
export function createTaskPool(threads = availableParallelism()): TaskPool {
  const queue: Waiting[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Waiting>();
  let isClosed = false;

  const start = (worker: Worker, waiting: Waiting): void => {
    busy.set(worker, waiting);
    worker.postMessage(waiting.task);
  };
  const release = (worker: Worker): void => {
    const next = queue.shift();
    if (next === undefined) idle.push(worker);
    else start(worker, next);
  };
  const fail = (worker: Worker, error: Error): void => {
    const waiting = busy.get(worker);
    // A thread that fails tells so twice: by its error and by its end.
    if (waiting === undefined) return;
    busy.delete(worker);
    waiting.reject(error);
    const next = queue.shift();
    if (next !== undefined && !isClosed) start(open(), next);
  };
  const open = (): Worker => {
    const worker = openWorker();
    worker.on("message", (result: Result<Task>) => {
      busy.get(worker)?.resolve(result);
      busy.delete(worker);
      release(worker);
    });
    worker.on("error", (error: Error) => fail(worker, error));
    worker.on("exit", () => fail(worker, closedError()));
    return worker;
  };

  return {
    run<Of extends Task>(task: Of) {
      if (isClosed) return Promise.reject(closedError());
      if (threads === 0) return Promise.resolve().then(() => runTask(task) as Result<Of>);
      return new Promise<Result<Of>>((resolve, reject) => {
        const waiting: Waiting = { task, resolve: resolve as (result: Result<Task>) => void, reject };
        const worker = idle.pop() ?? (busy.size < threads ? open() : undefined);
        if (worker === undefined) queue.push(waiting);
        else start(worker, waiting);
      });
    },
    async close() {
      isClosed = true;
      for (const { reject } of queue.splice(0)) reject(closedError());
      await Promise.all([...idle.splice(0), ...busy.keys()].map((worker) => worker.terminate()));
    },
  };
}

/** The thread of this build: compiled beside this file, or the source itself where that is what runs. */
function openWorker(): Worker {
  const isSource = import.meta.url.endsWith(".ts");
  const file = new URL(isSource ? "./task-worker.ts" : "./task-worker.js", import.meta.url);
  return new Worker(file, isSource ? { execArgv: ["--import", "jiti/register"] } : {});
}

function closedError(): Error {
  return new Error("The training was ended.");
}
