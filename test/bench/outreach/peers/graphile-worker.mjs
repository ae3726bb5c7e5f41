// graphile-worker on PostgreSQL. It works one job at a time and looks every two seconds for those that come due by
// default; the best setting works many and looks ten times a second. Jobs of a dead process stay locked for four hours,
// which no setting changes.

import { connection, isBest, load, serve, speak } from "./peer.mjs";

const { run } = load("graphile-worker");

const runner = await run({
  connectionString: connection,
  ...(isBest && { concurrency: 50, pollInterval: 100, maxPoolSize: 20 }),
  noHandleSignals: true,
  logger: new (load("graphile-worker").Logger)(() => () => {}),
  taskList: { speak: ({ name }) => speak(name) },
});

await serve(async (jobs) => {
  await Promise.all(
    jobs.map(({ name, dueAt }) => runner.addJob("speak", { name }, { runAt: new Date(dueAt), jobKey: name })),
  );
});
