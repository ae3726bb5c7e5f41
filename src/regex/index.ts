// Regular expressions and word lists of a project, matched in time that grows with the text and the pattern, never faster.
// Imports base only (no chat words). Start with compile-pattern.ts; lookup tables are in find-literals.ts.

export { compilePattern, type Pattern, type PatternProblem } from "./compile-pattern.ts";
export { createLiteralFinder } from "./find-literals.ts";
export { createStepBudget, type Match, type Span, type StepBudget } from "./run-program.ts";
