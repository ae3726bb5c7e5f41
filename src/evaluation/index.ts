// How good a model is: reports over labels, over what texts are understood as, and over what stories are followed.
// Imports base, domain, conversation, nlu and policies. Start with evaluation.ts, then classification-report.ts.

// Compared
export { type Changes, compareWithEarlier, type EarlierReport } from "./changes.ts";
// Written
export { chartToFile } from "./charts/svg.ts";
export { type ComparisonResult, compareConfigurations } from "./configuration-comparison.ts";
export { confusions, mostConfused } from "./confusion.ts";
// Understanding, judged
// For the HTTP API
export { type CrossValidation, crossValidate, type HeldOut, understandHeldOut } from "./cross-validation.ts";
export type { EntityEvaluation } from "./entity-evaluation.ts";
export { type Evaluation, evaluate } from "./evaluation.ts";
export { countWrong, type LabelEvaluation } from "./label-evaluation.ts";
export { comparisonChart, comparisonPage } from "./page/comparison-page.ts";
export { reportPage } from "./page/report-page.ts";
export { reportFiles } from "./report-files.ts";
export { meanOf, spreadOf } from "./statistics.ts";
// Dialogue
export { evaluateStories, type StoryEvaluation } from "./story-evaluation.ts";
export { evaluateUnderstanding } from "./understanding.ts";
export { type LabelledText, understandTexts } from "./understood.ts";
