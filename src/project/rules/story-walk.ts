import type { SlotStep, Story, StoryStep, UserStep } from "../../conversation/index.ts";
import type { Project } from "../project.ts";

/** A step with the story or rule that holds it. */
interface OwnedStep<Step = StoryStep> {
  readonly story: Story;
  readonly step: Step;
}

/** Every step of every story and rule, alternatives and conditions too. */
export function* allSteps({ stories }: Project): Generator<OwnedStep> {
  for (const story of stories) {
    for (const step of story.conditions) yield { story, step };
    for (const step of story.steps) {
      yield { story, step };
      for (const inner of innerSteps(step)) yield { story, step: inner };
    }
  }
}

function innerSteps(step: StoryStep): readonly StoryStep[] {
  if (step.type === "or") return step.alternatives;
  return step.type === "checkpoint" ? step.conditions : [];
}

/** Every message of the user in stories and rules. */
export function* userSteps(project: Project): Generator<OwnedStep<UserStep>> {
  for (const { story, step } of allSteps(project)) if (step.type === "user") yield { story, step };
}

/** Every `slot_was_set` in stories and rules. */
export function* slotSteps(project: Project): Generator<OwnedStep<SlotStep>> {
  for (const { story, step } of allSteps(project)) if (step.type === "slot") yield { story, step };
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
