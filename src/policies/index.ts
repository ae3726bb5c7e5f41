// Deciding the next action from rules and stories.
// Imports base, domain and conversation. Start with train.ts, then rules/rule-policy.ts.

export type {
  PolicyConfiguration,
  PolicyTrainingContext,
  PolicyTrainingData,
  TrainedPolicies,
} from "./policy.ts";
export { loadPolicies, policyNames, trainPolicies } from "./train.ts";
