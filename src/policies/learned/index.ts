// Policies that learn from stories what they do not say: TEDPolicy's and UnexpecTEDIntentPolicy's place.
// Imports base, ml, domain and conversation. Start with dialogue-features.ts (what is seen), then train-learned.ts.

export { learnedOptions } from "./learned-options.ts";
export { createLearnedPolicy, type LearnedPolicy } from "./learned-policy.ts";
export { rankerFromJson, rankerToJson } from "./stored-ranker.ts";
export { trainLearned } from "./train-learned.ts";
export { createUnlikelyIntent, trainUnlikelyIntent, type UnlikelyIntentPolicy } from "./unlikely-intent.ts";
