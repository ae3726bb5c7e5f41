// Judges the mutants that its parent asks for, in a process of its own: a mutant that hangs is ended with it.

import { createMutant, judgeMutant, loadSeeds, type Verdict } from "./index.ts";

/** What the parent asks for. */
export interface Question {
  readonly runSeed: number;
  readonly number: number;
  readonly trains: boolean;
  readonly budget: number;
}

export interface Answer {
  readonly number: number;
  readonly verdict: Verdict;
}

const seeds = await loadSeeds({ withBots: process.env["TSBOT_FUZZ_WITHOUT_BOTS"] === undefined });

process.on("message", async ({ runSeed, number, trains, budget }: Question) => {
  const verdict = await judgeMutant(createMutant(seeds, runSeed, number), { trains, budget });
  process.send?.({ number, verdict } satisfies Answer);
});
process.send?.({ seeds: seeds.length });
