// node-schedule keeps jobs in memory; it has no settings that matter here.

import { load, serve, speak } from "./peer.mjs";

const { scheduleJob } = load("node-schedule");

await serve(async (jobs) => {
  for (const { name, dueAt } of jobs) scheduleJob(name, new Date(dueAt), () => speak(name));
});
