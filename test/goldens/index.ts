// The recorded comparisons: what Rasa made of files, and whether tsbot makes the same of them. One code for the vitest
// suites and for `npm run goldens`. Start with kinds.ts; what differs, and why, is in deviations.ts.

export { deviations } from "./deviations.ts";
export { botFigures, figureTable } from "./figures.ts";
export { type Golden, type GoldenFolder, readGoldens } from "./golden.ts";
export { type GoldenKind, goldenKinds } from "./kinds.ts";
export { mistakeRows, mistakeTable } from "./mistakes.ts";
export { judge, runGoldens, type Verdict } from "./run-goldens.ts";
