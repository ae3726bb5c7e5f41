import type { JsonArray, JsonObject } from "../base/index.ts";
import type { Story } from "../conversation/index.ts";
import { storyPaths } from "../policies/index.ts";
import { classificationReport } from "./classification-report.ts";
import { type FollowedStory, followStory, type StoryFollowing } from "./follow-story.ts";

export interface StoryEvaluation extends StoryFollowing {
  readonly stories: readonly Story[];
  /** At most so many ways through them. */
  readonly limit?: number;
  /** Lets others work in between. */
  readonly pause: () => Promise<void>;
}

/** Policies that answer only what stories and rules say in so many words (rasa/core/policies/ensemble.py 3.6). */
const FROM_TRAINING_DATA = ["MemoizationPolicy", "AugmentedMemoizationPolicy", "RulePolicy"];

/** Follows every way through some stories. */
export async function followStories(evaluation: StoryEvaluation): Promise<readonly FollowedStory[]> {
  const followed: FollowedStory[] = [];
  const { paths } = storyPaths(evaluation.stories);
  for (const path of paths.slice(0, evaluation.limit)) {
    followed.push(await followStory(path, evaluation));
    await evaluation.pause();
  }
  return followed;
}

/** What Rasa's API tells of stories that were followed (rasa/core/test.py 3.6, `test`). */
export function summarizeStories(followed: readonly FollowedStory[], isEndToEnd: boolean): JsonObject {
  const actions = followed.flatMap((story) => story.actions);
  const pairs = actions.map(({ action, predicted }) => ({ expected: action, predicted }));
  const intents = followed.flatMap((story) => story.intents);
  const entities = followed.flatMap((story) => story.entities);
  const { report, precision, f1, accuracy } = classificationReport([...intents, ...pairs, ...entities]);
  const known = actions.filter(({ policy }) => policy !== null && FROM_TRAINING_DATA.includes(policy));
  return {
    report,
    precision,
    f1,
    accuracy,
    actions: actions as unknown as JsonArray,
    in_training_data_fraction: actions.length === 0 ? 0 : known.length / actions.length,
    is_end_to_end_evaluation: isEndToEnd,
  };
}

/** Follows stories and summarizes them, as `POST /model/test/stories` answers. */
export async function evaluateStories(evaluation: StoryEvaluation): Promise<JsonObject> {
  return summarizeStories(await followStories(evaluation), evaluation.interpreter !== null);
}
