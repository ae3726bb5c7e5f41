// Measures the figures of the README on this machine, through the real bin. Run with `npm run bench`; names after
// `--` (help, dialogue, train, reading, hostile, serve, scale, reminders, lateness, pending) run only those. Rasa's figures are recorded ones of another two-core machine, for orientation.

import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { measureDialogue } from "./dialogue.ts";
import { measureHostile } from "./hostile.ts";
import { type LoadResult, percentile, postMany } from "./load.ts";
import { residentMegabytes, startReceiver, startServer, TSBOT, timeCommand } from "./processes.ts";
import { measureReading } from "./reading.ts";
import { measureReminders, type ReminderResult } from "./reminders.ts";
import { measureLatenessRows, measurePendingRows } from "./reminders-at-scale.ts";
import { measureScale } from "./scale.ts";
import { formatDuration, median, printTable, type Row } from "./table.ts";

const RUNS = 7;
/** After the last arrival, a reminder that comes twice has this long to do so, in milliseconds. */
const WATCH = 3_000;

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tsbot-bench-"));
  try {
    const project = join(folder, "reminderbot");
    await cp(fileURLToPath(new URL("../../templates/reminderbot", import.meta.url)), project, {
      recursive: true,
    });
    await timeCommand(process.execPath, [TSBOT, "train", "--quiet"], project);
    const rows: Row[] = [];
    const wanted = process.argv.slice(2);
    for (const [name, measure] of Object.entries(MEASURES)) {
      if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await measure(project)));
    }
    console.log(`Node ${process.version}, ${process.platform} ${process.arch}\n`);
    printTable(rows);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureHelp(): Promise<Row[]> {
  const help: number[] = [];
  const empty: number[] = [];
  for (let run = 0; run < RUNS * 2; run++) {
    help.push(await timeCommand(process.execPath, [TSBOT, "--help"], tmpdir()));
    empty.push(await timeCommand(process.execPath, ["-e", "0"], tmpdir()));
  }
  const ratio = median(help) / median(empty);
  return [
    {
      what: "`--help`, beside `node -e 0`",
      rasa: "950 ms",
      tsbot: `${formatDuration(median(help))} / ${formatDuration(median(empty))}`,
      ratio: `${ratio.toFixed(2)} × empty`,
      target: "≤ 1.5 × empty",
    },
  ];
}

async function measureTraining(project: string): Promise<Row[]> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    times.push(await timeCommand(process.execPath, [TSBOT, "train", "--force", "--quiet"], project));
  }
  const again = await timeCommand(process.execPath, [TSBOT, "train", "--quiet"], project);
  return [
    row(
      "train reminderbot, process start included",
      "28.9 s",
      formatDuration(median(times)),
      ratio(28_900, median(times)),
      "≤ 1 s",
    ),
    row("train when nothing changed", "–", formatDuration(again), "", "–"),
  ];
}

async function measureServer(project: string): Promise<Row[]> {
  const ready: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const server = await startServer(project);
    ready.push(server.readyMilliseconds);
    await server.stop();
  }
  const server = await startServer(project);
  try {
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const idle = await residentMegabytes(server.process.pid ?? 0);
    const rest = `${server.url}/webhooks/rest/webhook`;
    // Warm: the JIT has seen the path.
    await postMany(rest, (index) => ({ sender: `warm-${index}`, message: "hello" }), {
      clients: 16,
      count: 3_000,
    });
    const payload = await postMany(rest, (index) => ({ sender: `p-${index}`, message: "/greet" }), {
      clients: 16,
      count: 20_000,
    });
    const text = await postMany(rest, (index) => ({ sender: `t-${index}`, message: "good morning" }), {
      clients: 16,
      count: 20_000,
    });
    const growing = await postMany(rest, () => ({ sender: "one", message: "/greet" }), {
      clients: 1,
      count: 3_000,
    });
    const fire = (clients: number, count: number): Promise<LoadResult> =>
      postMany(
        `${server.url}/conversations/one-device/trigger_intent?include_events=NONE`,
        () => ({ name: "EXTERNAL_reminder", entities: { PERSON: "Ann" } }),
        { clients, count },
      );
    await fire(1, 2_000);
    const trigger = await fire(1, 3_000);
    const triggers = await fire(16, 5_000);
    const loaded = await residentMegabytes(server.process.pid ?? 0);
    return [
      row(
        "server ready, process start included",
        "4–5.5 s",
        formatDuration(median(ready)),
        ratio(4_000, median(ready)),
        "≤ 0.6 s",
      ),
      row(
        "idle memory / after this load",
        "560 / 580 MB",
        `${idle.toFixed(0)} / ${loaded.toFixed(0)} MB`,
        ratio(560, idle),
        "≤ 120 MB idle",
      ),
      rate(
        "REST `/greet`, fresh conversations, 16 clients",
        467,
        payload.perSecond,
        `p99 ${payload.p99.toFixed(1)} ms`,
        "≥ 3,000/s, p99 ≤ 20 ms",
      ),
      rate(
        "REST free text (NLU), fresh conversations, 16 clients",
        367,
        text.perSecond,
        `p99 ${text.p99.toFixed(1)} ms`,
        "≥ 3,000/s, p99 ≤ 20 ms",
      ),
      rate(
        "REST `/greet`, one growing conversation, 1 client",
        17,
        growing.perSecond,
        `p99 ${growing.p99.toFixed(1)} ms`,
        "≥ 1,000/s",
      ),
      rate(
        "trigger_intent with a custom action, 1 client",
        39,
        trigger.perSecond,
        `p99 ${trigger.p99.toFixed(1)} ms`,
        "≥ 1,500/s",
      ),
      rate(
        "the same, 16 clients, one conversation",
        40,
        triggers.perSecond,
        `p99 ${triggers.p99.toFixed(1)} ms`,
        "≥ 1,500/s",
      ),
    ];
  } finally {
    await server.stop();
  }
}

async function measureScaleRows(project: string): Promise<Row[]> {
  const results = await measureScale(project, [1, 2, 4]);
  if (results === null)
    return [row("processes on one PostgreSQL", "–", "PostgreSQL is not installed", "", "–")];
  return results.map(({ processes, load: { perSecond, p50, p99 } }) =>
    row(
      `REST text, ${processes} ${processes === 1 ? "process" : "processes"} on one PostgreSQL, 32 clients`,
      "–",
      `${perSecond.toFixed(0)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
      "",
      processes === 1 ? "≥ 1,000/s" : "–",
    ),
  );
}

async function measureReminderRows(project: string): Promise<Row[]> {
  const receiver = await startReceiver();
  const credentials = join(project, "credentials.yml");
  const original = await readFile(credentials, "utf8");
  await writeFile(credentials, `rest:\ncallback:\n  url: ${receiver.url}\n`);
  try {
    const seed = Date.now() % 1_000_000;
    const together = await measureReminders(project, receiver, {
      reminders: 100,
      spread: 0,
      kills: { seed, setting: 0, firing: 0 },
      watch: WATCH,
    });
    const killed = await measureReminders(project, receiver, {
      reminders: 200,
      spread: 3_000,
      kills: { seed, setting: 1, firing: 4 },
      watch: WATCH,
    });
    for (const result of [together, killed]) failWhenBroken(result, seed);
    const late = (values: readonly number[]): string =>
      `p50 ${percentile(values, 0.5).toFixed(0)} ms, p99 ${percentile(values, 0.99).toFixed(0)} ms`;
    return [
      row(
        "100 reminders due at one moment, late",
        "2.8 s",
        late(together.late),
        ratio(2_800, percentile(together.late, 0.99)),
        "p99 ≤ 50 ms",
      ),
      row(
        `200 reminders of one name, server killed ${killed.kills} times: arrived / lost / early / doubled`,
        "0 / 200 / 0 / 0",
        `${killed.arrived} / ${killed.lost} / ${killed.early} / ${killed.doubled}`,
        "",
        "200 / 0 / 0 / 0",
      ),
      row("… late, down-time included", "–", late(killed.late), "", "–"),
    ];
  } finally {
    await writeFile(credentials, original);
    receiver.close();
  }
}

/** These are promises, not speeds: one that is broken fails the whole run. */
function failWhenBroken({ arrived, lost, early, doubled }: ReminderResult, seed: number): void {
  if (lost === 0 && early === 0 && doubled === 0) return;
  console.error(
    `reminders: ${arrived} arrived, ${lost} lost, ${early} early, ${doubled} doubled (seed ${seed})`,
  );
  process.exitCode = 1;
}

function row(what: string, rasa: string, tsbot: string, ratioText: string, target: string): Row {
  return { what, rasa, tsbot, ratio: ratioText, target };
}

function rate(what: string, rasa: number, tsbot: number, note: string, target: string): Row {
  return row(what, `${rasa}/s`, `${tsbot.toFixed(0)}/s, ${note}`, `${(tsbot / rasa).toFixed(1)} ×`, target);
}

function ratio(rasa: number, tsbot: number): string {
  return `${(rasa / tsbot).toFixed(1)} ×`;
}

const MEASURES = {
  help: measureHelp,
  dialogue: measureDialogue,
  train: measureTraining,
  reading: measureReading,
  hostile: measureHostile,
  serve: measureServer,
  scale: measureScaleRows,
  reminders: measureReminderRows,
  lateness: measureLatenessRows,
  pending: measurePendingRows,
};

await main();
