import { parentPort } from "node:worker_threads";
import { runTask, type Task } from "./task.ts";

// The thread that does tasks for task-pool.ts, one after the other.
parentPort?.on("message", (task: Task) => parentPort?.postMessage(runTask(task)));
