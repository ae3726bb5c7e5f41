import type { Project } from "../project.ts";
import { policyFacts } from "../shapes/policy-facts.ts";
import type { ValidationRule } from "./rule.ts";
import { baseIntent, userSteps } from "./story-walk.ts";

const STORY_POLICIES = ["MemoizationPolicy", "AugmentedMemoizationPolicy", "TEDPolicy"];

function hasStoryPolicy({ config }: Project): boolean {
  // What a policy does that tsbot does not know is open; it is reported.
  return config.policies.some(({ name }) => STORY_POLICIES.includes(name) || !policyFacts.has(name));
}

/** Stories without a policy that learns them. */
export const storiesWithoutPolicy: ValidationRule = {
  code: "project/stories-without-policy",
  severity: "warning",
  explanation:
    "A story answers an intent that no rule answers, but `policies` in config.yml names none that learns stories, so the assistant follows the rules alone: add MemoizationPolicy, AugmentedMemoizationPolicy or TEDPolicy.",
  needs: ["config", "stories"],
  check(project, report) {
    if (hasStoryPolicy(project)) return;
    const answered = new Set<string>();
    for (const { story, step } of userSteps(project))
      if (story.kind === "rule" && step.intent !== undefined) answered.add(baseIntent(step.intent));
    for (const { story, step } of userSteps(project)) {
      const { intent } = step;
      if (story.kind === "rule" || intent === undefined || answered.has(baseIntent(intent))) continue;
      report(
        project.places.ofKey(project.config, "policies"),
        "The project has stories, but no policy that learns them.",
        {
          hint: "Add `- name: MemoizationPolicy` below 'policies', or make rules of the stories.",
          related: [
            { message: `The story '${story.name}' answers '${intent}', which no rule does.`, at: step.at },
          ],
        },
      );
      return;
    }
  },
};

/** The user's own words in stories. */
export const endToEndWithoutPolicy: ValidationRule = {
  code: "project/end-to-end-without-policy",
  severity: "warning",
  explanation:
    "A story says what the user writes (`user: …`) without an intent. Only TEDPolicy learns such steps; the other policies compare intents, so that the story is not followed from there on. Add TEDPolicy to `policies`, or the intent to the step. Rules may do without: they hold for that very text.",
  needs: ["stories", "config"],
  check(project, report) {
    if (project.config.policies.some(({ name }) => name === "TEDPolicy")) return;
    for (const { story, step } of userSteps(project)) {
      if (story.kind === "rule" || step.intent !== undefined || step.text === undefined) continue;
      report(
        step.at,
        `The story '${story.name}' goes on after a text without an intent, which no policy here learns.`,
        {
          hint: "Add TEDPolicy to `policies` in config.yml, or write `intent: …` beside `user:`.",
        },
      );
      return;
    }
  },
};
