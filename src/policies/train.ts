import { isJsonObject, type JsonValue, TsbotError } from "../base/index.ts";
import type { Domain } from "../domain/index.ts";
import { createEnsemble } from "./ensemble.ts";
import {
  createLearnedPolicy,
  createUnlikelyIntent,
  type LearnedPolicy,
  learnedOptions,
  rankerFromJson,
  rankerToJson,
  trainLearned,
  trainUnlikelyIntent,
  type UnlikelyIntentPolicy,
} from "./learned/index.ts";
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
const TED = "TEDPolicy";
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
  | { readonly type: "memoization"; readonly model: MemoizationModel }
  | { readonly type: "learned"; readonly model: LearnedPolicy }
  | { readonly type: "unlikely-intent"; readonly model: UnlikelyIntentPolicy };

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
  return assemble(models.map(fromStored), domain);
}

function assemble(models: readonly PolicyModel[], domain: Domain): TrainedPolicies {
  const ensemble = createEnsemble(models.map((policy) => toVoter(policy, domain)));
  return { ...ensemble, toJson: () => ({ models: models.map(toStored) }) };
}

function toVoter(policy: PolicyModel, domain: Domain): Voter {
  switch (policy.type) {
    case "rules":
      return createRulePolicy(policy.model, domain);
    case "memoization":
      return createMemoization(policy.model, domain);
    case "learned":
      return createLearnedPolicy(policy.model, domain);
    case "unlikely-intent":
      return createUnlikelyIntent(policy.model, domain);
  }
}

function toStored({ type, model }: PolicyModel): JsonValue {
  const stored =
    type === "learned"
      ? { ...model, model: { ...model.model, ranker: rankerToJson(model.model.ranker) } }
      : type === "unlikely-intent"
        ? { ...model, ranker: rankerToJson(model.ranker) }
        : model;
  return { type, model: stored } as unknown as JsonValue;
}

function fromStored(value: JsonValue): PolicyModel {
  const policy = value as unknown as PolicyModel;
  if (policy.type === "learned") {
    const { model } = policy.model;
    const ranker = rankerFromJson(model.ranker as unknown as JsonValue);
    return { type: "learned", model: { ...policy.model, model: { ...model, ranker } } };
  }
  if (policy.type !== "unlikely-intent") return policy;
  const ranker = rankerFromJson(policy.model.ranker as unknown as JsonValue);
  return { type: "unlikely-intent", model: { ...policy.model, ranker } };
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
    case TED: {
      const learned = learnedOptions(options, context.augmentation);
      const forms = new Set(domain.forms.keys());
      const model = trainLearned(tracks, { options: learned, forms, seed: context.seed });
      return [{ type: "learned", model: { name, options: learned, model } }];
    }
    case UNEXPECTED_INTENT: {
      const model = trainUnlikelyIntent(tracks, { name, options, forms: new Set(domain.forms.keys()) });
      return model === null ? [] : [{ type: "unlikely-intent", model }];
    }
    default:
      throw new TsbotError("policies/unknown-policy", `There is no policy '${name}'.`, {
        hint: `Policies: ${[...policyNames].join(", ")}.`,
      });
  }
}
