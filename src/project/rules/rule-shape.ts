import type { ValidationRule } from "./rule.ts";

/** A rule with more than one message of the user. */
export const ruleWithTwoMessages: ValidationRule = {
  code: "project/rule-two-messages",
  severity: "error",
  explanation:
    "A rule describes one short exchange: it may hold one message of the user. Make two rules of it, or a story when the order matters.",
  check({ stories }, report) {
    for (const { kind, name, steps } of stories) {
      if (kind !== "rule") continue;
      const second = steps.filter(({ type }) => type === "user" || type === "or")[1];
      if (second !== undefined) {
        report(second.at, `The rule '${name}' has a second message of the user.`, {
          hint: "Make two rules of it, or write it as a story.",
        });
      }
    }
  },
};

/** A checkpoint or bot text in a rule. */
export const stepNotInRules: ValidationRule = {
  code: "project/step-not-in-rules",
  severity: "error",
  explanation: "Rules cannot hold checkpoints or bot texts; stories can.",
  check({ stories }, report) {
    for (const { kind, name, steps } of stories) {
      if (kind !== "rule") continue;
      for (const { type, at } of steps) {
        if (type === "checkpoint" || type === "bot")
          report(at, `The rule '${name}' holds a step that only stories may hold (${type}).`);
      }
    }
  },
};
