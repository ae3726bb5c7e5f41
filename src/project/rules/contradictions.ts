import type { StoryFinding, ValidationRule } from "./rule.ts";

/** A rule for what is found on the decisions that policies would learn; all of its kind. */
function storyRule(
  kind: StoryFinding["kind"],
  rule: Pick<ValidationRule, "severity" | "explanation" | "isIgnorable"> &
    Partial<Pick<ValidationRule, "needs">>,
): ValidationRule {
  return {
    code: `project/${kind}`,
    needs: ["intents", "entities", "slots", "actions", "forms", "stories"],
    ...rule,
    check(_project, report, known) {
      for (const { kind: found, at, message, hint, related } of known.storyFindings) {
        if (found === kind) report(at, message, { hint, related });
      }
    },
  };
}

/** Rules that take different actions in one situation, or a rule and a story. */
export const contradictingRules = storyRule("rule-contradiction", {
  severity: "error",
  explanation:
    "Two rules take different actions in the same situation, or a story takes another action than the rule that holds there. A rule always holds, so one of them can never come true. The hint tells the shortest conversation that shows it. Change one, or make the rule more precise with a `condition`.",
});

/** Rules before which something built in goes first. */
export const unreachableRule = storyRule("unreachable-rule", {
  severity: "warning",
  explanation:
    "A rule is never asked, since something built in goes first: the intents `restart`, `back` and `session_start` run their own actions, and a running form asks for its slots.",
});

/** Rules that leave out what their action sets in another rule. */
export const incompleteRule = storyRule("incomplete-rule", {
  severity: "warning",
  explanation:
    "An action sets a slot in one rule, and another rule with that action says nothing of the slot. Either the step is missing there, or the action does different things. Rasa refuses to train such rules; here they hold as they are written.",
});

/** Stories that differ in what comes next. */
export const conflictingStories = storyRule("story-conflict", {
  severity: "warning",
  explanation:
    "Two stories look the same to the policies up to a point and then take different actions: both are learned, and which one the assistant takes is open. Policies see intents, entities, slots that influence the conversation, forms and actions, as far back as their `max_history`. Make the stories differ before that point (by a slot, for example), or change one.",
});

/** Stories whose ways through checkpoints and alternatives are too many to take all. */
export const tooManyPaths = storyRule("too-many-paths", {
  severity: "warning",
  explanation:
    "Checkpoints join stories in every way they allow, and each `or` doubles them: a few of them make more ways than can be learned. Every story is taken in one way at least, as many others as fit are, and the rest is neither learned nor checked. Take fewer checkpoints and alternatives, and write the ways that matter as stories.",
});

/** Rules that would cost more than a rule is worth. */
export const ruleTooLong = storyRule("rule-too-long", {
  severity: "error",
  isIgnorable: false,
  // It has too many steps whatever they are.
  needs: [],
  explanation:
    "A rule may have 200 steps, with the waiting for each message. Every step of a rule is compared with all steps before it, so that time and memory grow much faster than the rule. Write it as a story, or as several rules.",
});
