import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type Result, runTask, sizeOfTask, type Task } from "./task.ts";

/**
 * Tasks of more bytes than these are large. What one computed with in WebAssembly is given back when it is collected, which
 * may be much later, or at once with the thread: so threads end after large tasks; a new one starts in some hundredths of a
 * second. And of all tasks that are done side by side, together no more than {@link SIDE_BY_SIDE} times these bytes are
 * given to threads, so that memory does not grow with the number of processors.
 */
const LARGE = 64 * 2 ** 20;
const SIDE_BY_SIDE = 4;

/** Does tasks side by side, as many at a time as there are processors. Results do not depend on how many those are. */
export interface TaskPool {
  /** Rejects when the pool is closed meanwhile. */
  run<Of extends Task>(task: Of): Promise<Result<Of>>;
  /** Ends the threads, whatever they do. */
  close(): Promise<void>;
}

interface Waiting {
  readonly task: Task;
  /** Bytes that it is given. */
  readonly size: number;
  resolve(result: Result<Task>): void;
  reject(error: Error): void;
}

/**
 * A pool that starts threads when the first task comes.
 *
 * @param threads at most; 0 does the tasks here, one after the other, which is quicker when they are small.
 * @param large bytes of a task from which on it is large.
 */
export function createTaskPool(threads = availableParallelism(), large = LARGE): TaskPool {
  return new Pool(threads, large);
}

class Pool implements TaskPool {
  readonly #threads: number;
  readonly #large: number;
  readonly #queue: Waiting[] = [];
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Waiting>();
  readonly #ending = new Set<Promise<unknown>>();
  /** Bytes of the tasks that are with threads. */
  #held = 0;
  #isClosed = false;

  constructor(threads: number, large: number) {
    this.#threads = threads;
    this.#large = large;
  }

  run<Of extends Task>(task: Of): Promise<Result<Of>> {
    if (this.#isClosed) return Promise.reject(closedError());
    if (this.#threads === 0) return Promise.resolve().then(() => runTask(task) as Result<Of>);
    return new Promise<Result<Task>>((resolve, reject) => {
      this.#queue.push({ task, size: sizeOfTask(task), resolve, reject });
      this.#goOn();
    }) as Promise<Result<Of>>;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { reject } of this.#queue.splice(0)) reject(closedError());
    const workers = [...this.#idle.splice(0), ...this.#busy.keys()];
    await Promise.all([...this.#ending, ...workers.map((worker) => worker.terminate())]);
  }

  /** Gives threads what waits, as far as there are threads and room. */
  #goOn(): void {
    for (let next = this.#queue[0]; next !== undefined && !this.#isClosed; next = this.#queue[0]) {
      if (this.#held > 0 && this.#held + next.size > SIDE_BY_SIDE * this.#large) return;
      const isFull = this.#busy.size + this.#ending.size >= this.#threads;
      const worker = this.#idle.pop() ?? (isFull ? undefined : this.#open());
      if (worker === undefined) return;
      this.#queue.shift();
      this.#held += next.size;
      this.#busy.set(worker, next);
      worker.postMessage(next.task);
    }
  }

  #open(): Worker {
    const worker = openWorker();
    worker.on("message", (result: Result<Task>) => this.#succeed(worker, result));
    worker.on("error", (error: Error) => this.#fail(worker, error));
    worker.on("exit", () => this.#fail(worker, closedError()));
    return worker;
  }

  #succeed(worker: Worker, result: Result<Task>): void {
    const done = this.#take(worker);
    if (done === undefined) return;
    if (done.size > this.#large) this.#end(worker, done);
    else {
      this.#idle.push(worker);
      this.#giveBack(done);
    }
    done.resolve(result);
  }

  #fail(worker: Worker, error: Error): void {
    const done = this.#take(worker);
    if (done === undefined) return;
    this.#giveBack(done);
    done.reject(error);
  }

  /** What a thread did. A thread that fails tells so twice, by its error and by its end: nothing the second time. */
  #take(worker: Worker): Waiting | undefined {
    const done = this.#busy.get(worker);
    this.#busy.delete(worker);
    return done;
  }

  #end(worker: Worker, done: Waiting): void {
    const ended = worker.terminate().then(() => {
      this.#ending.delete(ended);
      this.#giveBack(done);
    });
    this.#ending.add(ended);
  }

  #giveBack({ size }: Waiting): void {
    this.#held -= size;
    this.#goOn();
  }
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
