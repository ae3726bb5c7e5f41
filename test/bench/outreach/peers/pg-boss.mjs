// pg-boss on PostgreSQL. It asks for one job every two seconds by default; the best setting asks twice a second, which is
// the most it allows, for many, and gives jobs of a dead process up after one second instead of 15 minutes.

import { connection, isBest, load, serve, speak } from "./peer.mjs";

const PgBoss = load("pg-boss");

const boss = new PgBoss({ connectionString: connection, ...(isBest && { maintenanceIntervalSeconds: 1 }) });
boss.on("error", (error) => console.error(error.message));
await boss.start();
await boss.createQueue("reminders");
await boss.work("reminders", isBest ? { pollingIntervalSeconds: 0.5, batchSize: 500 } : {}, async (jobs) => {
  await Promise.all(jobs.map(({ data }) => speak(data.name)));
});

await serve(async (jobs) => {
  await boss.insert(
    jobs.map(({ name, dueAt }) => ({
      name: "reminders",
      data: { name },
      startAfter: new Date(dueAt),
      ...(isBest && { expireInSeconds: 2, retryLimit: 5 }),
    })),
  );
});
