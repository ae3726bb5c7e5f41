import type { ProjectComponent } from "../project.ts";
import { policyFacts } from "../shapes/policy-facts.ts";
import type { ValidationRule } from "./rule.ts";

/** Rules without the policy that follows them. */
export const rulesWithoutPolicy: ValidationRule = {
  code: "project/rules-without-policy",
  severity: "error",
  explanation:
    "The project has rules or forms, but `policies` in config.yml lacks RulePolicy, so nothing follows them. Add it.",
  needs: ["config"],
  check({ config, stories, domain, places }, report) {
    if (config.policies.some(({ name }) => name === "RulePolicy")) return;
    const rule = stories.find(({ kind }) => kind === "rule");
    if (rule === undefined && domain.forms.size === 0) return;
    const what = rule === undefined ? "forms" : domain.forms.size === 0 ? "rules" : "rules and forms";
    report(
      places.ofKey(config, "policies"),
      `The project has ${what}, but no RulePolicy that follows them.`,
      {
        hint: "Add `- name: RulePolicy` below 'policies'.",
        related: rule === undefined ? [] : [{ message: `The rule '${rule.name}' is here.`, at: rule.at }],
      },
    );
  },
};

/** RulePolicy without rules. */
export const policyWithoutRules: ValidationRule = {
  code: "project/rule-policy-without-rules",
  severity: "warning",
  explanation:
    "config.yml names RulePolicy, but the project has no rules. Write rules, or remove it where it is not needed for forms and fallbacks.",
  needs: ["config", "data"],
  check({ config, stories, places }, report) {
    if (stories.length === 0 || stories.some(({ kind }) => kind === "rule")) return;
    const policy = config.policies.find(({ name }) => name === "RulePolicy");
    if (policy === undefined || places.of(policy) === undefined) return;
    report(policy.at, "RulePolicy has nothing to follow: there are no rules.", {
      hint: "Write rules below data/, or remove it.",
    });
  },
};

/** Two policies of equal priority. */
export const equalPriorities: ValidationRule = {
  code: "project/equal-priorities",
  severity: "warning",
  explanation:
    "Two policies have the same priority: when both are equally sure, it is open which one decides. Give them different priorities, or remove one.",
  needs: ["config"],
  check({ config, places }, report) {
    const known = new Map<number, ProjectComponent>();
    for (const policy of config.policies) {
      const given = policy.options["priority"];
      const priority = typeof given === "number" ? given : policyFacts.get(policy.name)?.priority;
      if (priority === undefined || places.of(policy) === undefined) continue;
      const first = known.get(priority);
      if (first === undefined) {
        known.set(priority, policy);
        continue;
      }
      const at = given === undefined ? policy.at : places.of(policy, "priority");
      report(at, `${policy.name} has the same priority (${priority}) as ${first.name}.`, {
        hint: "Give it another `priority`, or remove one of the two.",
        related: [{ message: `${first.name} is here.`, at: first.at }],
      });
    }
  },
};
