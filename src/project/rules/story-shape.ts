import type { Story } from "../../conversation/index.ts";
import { hintFor, type ValidationRule } from "./rule.ts";
import { titleOf, userSteps } from "./story-walk.ts";

/** A rule with more than one message of the user. */
export const ruleWithTwoMessages: ValidationRule = {
  code: "project/rule-two-messages",
  severity: "error",
  explanation:
    "A rule describes one short exchange: it may hold one message of the user. Make two rules of it, or a story when the order matters; or set `restrict_rules: false` at RulePolicy.",
  needs: ["config"],
  check({ stories, config }, report) {
    const rulePolicy = config.policies.find(({ name }) => name === "RulePolicy");
    if (rulePolicy?.options["restrict_rules"] === false) return;
    for (const { kind, name, steps } of stories) {
      if (kind !== "rule") continue;
      const second = steps.filter(
        (step) => step.type === "user" || (step.type === "or" && isAboutUser(step)),
      )[1];
      report(second?.at, `The rule '${name}' has a second message of the user.`, {
        hint: "Make two rules of it, or write it as a story.",
      });
    }
  },
};

function isAboutUser({ alternatives }: Extract<Story["steps"][number], { readonly type: "or" }>): boolean {
  return alternatives.some(({ type }) => type === "user");
}

/** A checkpoint or bot text in a rule. */
export const stepNotInRules: ValidationRule = {
  code: "project/step-not-in-rules",
  severity: "error",
  explanation: "Rules cannot hold checkpoints or bot texts; stories can.",
  needs: [],
  check({ stories, places }, report) {
    for (const { kind, name, steps } of stories) {
      if (kind !== "rule") continue;
      for (const step of steps) {
        if (step.type !== "checkpoint" && step.type !== "bot") continue;
        report(
          places.ofKey(step, step.type) ?? step.at,
          `The rule '${name}' holds a '${step.type}', which only stories may hold.`,
          {
            hint:
              step.type === "bot"
                ? "Make a response of it, `- action: utter_…`."
                : "Write the steps into the rule, or make a story of it.",
          },
        );
      }
    }
  },
};

/** A story that leaves the user without an answer. */
export const endsWithUser: ValidationRule = {
  code: "project/story-ends-with-user",
  severity: "warning",
  explanation:
    "A story or rule ends with a message of the user: nothing says what the assistant does then. Add the action.",
  needs: [],
  check({ stories }, report) {
    for (const story of stories) {
      const last = story.steps.findLast(({ type }) => type !== "slot");
      if (last?.type !== "user") continue;
      report(last.at, `${titleOf(story)} ends with a message of the user, without an answer.`, {
        hint: "Add `- action: …`.",
      });
    }
  },
};

/** `faq/hours` where `faq` is meant. */
export const fullRetrievalIntent: ValidationRule = {
  code: "project/full-retrieval-intent",
  severity: "error",
  explanation:
    "A story or rule names a retrieval intent with its key (`faq/hours`). Stories and rules see the base intent alone (`faq`); the response selector picks the answer. Write the base intent, and `action: utter_faq`.",
  needs: [],
  check(project, report) {
    for (const { story, step } of userSteps(project)) {
      const [base, key] = step.intent?.split("/") ?? [];
      if (key === undefined) continue;
      report(step.at, `${titleOf(story)} names the retrieval intent '${step.intent}' with its key.`, {
        hint: `Write \`- intent: ${base}\` and \`- action: utter_${base}\`.`,
      });
    }
  },
};

/** A loop becomes active, but nothing activated it. */
export const loopWithoutAction: ValidationRule = {
  code: "project/loop-without-action",
  severity: "warning",
  explanation:
    "A story or rule says that a form is active now, but the form's action does not run before: write `- action: <form>` and then `- active_loop: <form>`.",
  needs: ["forms"],
  check({ stories, domain }, report) {
    for (const story of stories) {
      for (const [index, step] of story.steps.entries()) {
        if (step.type !== "active_loop" || !domain.forms.has(step.name ?? "")) continue;
        const before = story.steps.slice(0, index).findLast(({ type }) => type !== "slot");
        const isRunning = before === undefined || before.type === "checkpoint";
        if (isRunning || (before.type === "action" && before.action === step.name)) continue;
        report(
          step.at,
          `${titleOf(story)} makes '${step.name}' active, but its action does not run before.`,
          {
            hint: `Write \`- action: ${step.name}\` before it.`,
          },
        );
      }
    }
  },
};

/** A checkpoint that leads nowhere. */
export const unusedCheckpoint: ValidationRule = {
  code: "project/unused-checkpoint",
  severity: "warning",
  explanation:
    "A story ends with a checkpoint that no story starts with, or starts with one that no story ends with. A story after such a checkpoint is never reached. Correct the name, or remove the checkpoint.",
  needs: ["data"],
  check({ stories }, report) {
    const checkpoints = stories.filter(({ kind }) => kind === "story").flatMap(checkpointsOf);
    const starts = new Set(checkpoints.filter(({ leadsOn }) => leadsOn).map(({ name }) => name));
    const ends = new Set(checkpoints.filter(({ isReached }) => isReached).map(({ name }) => name));
    for (const { name, at, isReached } of checkpoints) {
      const other = isReached ? starts : ends;
      if (other.has(name)) continue;
      report(
        at,
        isReached
          ? `No story starts with the checkpoint '${name}'.`
          : `No story ends with the checkpoint '${name}', so this one is never reached.`,
        { hint: hintFor(name, other, "Correct the name, or remove it.") },
      );
    }
  },
};

/** A story's checkpoints; one in its middle is both an end and a start. */
function checkpointsOf({ steps }: Story) {
  return steps.flatMap((step, index) =>
    step.type === "checkpoint"
      ? [{ name: step.name, at: step.at, isReached: index > 0, leadsOn: index < steps.length - 1 }]
      : [],
  );
}
