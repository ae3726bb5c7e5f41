import { Agent, fetch } from "undici";
import type { Random } from "../../../src/base/index.ts";

/** One reminder: a name of its own, and when it is due (epoch milliseconds). */
export interface Job {
  readonly name: string;
  readonly dueAt: number;
}

/** Reminders due at random moments of `spread` milliseconds from `start`. */
export function randomJobs(
  prefix: string,
  count: number,
  { start, spread, random }: { readonly start: number; readonly spread: number; readonly random: Random },
): readonly Job[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `${prefix}-${index}`,
    dueAt: start + random.below(spread + 1),
  }));
}

/** Clients that post at once. */
const CLIENTS = 32;

/** Posts one body for each job; anything but a success is an error. */
export async function postEach(
  url: string | ((job: Job) => string),
  jobs: readonly Job[],
  toBody: (job: Job) => unknown,
): Promise<void> {
  const dispatcher = new Agent({ connections: CLIENTS });
  const rest = jobs.values();
  const client = async (): Promise<void> => {
    for (const job of rest) {
      const address = typeof url === "string" ? url : url(job);
      const response = await fetch(address, {
        method: "POST",
        dispatcher,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(toBody(job)),
      });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${address} answered ${response.status}`);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  await dispatcher.close();
}
