import { createHash } from "node:crypto";
import type { Story, StoryStep, UserStep } from "../../conversation/index.ts";
import { ACTION_LISTEN } from "../../domain/index.ts";
import type { ValidationRule } from "./rule.ts";

/** What a story or rule does after a history. */
interface Choice {
  readonly story: Story;
  readonly action: string;
  readonly step: StoryStep | null;
}

/** Two rules that differ in what comes next. */
export const contradictingRules: ValidationRule = {
  code: "project/rule-contradiction",
  severity: "error",
  explanation:
    "Two rules with the same conditions and steps take different actions, or a story takes another action than the rule for that message demands. A rule always holds, so one of them can never come true. Change one, or make the rule more precise with a `condition`.",
  needs: [],
  check({ stories }, report) {
    const rules = stories.filter(({ kind }) => kind === "rule");
    for (const [first, second] of conflicts(rules, true)) {
      report(
        second.story.at,
        `The rule '${second.story.name}' ${verb(second)}, but the rule '${first.story.name}' ${verb(first)}.`,
        {
          hint: "Make the two differ by a `condition`, or remove one.",
          related: [{ message: `The rule '${first.story.name}' is here.`, at: first.story.at }],
        },
      );
    }
    const demands = simpleRules(rules);
    for (const story of stories) {
      if (story.kind === "rule") continue;
      for (const { user, choice } of answers(story)) {
        const rule = demanded(demands, user, choice.action);
        if (rule === undefined) continue;
        report(
          choice.step?.at,
          `The story '${story.name}' ${verb(choice)}, but the rule '${rule.story.name}' ${verb(rule)}.`,
          {
            hint: "A rule always holds: change the story, or make the rule more precise with a `condition`.",
            related: [{ message: `The rule '${rule.story.name}' is here.`, at: rule.story.at }],
          },
        );
      }
    }
  },
};

/** Two stories that differ in what comes next. */
export const conflictingStories: ValidationRule = {
  code: "project/story-conflict",
  severity: "warning",
  explanation:
    "Two stories go the same way from the start and then take different actions: the policies learn both, and which one the assistant takes is open. Make the stories differ before that point (by a slot, for example), or change one.",
  needs: [],
  check({ stories }, report) {
    for (const [first, second] of conflicts(
      stories.filter(({ kind }) => kind === "story"),
      false,
    )) {
      report(
        first.step?.at ?? first.story.at,
        `The story '${first.story.name}' ${verb(first)}, but after the same steps '${second.story.name}' ${verb(second)}.`,
        {
          hint: "Make the stories differ before that point, or change one.",
          related: [
            { message: `'${second.story.name}' goes on here.`, at: second.step?.at ?? second.story.at },
          ],
        },
      );
    }
  },
};

function verb({ action }: Choice): string {
  return action === ACTION_LISTEN ? "waits for the user" : `takes '${action}'`;
}

/** Pairs that take different actions after the same history from the start, one for each story. */
function conflicts(stories: readonly Story[], countsEnd: boolean): readonly (readonly [Choice, Choice])[] {
  const known = new Map<string, Choice>();
  const found = new Map<Story, readonly [Choice, Choice]>();
  for (const story of stories) {
    for (const { history, choice } of choices(story, countsEnd)) {
      const first = known.get(history);
      if (first === undefined) known.set(history, choice);
      else if (first.action !== choice.action && !found.has(story)) found.set(story, [first, choice]);
    }
  }
  return [...found.values()];
}

/** What a story does after each of its histories, up to the first alternative; the end of a rule waits for the user. */
function* choices(
  story: Story,
  countsEnd: boolean,
): Generator<{ readonly history: string; readonly choice: Choice }> {
  const { steps, conditions, conversationStart, waitForUserInput } = story;
  if (steps[0]?.type === "checkpoint") return;
  const hash = createHash("sha256").update(JSON.stringify([conditions, conversationStart], withoutPlaces));
  // A rule may begin in the middle of a conversation: what it begins with is where it applies, not what it takes.
  let isDecided = story.kind === "story" || conversationStart;
  for (const step of steps) {
    if (step.type === "or" || step.type === "checkpoint") return;
    if (step.type === "action" && isDecided)
      yield { history: hash.copy().digest("base64"), choice: { story, action: step.action, step } };
    isDecided ||= step.type === "user" || step.type === "action";
    hash.update(JSON.stringify(step, withoutPlaces));
  }
  if (countsEnd && waitForUserInput && steps.at(-1)?.type !== "user")
    yield { history: hash.digest("base64"), choice: { story, action: ACTION_LISTEN, step: null } };
}

function withoutPlaces(key: string, value: unknown): unknown {
  return key === "at" ? undefined : value;
}

/** Rules that hold everywhere: one message of the user, then an action. By the message. */
function simpleRules(rules: readonly Story[]): ReadonlyMap<string, readonly Choice[]> {
  const byIntent = new Map<string, Choice[]>();
  for (const story of rules) {
    const index = story.steps.findIndex(({ type }) => type === "user");
    const step = story.steps.slice(index + 1).find(({ type }) => type === "action");
    const user = story.steps[index];
    if (user?.type !== "user" || user.intent === undefined || step?.type !== "action") continue;
    const list = byIntent.get(user.intent) ?? [];
    list.push({ story, action: step.action, step });
    byIntent.set(user.intent, list);
  }
  return byIntent;
}

/** The rule that demands another action for a message, when every rule for it does. */
function demanded(
  demands: ReadonlyMap<string, readonly Choice[]>,
  user: UserStep,
  action: string,
): Choice | undefined {
  const choices = demands.get(user.intent ?? "") ?? [];
  if (choices.some((choice) => choice.action === action)) return undefined;
  return choices.find(({ story: { conditions, conversationStart, steps } }) => {
    const [first, second] = steps;
    const isPlain = first?.type === "user" && first.entities.length === 0 && first.text === undefined;
    return isPlain && second?.type === "action" && conditions.length === 0 && !conversationStart;
  });
}

/** Messages of a story with the action that answers them, where no form is active. */
function* answers({
  steps,
  ...rest
}: Story): Generator<{ readonly user: UserStep; readonly choice: Choice }> {
  let isInLoop = false;
  for (const [index, step] of steps.entries()) {
    if (step.type === "active_loop") isInLoop = step.name !== null;
    const next = steps.slice(index + 1).find(({ type }) => type !== "slot");
    if (step.type !== "user" || isInLoop || step.text !== undefined || next?.type !== "action") continue;
    yield { user: step, choice: { story: { steps, ...rest }, action: next.action, step: next } };
  }
}
