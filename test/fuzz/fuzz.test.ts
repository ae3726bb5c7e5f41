import { describe, expect, it } from "vitest";
import { createMutant, judgeMutant, loadSeeds } from "./index.ts";

/** The same everywhere, so the bots that may lie beside the repository are left out. */
const SEED = 20_261_126;
const MUTANTS = 400;
/** One in so many of those that can be trained is: that takes most of the time. */
const TRAINED = 8;
/** Milliseconds for one mutant; far more than any takes, as this is no measurement. */
const BUDGET = 20_000;

describe("a mutant of a valid project", () => {
  it("is read, every finding has a place, and what passes trains, loads and answers", async () => {
    const seeds = await loadSeeds({ withBots: false });
    expect(seeds.length).toBeGreaterThan(3);
    let clean = 0;
    let trained = 0;
    for (let number = 0; number < MUTANTS; number++) {
      const mutant = createMutant(seeds, SEED, number);
      const verdict = await judgeMutant(mutant, { budget: BUDGET, trains: number % TRAINED === 0 });
      expect(verdict.failures, `${mutant.seed.name}: ${mutant.changes.join(", ")}`).toEqual([]);
      clean += Number(verdict.isClean);
      trained += Number(verdict.isTrained);
    }
    // Mutants that are all broken, or all whole, would show nothing.
    expect(clean).toBeGreaterThan(MUTANTS / 10);
    expect(clean).toBeLessThan(MUTANTS / 2);
    expect(trained).toBeGreaterThan(10);
  }, 240_000);

  it("is always the same for a seed and a number", async () => {
    const seeds = await loadSeeds({ withBots: false });
    for (let number = 0; number < 20; number++) {
      expect(createMutant(seeds, SEED, number)).toEqual(createMutant(seeds, SEED, number));
    }
  });
});

describe("the judge", () => {
  const at = { file: "domain.yml", line: 1, column: 1 };
  const finding = {
    code: "project/unknown-intent",
    severity: "error",
    message: "No.",
    at,
    related: [],
  } as const;
  const judge = async (found: object) => {
    const [seed] = (await loadSeeds({ withBots: false })).slice(-1);
    if (seed === undefined) throw new Error("there are no seeds");
    const mutant = { seed, files: seed.files, changes: [] };
    const check = () => [{ ...finding, ...found }];
    return (await judgeMutant(mutant, { budget: BUDGET, trains: false, check })).failures;
  };

  it.each([
    ["a line that the file does not have", { at: { ...at, line: 9_999 } }],
    ["a column behind the line's end", { at: { ...at, column: 999 } }],
    ["an end before its beginning", { at: { ...at, line: 2, endLine: 1, endColumn: 1 } }],
    ["a file that is not there", { at: { ...at, file: "other.yml" } }],
    ["a code that nothing explains", { code: "project/nonsense" }],
    ["a message with a hole", { message: "undefined is no intent" }],
  ])("sees %s", async (_, found) => {
    expect(await judge(found)).toHaveLength(1);
  });

  it("sees nothing wrong with a finding in its place", async () => {
    expect(await judge({})).toEqual([]);
  });

  it("sees what is thrown", async () => {
    const [seed] = await loadSeeds({ withBots: false });
    if (seed === undefined) throw new Error("there are no seeds");
    const check = () => {
      throw new Error("broken");
    };
    const verdict = await judgeMutant(
      { seed, files: seed.files, changes: [] },
      { budget: BUDGET, trains: false, check },
    );
    expect(verdict.failures[0]).toContain("broken");
  });
});
