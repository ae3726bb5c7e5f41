import type { JsonObject } from "../base/index.ts";
import { classificationReport } from "./classification-report.ts";
import type { FollowedStep, FollowedStory } from "./follow-story.ts";

/** Which of Rasa's files are wanted. */
export interface StoryFileOptions {
  readonly errors: boolean;
  readonly successes: boolean;
  readonly warnings: boolean;
}

/** Rasa's report of stories by name of file (rasa/core/test.py 3.6), without the plot. */
export function storyFiles(
  followed: readonly FollowedStory[],
  { errors, successes, warnings }: StoryFileOptions,
): ReadonlyMap<string, string> {
  const files = new Map([["story_report.json", `${JSON.stringify(storyReport(followed), null, 2)}\n`]]);
  const failed = followed.filter(({ isPassed }) => !isPassed);
  const passed = followed.filter(({ isPassed }) => isPassed);
  const unlikely = passed
    .filter(hasWarning)
    .sort((left, right) => countWarnings(right) - countWarnings(left));
  if (errors)
    files.set("failed_test_stories.yml", toYaml(failed, "None of the test stories failed - all good!"));
  if (successes)
    files.set("successful_test_stories.yml", toYaml(passed, "None of the test stories succeeded :("));
  if (warnings) files.set("stories_with_warnings.yml", toYaml(unlikely, "No warnings for test stories"));
  return files;
}

/** The report of every action, intent and entity, with how many conversations are right. */
export function storyReport(followed: readonly FollowedStory[]): JsonObject {
  const actions = followed.flatMap((story) => story.actions);
  const { report } = classificationReport([
    ...actions.map(({ action, predicted }) => ({ expected: action, predicted })),
    ...followed.flatMap(({ intents, entities }) => [...intents, ...entities]),
  ]);
  const correct = followed.filter(({ isPassed }) => isPassed).length;
  return {
    ...(report as JsonObject),
    conversation_accuracy: {
      accuracy: followed.length === 0 ? 0 : correct / followed.length,
      correct,
      with_warnings: followed.filter((story) => story.isPassed && hasWarning(story)).length,
      total: followed.length,
    },
  };
}

function hasWarning({ steps }: FollowedStory): boolean {
  return steps.some(({ isUnlikely }) => isUnlikely);
}

function countWarnings({ steps }: FollowedStory): number {
  return steps.filter(({ isUnlikely }) => isUnlikely).length;
}

function toYaml(stories: readonly FollowedStory[], otherwise: string): string {
  if (stories.length === 0) return `# ${otherwise}\n`;
  const blocks = stories.map(({ name, at, steps }) =>
    [`- story: ${quote(`${name} (${at.file})`)}`, "  steps:", ...steps.flatMap(stepLines)].join("\n"),
  );
  return `version: "3.1"\nstories:\n${blocks.join("\n\n")}\n`;
}

/** The lines of a step, with what was predicted instead as a comment. */
function stepLines(followed: FollowedStep): readonly string[] {
  const { step, predicted, isUnlikely } = followed;
  const comment =
    predicted !== null
      ? `  # predicted: ${predicted.replaceAll("\n", " ")}`
      : isUnlikely
        ? "  # predicted: action_unlikely_intent"
        : "";
  if (step === null) return predicted === null && !isUnlikely ? [] : [`  - action: action_listen${comment}`];
  switch (step.type) {
    case "user":
      return userLines(step, comment);
    case "action":
      return [`  - action: ${quote(step.action)}${comment}`];
    case "bot":
      return [`  - bot: ${quote(step.text)}${comment}`];
    case "active_loop":
      return [`  - active_loop: ${step.name === null ? "null" : quote(step.name)}`];
    case "slot":
      return [
        "  - slot_was_set:",
        ...step.slots.map(({ name, value }) =>
          value === undefined ? `    - ${quote(name)}` : `    - ${quote(name)}: ${JSON.stringify(value)}`,
        ),
      ];
  }
}

function userLines(
  { intent, text, entities }: Extract<FollowedStep["step"], { readonly type: "user" }>,
  comment: string,
): readonly string[] {
  const lines = [
    ...(intent === undefined ? [] : [`intent: ${quote(intent)}`]),
    ...(text === undefined ? [] : [`user: ${JSON.stringify(text)}`]),
  ].map((line, index) => `${index === 0 ? "  - " : "    "}${line}${index === 0 ? comment : ""}`);
  if (entities.length === 0) return lines;
  const items = entities.map(({ entity, value }) => `    - ${quote(entity)}: ${JSON.stringify(value)}`);
  return [...lines, "    entities:", ...items];
}

/** A text as YAML: as it is where that is safe, otherwise in quotes. */
function quote(text: string): string {
  return /^[A-Za-z_][\w /().-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
