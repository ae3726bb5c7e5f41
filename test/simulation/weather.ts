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
  readonly disk: DiskFaults;
  readonly network: RequestFaults;
  readonly receiver: ReceiverFaults;
  readonly actionFailures: number;
  /** The machine's clock is set, so many milliseconds after the beginning, by so much. */
  readonly leaps: readonly { readonly after: number; readonly by: number }[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export function drawWeather(random: Random): Weather {
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
      latency: pick(random, [0, 5, 100, 3 * SECOND]),
    },
    actionFailures: pick(random, [0, 0, 0, 0.2]),
    leaps: Array.from({ length: pick(random, [0, 0, 0, 1, 3]) }, () => ({
      after: random.below(pick(random, [SECOND, 5 * SECOND, 2 * MINUTE])),
      by: pick(random, [-60 * MINUTE, -5 * SECOND, -1, 3 * SECOND, MINUTE, 90 * MINUTE]),
    })),
  };
}

/** Nothing goes wrong any more. */
export const CALM: Pick<Weather, "disk" | "network" | "receiver" | "actionFailures"> = {
  disk: { latency: 0, refusals: 0, lies: 0 },
  network: { latency: 5, losses: 0, repeats: 0 },
  receiver: { share: 0, latency: 0 },
  actionFailures: 0,
};
