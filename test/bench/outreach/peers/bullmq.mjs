// BullMQ on Redis. Its worker takes one job at a time by default; the best setting takes many, and looks for jobs of a
// dead process every second instead of every 30.

import { connection, isBest, load, serve, speak } from "./peer.mjs";

const { Queue, Worker } = load("bullmq");

const redis = { host: "127.0.0.1", port: Number(connection), maxRetriesPerRequest: null };
const queue = new Queue("reminders", { connection: redis });
const settings = isBest
  ? { concurrency: 50, lockDuration: 2_000, stalledInterval: 1_000, maxStalledCount: 5 }
  : {};
const worker = new Worker("reminders", ({ data }) => speak(data.name), { connection: redis, ...settings });
worker.on("error", (error) => console.error(error.message));
await worker.waitUntilReady();

await serve(async (jobs) => {
  const now = Date.now();
  await queue.addBulk(
    jobs.map(({ name, dueAt }) => ({
      name: "speak",
      data: { name },
      opts: { jobId: name, delay: Math.max(0, dueAt - now), attempts: 5 },
    })),
  );
});
