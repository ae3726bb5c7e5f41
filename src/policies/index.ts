// Deciding the next action from rules and stories.
// Imports base, domain and conversation. Start with policy.ts.

export type {
  PolicyConfiguration,
  PolicyTrainingContext,
  PolicyTrainingData,
  TrainedPolicies,
} from "./policy.ts";
