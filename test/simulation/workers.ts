import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Result, Task } from "./worker.ts";

const JITI = fileURLToPath(new URL("../../node_modules/jiti/lib/jiti-cli.mjs", import.meta.url));
const WORKER = fileURLToPath(new URL("worker.ts", import.meta.url));
/** Worlds are thrown away by the thousand: with more room for the young, collecting them costs a tenth less. */
const NODE_FLAGS = ["--max-semi-space-size=32"];

/** Has tasks done by several processes, in any order. Throws when one of them breaks down. */
export async function* runTasks(tasks: readonly Task[], processes: number): AsyncGenerator<Result> {
  const waiting = [...tasks];
  const workers = Array.from({ length: Math.min(processes, tasks.length) }, () =>
    fork(JITI, [WORKER], { execArgv: NODE_FLAGS }),
  );
  try {
    const results: Result[] = [];
    let wake = (): void => {};
    let running = workers.length;
    let problem: unknown = null;
    for (const worker of workers) {
      serve(worker, waiting, (result) => {
        results.push(result);
        wake();
      })
        .catch((error: unknown) => {
          problem ??= error;
        })
        .finally(() => {
          running--;
          wake();
        });
    }
    while (running > 0 || results.length > 0) {
      if (problem !== null) throw problem;
      const result = results.shift();
      if (result !== undefined) yield result;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    if (problem !== null) throw problem;
  } finally {
    for (const worker of workers) worker.kill();
  }
}

async function serve(
  worker: ChildProcess,
  waiting: Task[],
  onResult: (result: Result) => void,
): Promise<void> {
  const answer = async (): Promise<unknown> => {
    const ended = new AbortController();
    try {
      return await Promise.race([
        once(worker, "message", { signal: ended.signal }).then(([message]) => message as unknown),
        once(worker, "exit", { signal: ended.signal }).then(([code]) => {
          throw new Error(`a process of the simulation ended with ${String(code)}`);
        }),
      ]);
    } finally {
      ended.abort();
    }
  };
  await answer();
  for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
    worker.send(task);
    onResult((await answer()) as Result);
  }
}
