import { beforeAll, describe, expect, it } from "vitest";
import { type Bot, huntBug, plantedBugs, runSeed, trainBot } from "./index.ts";

// A slice of `npm run simulate`, which runs thousands of seeds.

const FIRST = 1_000_000;
const SEEDS = 600;
/** Seeds that a planted bug may take. */
const PATIENCE = 1_000;

let bot: Bot;
beforeAll(async () => {
  bot = await trainBot();
});

describe("a server on a simulated disk, clock and network", () => {
  it("loses nothing, is never early, does nothing twice and keeps order, wherever it dies", async () => {
    const crashPoints = new Set<string>();
    for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
      const { failures } = await runSeed(seed, { bot, onCrashPoint: (place) => crashPoints.add(place) });
      expect(failures, `npm run simulate -- --seed ${seed}`).toEqual([]);
    }
    // It would show nothing if processes did not die in the middle of what matters.
    for (const call of [
      "commit",
      "claimDueReminders",
      "queuedDeliveries",
      "settleDelivery",
      "push",
      "action",
    ]) {
      for (const moment of ["before", "after"]) expect([...crashPoints]).toContain(`${call}, ${moment}`);
    }
    expect([...crashPoints].filter((place) => place.endsWith("recovering")).length).toBeGreaterThan(10);
  }, 240_000);

  it("has the same story each time for the same seed", async () => {
    for (let seed = FIRST; seed < FIRST + 10; seed++) {
      const [first, second]: [string[], string[]] = [[], []];
      await runSeed(seed, { bot, trace: first });
      await runSeed(seed, { bot, trace: second });
      expect(second).toEqual(first);
      expect(first.length).toBeGreaterThan(10);
    }
  });
});

describe("a planted bug", () => {
  it.each(plantedBugs.map((bug) => [bug.name, bug] as const))(
    "is caught: %s",
    async (_, bug) => {
      const { seed } = await huntBug(bug, { bot, from: FIRST, most: PATIENCE });
      expect(seed).not.toBeNull();
    },
    120_000,
  );
});
