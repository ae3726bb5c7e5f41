import type { Random } from "../../src/base/index.ts";
import type { RequestFaults } from "./clients.ts";
import type { DiskFaults } from "./disk.ts";
import { type Death, happens } from "./life.ts";
import { pick } from "./operations.ts";
import type { ReceiverFaults } from "./receiver.ts";

/** Everything that goes wrong in the world of a seed, until it calms down. */
export interface Weather {
  /** Of one process after the other. */
  readonly deaths: readonly Death[];
  /** Milliseconds after each. */
  readonly downtimes: readonly number[];
  /** When the clients have been answered there is a power cut of so many milliseconds, or none (0). */
  readonly powerCut: number;
  readonly disk: DiskFaults;
  readonly network: RequestFaults;
  readonly receiver: ReceiverFaults;
  readonly actionFailures: number;
  /** The machine's clock is set, so many milliseconds after the beginning, by so much. */
  readonly leaps: readonly { readonly after: number; readonly by: number }[];
  /** So many milliseconds after the beginning the process is asked to stop (SIGTERM), and another is started. */
  readonly restarts: readonly number[];
  /** So many milliseconds after the beginning another model is loaded. */
  readonly retrainings: readonly number[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export function drawWeather(random: Random): Weather {
  const storm = drawStorm(random);
  // Where nothing but the processes is bad, it can be said how late a reminder may be.
  if (!happens(random, 0.25)) return storm;
  const mild = { ...storm, ...CALM, network: { latency: 5, losses: 0.05, repeats: 0.1 }, leaps: [] };
  return happens(random, 0.5) ? mild : { ...mild, deaths: [], downtimes: [], powerCut: 2 * MINUTE };
}

function drawStorm(random: Random): Weather {
  const crashes = pick(random, [0, 1, 1, 2, 3, 4]);
  return {
    deaths: Array.from({ length: crashes }, () => ({
      // Soon after a start, it dies in its recovery.
      step: 1 + random.below(happens(random, 0.4) ? 12 : 120),
      moment: happens(random, 0.5) ? "before" : "after",
    })),
    downtimes: Array.from({ length: crashes }, () =>
      random.below(pick(random, [0, 100, 5 * SECOND, MINUTE]) + 1),
    ),
    powerCut: pick(random, [0, 0, 0, 2 * MINUTE]),
    disk: {
      latency: pick(random, [0, 2, 20, 200, 2 * SECOND]),
      refusals: pick(random, [0, 0, 0, 0.02]),
      lies: pick(random, [0, 0, 0, 0.02]),
    },
    network: {
      latency: pick(random, [0, 5, 100, SECOND]),
      losses: pick(random, [0, 0, 0.05, 0.2]),
      repeats: pick(random, [0, 0, 0.1, 0.4]),
    },
    receiver: {
      share: pick(random, [0, 0, 0.1, 0.3, 0.7]),
      gone: pick(random, [0, 0, 0, 0, 0.2]),
      latency: pick(random, [0, 5, 100, 3 * SECOND]),
    },
    actionFailures: pick(random, [0, 0, 0, 0.2]),
    restarts: Array.from({ length: pick(random, [0, 0, 0, 1, 2]) }, () => drawMoment(random)),
    retrainings: Array.from({ length: pick(random, [0, 0, 0, 0, 1]) }, () => drawMoment(random)),
    leaps: Array.from({ length: pick(random, [0, 0, 1, 3]) }, () => ({
      after: drawMoment(random),
      by: pick(random, [-60 * MINUTE, -5 * SECOND, -1, 3 * SECOND, MINUTE, 90 * MINUTE]),
    })),
  };
}

/** Most is going on in the first seconds. */
function drawMoment(random: Random): number {
  return random.below(pick(random, [SECOND, 5 * SECOND, 2 * MINUTE]));
}

/** How late a reminder may be, where that can be said beforehand. */
export interface Punctuality {
  /** Milliseconds. */
  readonly latest: number;
  /** Whether reminders of a conversation come in due order: one that failed lets later ones by. */
  readonly isInOrder: boolean;
}

/** Null where it depends on more than crashes and downtimes. */
export function punctualityOf(weather: Weather): Punctuality | null {
  const { deaths, downtimes, powerCut, disk, network, receiver, actionFailures, leaps } = weather;
  const isSlow = disk.latency > 20 || receiver.share > 0 || receiver.latency > 100 || network.latency > 100;
  if (isSlow || disk.refusals + disk.lies + actionFailures > 0 || leaps.length > 0) return null;
  const downtime = downtimes.reduce((sum, milliseconds) => sum + milliseconds, powerCut);
  const ends = deaths.length + Number(powerCut > 0);
  return { latest: downtime + (ends > 1 ? AFTER_SECOND_CRASH : 0) + ON_TIME, isInOrder: ends <= 1 };
}

/** Turns before it, the ways to the receiver. */
const ON_TIME = 5 * SECOND;
/** What was being fired at a crash waits longer after each. */
const AFTER_SECOND_CRASH = MINUTE;

/** Nothing goes wrong any more. */
export const CALM: Pick<Weather, "disk" | "network" | "receiver" | "actionFailures"> = {
  disk: { latency: 0, refusals: 0, lies: 0 },
  network: { latency: 5, losses: 0, repeats: 0 },
  receiver: { share: 0, gone: 0, latency: 0 },
  actionFailures: 0,
};
