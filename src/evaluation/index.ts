// How good a model is: reports over labels, over what texts are understood as, and over what stories are followed.
// Imports base, domain, conversation, nlu and policies. Start with evaluation.ts, then classification-report.ts.

export { type Changes, compareWithEarlier, type EarlierReport } from "./changes.ts";
export { chartToFile } from "./charts/svg.ts";
export { type ComparisonResult, compareConfigurations } from "./configuration-comparison.ts";
export { confusions, mostConfused } from "./confusion.ts";
export { type CrossValidation, crossValidate } from "./cross-validation.ts";
export type { EntityEvaluation } from "./entity-evaluation.ts";
export { type Evaluation, evaluate } from "./evaluation.ts";
export type { FollowedStep, FollowedStory } from "./follow-story.ts";
export { type HeldOut, type TrainingMeans, understandHeldOut } from "./held-out.ts";
export { countFallbacks, countWrong, type LabelEvaluation } from "./label-evaluation.ts";
export { comparisonChart, comparisonPage } from "./page/comparison-page.ts";
export { reportPage } from "./page/report-page.ts";
export { reportFiles } from "./report-files.ts";
export { meanOf, spreadOf } from "./statistics.ts";
export {
  evaluateStories,
  followStories,
  type StoryEvaluation,
} from "./story-evaluation.ts";
export { type StoryFileOptions, storyFiles, storyReport } from "./story-files.ts";
export { mostImportant, suggestChanges } from "./suggestions/suggest.ts";
export { SUGGESTION_KINDS, type Suggestion, type SuggestionKind } from "./suggestions/suggestion.ts";
export { evaluateUnderstanding } from "./understanding.ts";
export { type LabelledText, understandTexts } from "./understood.ts";
