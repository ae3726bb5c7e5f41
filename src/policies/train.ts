import { isJsonObject, type JsonValue, TsbotError } from "../base/index.ts";
import type { Domain } from "../domain/index.ts";
import { createEnsemble } from "./ensemble.ts";
import { createMemoization, type MemoizationModel, trainMemoization } from "./memoization.ts";
import type {
  PolicyConfiguration,
  PolicyTrainingContext,
  PolicyTrainingData,
  TrainedPolicies,
} from "./policy.ts";
import type { Voter } from "./policy-contract.ts";
import {
  createRulePolicy,
  RULE_POLICY,
  type RulePolicyModel,
  rulePolicyOptions,
} from "./rules/rule-policy.ts";
import { trainRules } from "./rules/train-rules.ts";
import { storyPaths } from "./story-paths.ts";
import { type TrainingTrack, toTrack } from "./training-track.ts";

const MEMOIZATION = "MemoizationPolicy";
const AUGMENTED_MEMOIZATION = "AugmentedMemoizationPolicy";
/** Accepted because Rasa suggests it; stands for memoisation with forgetting until a learned policy takes its place. */
const TED = "TEDPolicy";
/** Accepted because Rasa suggests it; it never votes. */
const UNEXPECTED_INTENT = "UnexpecTEDIntentPolicy";

/** The policies config.yml may name. */
export const policyNames: ReadonlySet<string> = new Set([
  RULE_POLICY,
  MEMOIZATION,
  AUGMENTED_MEMOIZATION,
  TED,
  UNEXPECTED_INTENT,
]);

type PolicyModel =
  | { readonly type: "rules"; readonly model: RulePolicyModel }
  | { readonly type: "memoization"; readonly model: MemoizationModel };

/**
 * Trains the configured policies on stories and rules. Throws `policies/unknown-policy`.
 */
export function trainPolicies(
  configurations: readonly PolicyConfiguration[],
  data: PolicyTrainingData,
  context: PolicyTrainingContext,
): TrainedPolicies {
  const { domain } = data;
  const { paths, leftOut } = storyPaths(data.stories);
  for (const { name, at } of leftOut) {
    context.logger.warn(
      "some ways through checkpoints and alternatives are not learned, there are too many",
      {
        story: name,
        file: at.file,
        line: at.line,
      },
    );
  }
  const tracks = paths.map((path) => toTrack(path, domain)).filter((track) => track !== null);
  const models = configurations.flatMap((configuration) =>
    trainPolicy(configuration, { tracks, domain, context }),
  );
  return assemble(models, domain);
}

/** Rebuilds what {@link TrainedPolicies.toJson} wrote. */
export function loadPolicies(value: JsonValue, domain: Domain): TrainedPolicies {
  const models = isJsonObject(value) ? value["models"] : undefined;
  if (!Array.isArray(models)) throw new TypeError("Stored policies are an object with 'models'.");
  return assemble(models as unknown as readonly PolicyModel[], domain);
}

function assemble(models: readonly PolicyModel[], domain: Domain): TrainedPolicies {
  const ensemble = createEnsemble(models.map((policy) => toVoter(policy, domain)));
  return { ...ensemble, toJson: () => ({ models }) as unknown as JsonValue };
}

function toVoter(policy: PolicyModel, domain: Domain): Voter {
  return policy.type === "rules"
    ? createRulePolicy(policy.model, domain)
    : createMemoization(policy.model, domain);
}

interface TrainingInput {
  readonly tracks: readonly TrainingTrack[];
  readonly domain: Domain;
  readonly context: PolicyTrainingContext;
}

function trainPolicy({ name, options }: PolicyConfiguration, input: TrainingInput): readonly PolicyModel[] {
  const { tracks, domain, context } = input;
  switch (name) {
    case RULE_POLICY:
      return [{ type: "rules", model: trainRules(tracks, domain, rulePolicyOptions(options)) }];
    case MEMOIZATION:
      return [{ type: "memoization", model: trainMemoization(tracks, options, { name, augmented: false }) }];
    case AUGMENTED_MEMOIZATION:
      return [{ type: "memoization", model: trainMemoization(tracks, options, { name, augmented: true }) }];
    case TED:
      context.logger.info("TEDPolicy remembers stories and forgets older turns; it does not generalise yet");
      return [
        {
          type: "memoization",
          model: { ...trainMemoization(tracks, options, { name, augmented: true }), priority: 1 },
        },
      ];
    case UNEXPECTED_INTENT:
      context.logger.info("UnexpecTEDIntentPolicy is accepted and never predicts");
      return [];
    default:
      throw new TsbotError("policies/unknown-policy", `There is no policy '${name}'.`, {
        hint: `Policies: ${[...policyNames].join(", ")}.`,
      });
  }
}
