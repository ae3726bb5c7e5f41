import type { Random } from "../../src/base/index.ts";
import type { ConversationStore } from "../../src/storage/index.ts";
import { describeCall } from "./describe-call.ts";
import { happens, type Life, never } from "./life.ts";
import type { Timeline } from "./timeline.ts";

/** How the disk behaves at the moment. */
export interface DiskFaults {
  /** Milliseconds that a call takes at most, half of them until it is done. */
  readonly latency: number;
  /** The share of calls that fail and do nothing, as with a full disk. */
  readonly refusals: number;
  /** The share of calls that are done and fail all the same, as when a connection breaks. */
  readonly lies: number;
}

export interface DiskOptions {
  readonly store: ConversationStore;
  readonly timeline: Timeline;
  readonly random: Random;
  readonly faults: () => DiskFaults;
  readonly trace: (what: () => string) => void;
}

/** Not of the disk: what a process remembers of its own, or hears. */
const UNDISTURBED = new Set(["takeTurn", "readRevision", "releaseLine", "watch", "close"]);
/** Calls that change what is stored. */
const WRITES = new Set([
  "commit",
  "deleteConversation",
  "postponeReminder",
  "endReminder",
  "forgetReminders",
  "settleDelivery",
  "requeueMessage",
  "dropMessage",
  "forgetMessages",
]);

/**
 * The store as a process sees it that can die at any call: each call is a step of its life. It takes its time; what the
 * process had begun when it died is done or not, and nobody hears of it.
 */
export function simulateDisk(options: DiskOptions, life: Life): ConversationStore {
  const { store } = options;
  const disturbed: Record<string, unknown> = { ...store };
  for (const [name, method] of Object.entries(store)) {
    if (typeof method !== "function" || UNDISTURBED.has(name)) continue;
    const call = method as (...given: readonly unknown[]) => Promise<unknown>;
    disturbed[name] = (...given: readonly unknown[]) => callDisk(options, life, { name, call, given });
  }
  return disturbed as unknown as ConversationStore;
}

interface Call {
  readonly name: string;
  readonly call: (...given: readonly unknown[]) => Promise<unknown>;
  readonly given: readonly unknown[];
}

async function callDisk(options: DiskOptions, life: Life, { name, call, given }: Call): Promise<unknown> {
  const { timeline, random, trace } = options;
  if (!life.isAlive()) return await never();
  const last = life.begin(name);
  if (last === "before") {
    life.die(`before ${name}`);
    return await never();
  }
  const { latency, refusals, lies } = options.faults();
  const isWrite = WRITES.has(name);
  await pass(options, latency);
  // What a process asked for before it died may be done after its death, too.
  if (!life.isAlive() && (!isWrite || happens(random, 0.5))) return await never();
  if (happens(random, refusals)) {
    trace(() => `disk     ${name} refused`);
    throw new Error("the disk is full");
  }
  const [result] = await timeline.track(Promise.allSettled([call(...given)]));
  if (isWrite)
    trace(
      () =>
        `disk     ${describeCall(name, given)}${result.status === "fulfilled" ? "" : `: ${result.reason}`}`,
    );
  if (last === "after") life.die(`after ${name}`);
  await pass(options, latency);
  if (!life.isAlive()) return await never();
  if (isWrite && happens(random, lies)) {
    trace(() => `disk     ${name} was done, and says that it failed`);
    throw new Error("the connection was lost");
  }
  if (result.status === "rejected") throw result.reason;
  return result.value;
}

/** Where nothing takes time, nothing has to wait for its place in it. */
async function pass({ timeline, random }: DiskOptions, latency: number): Promise<void> {
  if (latency > 0) await timeline.delay(random.below(latency + 1) / 2);
}
