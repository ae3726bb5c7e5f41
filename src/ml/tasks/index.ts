// Work of training that takes a while, done on threads side by side: what a task is (task.ts) and who does it
// (task-pool.ts). Start with task.ts.

export { createTaskPool, type TaskPool } from "./task-pool.ts";
