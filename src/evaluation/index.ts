// How good a model is: reports over labels, over what texts are understood as, and over what stories are followed.
// Imports base, domain, conversation, nlu and policies. Start with classification-report.ts.

export { type CrossValidation, crossValidate } from "./cross-validation.ts";
export { evaluateStories, type StoryEvaluation } from "./story-evaluation.ts";
export { evaluateUnderstanding, type LabelledText } from "./understanding.ts";
