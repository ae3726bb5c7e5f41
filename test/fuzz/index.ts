// Mutants of valid projects: whatever a person breaks, reading it neither fails nor hangs, and every finding has a place.
// Uses the sources as the command line does. Start with run.ts (`npm run fuzz`), then judge.ts and mutate.ts.

export { type JudgeOptions, judgeMutant, type Verdict } from "./judge.ts";
export { createMutant, type Mutant } from "./mutate.ts";
export { loadSeeds, type SeedProject } from "./seeds.ts";
