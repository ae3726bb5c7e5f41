// A server under a steady load, with reminders: does its memory grow? `npm run soak -- --minutes M --rate R`. Exits with 1
// when it does, or when something was lost, early, doubled or out of order.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createRandom, type Random } from "../../src/base/index.ts";
import { percentile } from "../bench/load.ts";
import { residentMegabytes, startServer } from "../bench/processes.ts";
import { type Deed, type Judgement, judge, violations } from "./judge.ts";
import { createCountingBot } from "./project.ts";
import { type MoodyReceiver, startMoodyReceiver } from "./receiver.ts";
import { type Sample, slopeOf } from "./slope.ts";
import { insist, sleep } from "./talk.ts";

const USAGE = `npm run soak -- [--minutes M] [--rate R] [--conversations C] [--most MB]

  --minutes        how long (30)
  --rate           messages a second (50); every fifth sets a reminder
  --conversations  people who take turns (100): few enough that what is kept of them in memory is full after some minutes
  --most           megabytes an hour that the memory may grow by after the first third (20)`;

interface Options {
  readonly minutes: number;
  readonly rate: number;
  readonly conversations: number;
  readonly most: number;
}

const MINUTE = 60_000;
const SAMPLE_EVERY = 5_000;
/** Reminders are due at most so far ahead, in milliseconds. */
const AHEAD = MINUTE;
/** What has not come so long after the last was due is lost, in milliseconds. */
const PATIENCE = 30_000;

async function main(): Promise<number> {
  const options = readOptions();
  if (options === null) {
    console.error(USAGE);
    return 2;
  }
  const folder = await mkdtemp(join(tmpdir(), "tsbot-soak-"));
  const receiver = await startMoodyReceiver();
  const server = await startServer(await createCountingBot(folder, receiver.url));
  try {
    /** In minutes and megabytes. */
    const samples: Sample[] = [];
    const start = Date.now();
    const sampling = setInterval(async () => {
      const value = await residentMegabytes(server.process.pid ?? 0);
      samples.push({ at: (Date.now() - start) / MINUTE, value });
      if (samples.length % (MINUTE / SAMPLE_EVERY) === 0) tell(samples.at(-1));
    }, SAMPLE_EVERY);
    const { deeds, refused } = await keepTalking(server.url, options);
    clearInterval(sampling);
    const judgement = await settle(deeds, receiver);
    return report(options, { samples, judgement, deeds: deeds.length, refused });
  } finally {
    await server.kill();
    await receiver.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function tell(sample: Sample | undefined): void {
  if (sample !== undefined) console.log(`${sample.at.toFixed(0)} min: ${sample.value.toFixed(0)} MB`);
}

/** One message each so many milliseconds, whatever became of the ones before; people take turns. */
async function keepTalking(
  url: string,
  { minutes, rate, conversations }: Options,
): Promise<{ readonly deeds: readonly Deed[]; readonly refused: number }> {
  const random = createRandom(1);
  let refused = 0;
  const onRefused = (): void => {
    refused++;
  };
  const deeds: Deed[] = [];
  const busy = new Set<number>();
  const running = new Set<Promise<void>>();
  const start = Date.now();
  for (let index = 0; index < minutes * 60 * rate; index++) {
    await sleep(start + (index * 1_000) / rate - Date.now());
    const person = index % conversations;
    // Who has no answer yet says nothing.
    if (busy.has(person)) continue;
    busy.add(person);
    const work = talkOnce(url, {
      person,
      round: Math.floor(index / conversations) + 1,
      random,
      onRefused,
    }).then((deed) => {
      deeds.push(deed);
      busy.delete(person);
    });
    running.add(work);
    void work.finally(() => running.delete(work));
  }
  await Promise.all(running);
  return { deeds, refused };
}

interface Turn {
  readonly person: number;
  readonly round: number;
  readonly random: Random;
  readonly onRefused: () => void;
}

function talkOnce(url: string, { person, round, random, onRefused }: Turn): Promise<Deed> {
  const kind = random.below(5) === 0 ? "remind" : "note";
  const wish = {
    conversationId: `person-${person}`,
    number: round,
    kind,
    after: random.below(AHEAD),
  } as const;
  return insist(async () => url, wish, onRefused);
}

async function settle(deeds: readonly Deed[], receiver: MoodyReceiver): Promise<Judgement> {
  const deadline = Date.now() + AHEAD + PATIENCE;
  for (;;) {
    const judgement = judge({ deeds, receipts: receiver.receipts });
    if (judgement.lost.length === 0 || Date.now() > deadline) return judgement;
    await sleep(1_000);
  }
}

interface Outcome {
  readonly samples: readonly Sample[];
  readonly judgement: Judgement;
  readonly deeds: number;
  /** Requests that were made again. */
  readonly refused: number;
}

function report({ minutes, most }: Options, { samples, judgement, deeds, refused }: Outcome): number {
  const later = samples.slice(Math.floor(samples.length / 3));
  const perHour = slopeOf(later) * 60;
  const problems = violations(judgement);
  const { reminders, late, lost, early, doubled } = judgement;
  console.log(
    `${deeds} messages in ${minutes} min (${(deeds / minutes / 60).toFixed(1)}/s; ${refused} requests made again), ${reminders} reminders, late p50 ${percentile(late, 0.5)} ms, p99 ${percentile(late, 0.99)} ms; ${lost.length} lost, ${early.length} early, ${doubled.length} doubled`,
  );
  const megabytes = later.map(({ value }) => value);
  console.log(
    `memory after the first third: ${Math.min(...megabytes).toFixed(0)} to ${Math.max(...megabytes).toFixed(0)} MB, slope ${perHour.toFixed(1)} MB an hour (allowed: ${most})`,
  );
  for (const problem of problems.slice(0, 20)) console.log(problem);
  return problems.length > 0 || !(perHour <= most) ? 1 : 0;
}

function readOptions(): Options | null {
  const text = (value: string) => ({ type: "string", default: value }) as const;
  try {
    const { values } = parseArgs({
      options: { minutes: text("30"), rate: text("50"), conversations: text("100"), most: text("20") },
    });
    const options = {
      minutes: Number(values.minutes),
      rate: Number(values.rate),
      conversations: Number(values.conversations),
      most: Number(values.most),
    };
    return Object.values(options).every((value) => value > 0) ? options : null;
  } catch {
    return null;
  }
}

process.exitCode = await main();
