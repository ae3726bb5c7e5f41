import { checkStories, rulePolicyOptions } from "../policies/index.ts";
import type { Project, StoryFinding } from "../project/index.ts";

/** What Rasa's `check_for_contradictions` turns off. */
const CONTRADICTIONS: ReadonlySet<StoryFinding["kind"]> = new Set(["rule-contradiction", "incomplete-rule"]);

/**
 * What a project's stories and rules say against each other, by the policies it configures. Stories are compared by their
 * last `maxHistory` states, from the beginning when that is null.
 */
export function checkProjectStories(
  { stories, domain, config }: Project,
  maxHistory: number | null = null,
): readonly StoryFinding[] {
  const options = config.policies.find(({ name }) => name === "RulePolicy")?.options ?? {};
  const { fallbackAction } = rulePolicyOptions(options);
  const findings = checkStories(stories, domain, { maxHistory, fallbackAction });
  return options["check_for_contradictions"] === false
    ? findings.filter(({ kind }) => !CONTRADICTIONS.has(kind))
    : findings;
}
