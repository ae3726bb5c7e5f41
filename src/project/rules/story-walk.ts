import type { Story, StoryStep } from "../../conversation/index.ts";
import type { Project } from "../project.ts";

/** Every step of every story and rule, alternatives and conditions too. */
export function* allSteps(project: Project): Generator<{ readonly story: Story; readonly step: StoryStep }> {
  for (const story of project.stories) {
    for (const step of [...story.conditions, ...story.steps]) {
      yield { story, step };
      if (step.type === "or") for (const alternative of step.alternatives) yield { story, step: alternative };
    }
  }
}
