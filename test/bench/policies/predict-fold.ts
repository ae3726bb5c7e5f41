import { join } from "node:path";
import { silentLogger } from "../../../src/base/index.ts";
import { evaluateStories } from "../../../src/evaluation/index.ts";
import { type PolicyConfiguration, trainPolicies } from "../../../src/policies/index.ts";
import { readProject } from "../../../src/project/index.ts";
import type { Fold } from "./folds.ts";
import type { PredictedStep } from "./score.ts";

/** Policies that are compared, by the name of their column. */
export const OURS = {
  memoising: [
    { name: "MemoizationPolicy", options: { max_history: 5 } },
    { name: "AugmentedMemoizationPolicy", options: { max_history: 5 } },
  ],
  learned: [{ name: "TEDPolicy", options: { max_history: 5, epochs: 100 } }],
} satisfies Readonly<Record<string, readonly PolicyConfiguration[]>>;

/** Trains policies on a fold's stories and predicts every action of the held-out ones. */
export async function predictFold(
  bot: string,
  fold: Fold,
  policies: readonly PolicyConfiguration[],
): Promise<{ readonly steps: readonly PredictedStep[]; readonly seconds: number }> {
  const read = (file: string) => readProject({ directory: bot, data: [join(fold.directory, file)] }, {});
  const [{ stories, domain }, held] = [await read("train.yml"), await read("test.yml")];
  const started = performance.now();
  const predictor = trainPolicies(policies, { stories, domain }, { seed: 42, logger: silentLogger });
  const seconds = (performance.now() - started) / 1000;
  const report = await evaluateStories({
    stories: held.stories,
    domain,
    predictor,
    interpreter: null,
    pause: () => Promise.resolve(),
  });
  const actions = report["actions"] as unknown as readonly { action: string; predicted: string }[];
  return { steps: actions.map(({ action, predicted }) => [action, predicted]), seconds };
}
