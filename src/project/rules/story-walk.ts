import type { Story, StoryStep, UserStep } from "../../conversation/index.ts";
import type { Project } from "../project.ts";

/** Every step of every story and rule, alternatives and conditions too. */
export function* allSteps({
  stories,
}: Project): Generator<{ readonly story: Story; readonly step: StoryStep }> {
  for (const story of stories) {
    for (const step of story.conditions) yield { story, step };
    for (const step of story.steps) {
      yield { story, step };
      if (step.type === "or") for (const alternative of step.alternatives) yield { story, step: alternative };
      if (step.type === "checkpoint")
        for (const condition of step.conditions) yield { story, step: condition };
    }
  }
}

/** Every message of the user in stories and rules. */
export function* userSteps(project: Project): Generator<{ readonly story: Story; readonly step: UserStep }> {
  for (const { story, step } of allSteps(project)) if (step.type === "user") yield { story, step };
}

/** Names of the actions that stories and rules take. */
export function actionsTaken(project: Project): ReadonlySet<string> {
  const taken = new Set<string>();
  for (const { step } of allSteps(project)) if (step.type === "action") taken.add(step.action);
  return taken;
}

/** `faq` of the retrieval intent `faq/hours`. */
export function baseIntent(name: string): string {
  return name.split("/", 1)[0] ?? name;
}

/** `The rule 'greet'` */
export function titleOf({ kind, name }: Story): string {
  return `The ${kind} '${name}'`;
}
