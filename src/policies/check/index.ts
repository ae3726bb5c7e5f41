// What stories and rules cannot be learned side by side: found on the very decisions that policies train on.
// Start with check-stories.ts. Used by validation, which asks for it through project's `Known`.

export { checkStories, type StoryCheckOptions } from "./check-stories.ts";
export type { StoryFinding } from "./finding.ts";
