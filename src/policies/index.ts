// Deciding the next action from rules and stories.
// Imports base, domain and conversation. Start with train.ts, then rules/rule-policy.ts.

export { checkStories, type StoryCheckOptions, type StoryFinding } from "./check/index.ts";
export type {
  PolicyConfiguration,
  PolicyTrainingContext,
  PolicyTrainingData,
  TrainedPolicies,
} from "./policy.ts";
export { rulePolicyOptions } from "./rules/rule-policy.ts";
export { storyPaths } from "./story-paths.ts";
export { storySlotValues } from "./story-slots.ts";
export { loadPolicies, policyNames, trainPolicies } from "./train.ts";
