import { createRandom } from "../../../src/base/index.ts";
import type { Receiver } from "../processes.ts";
import type { Competitor } from "./competitor.ts";
import { type Job, randomJobs } from "./jobs.ts";

/** What became of one competitor's reminders. */
export interface Outcome {
  /** Reminders acknowledged a second. */
  readonly scheduled: number;
  /** Milliseconds after the due time, of each that arrived. */
  readonly late: readonly number[];
  /** Acknowledged and not there when patience ended. */
  readonly missing: number;
  readonly early: number;
  /** Sent again under another id, or by a competitor that has no ids of messages, again at all. */
  readonly doubled: number;
}

export interface Scenario {
  readonly reminders: number;
  /** They are due at random moments of so many milliseconds. */
  readonly spread: number;
  /** Whether the process is killed (SIGKILL) when half of them have arrived, and started again at once. */
  readonly isKilled: boolean;
  /** Milliseconds after the last due time, when what has not come is missing. */
  readonly patience: number;
  readonly seed: number;
}

/** Time to acknowledge all before the first is due; generous, as some take long. */
const AHEAD_PER_REMINDER = 12;
const AHEAD = 5_000;

/** Lets a competitor set reminders, kills it on the way if wanted, and counts what the receiver got. */
export async function measure(
  competitor: Competitor,
  receiver: Receiver,
  { reminders, spread, isKilled, patience, seed }: Scenario,
): Promise<Outcome> {
  const prefix = `${competitor.name}-${competitor.setting}-${Date.now()}`;
  let worker = competitor.start();
  try {
    await worker.ready;
    const jobsFrom = (start: number): readonly Job[] =>
      randomJobs(prefix, reminders, { start, spread, random: createRandom(seed) });
    // Their names are known before their times are.
    await worker.prepare(jobsFrom(0));
    const start = Date.now() + AHEAD + reminders * AHEAD_PER_REMINDER;
    const jobs = jobsFrom(start);
    const began = performance.now();
    await worker.schedule(jobs);
    const scheduled = reminders / ((performance.now() - began) / 1000);
    if (Date.now() > start) throw new Error(`${prefix}: not all reminders were set before the first was due`);
    const arrived = arrivals(receiver, jobs);
    const deadline = start + spread + patience;
    if (isKilled) {
      await receiver.until(() => arrived().size >= reminders / 2, deadline);
      await worker.kill();
      worker = competitor.start();
    }
    await receiver.until(() => arrived().size >= reminders, deadline);
    return { scheduled, ...judge(jobs, arrived()) };
  } finally {
    await worker.kill();
  }
}

/** When each message of each job came first, by its id. */
type Arrivals = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Looks at every message once, however often it is asked. */
function arrivals({ received }: Receiver, jobs: readonly Job[]): () => Arrivals {
  const names = new Set(jobs.map(({ name }) => name));
  const found = new Map<string, Map<string, number>>();
  // What came before is answers to greetings.
  let seen = received.length;
  return () => {
    for (; seen < received.length; seen++) {
      const message = received[seen];
      if (message === undefined || !names.has(message.conversationId)) continue;
      const ids = found.get(message.conversationId) ?? new Map<string, number>();
      found.set(message.conversationId, ids);
      if (!ids.has(message.id)) ids.set(message.id, message.at);
    }
    return found;
  };
}

function judge(jobs: readonly Job[], arrived: Arrivals): Omit<Outcome, "scheduled"> {
  const late = jobs.flatMap(({ name, dueAt }) =>
    [...(arrived.get(name)?.values() ?? [])].map((at) => at - dueAt),
  );
  return {
    late,
    missing: jobs.length - arrived.size,
    early: late.filter((milliseconds) => milliseconds < 0).length,
    doubled: late.length - arrived.size,
  };
}
