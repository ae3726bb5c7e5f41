import type { Story } from "../../conversation/index.ts";
import type { ValidationRule } from "./rule.ts";

/** Two stories of one name. */
export const duplicateStoryName: ValidationRule = {
  code: "project/duplicate-story-name",
  severity: "warning",
  explanation:
    "Two stories, or two rules, have the same name: reports and messages cannot tell them apart. Rename one.",
  needs: [],
  check({ stories }, report) {
    const named = new Map<string, Story>();
    for (const story of stories) {
      const key = `${story.kind} ${story.name}`;
      const first = named.get(key);
      if (first === undefined) named.set(key, story);
      else if (stepsKey(first) !== stepsKey(story)) {
        report(story.at, `There is another ${story.kind} of the name '${story.name}'.`, {
          hint: "Rename one of them.",
          related: [{ message: "It is here.", at: first.at }],
        });
      }
    }
  },
};

/** Two stories of the same steps. */
export const duplicateStory: ValidationRule = {
  code: "project/duplicate-story",
  severity: "warning",
  explanation: "Two stories or rules have the same steps: the second adds nothing. Remove one.",
  needs: [],
  check({ stories }, report) {
    const known = new Map<string, Story>();
    for (const story of stories) {
      const key = `${story.kind} ${stepsKey(story)}`;
      const first = known.get(key);
      if (first === undefined) known.set(key, story);
      else {
        report(story.at, `The ${story.kind} '${story.name}' has the same steps as '${first.name}'.`, {
          hint: "Remove one of them.",
          related: [{ message: `'${first.name}' is here.`, at: first.at }],
        });
      }
    }
  },
};

/** Equal for stories that say the same. */
function stepsKey({ steps, conditions, conversationStart, waitForUserInput }: Story): string {
  return JSON.stringify([conditions, steps, conversationStart, waitForUserInput], (key, value) =>
    key === "at" ? undefined : value,
  );
}
