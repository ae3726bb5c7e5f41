import { expect, it } from "vitest";
import { type JsonObject, silentLogger } from "../../src/base/index.ts";
import { applyEvents, type ConversationEvent, createTracker } from "../../src/conversation/index.ts";
import { loadPolicies, trainPolicies } from "../../src/policies/index.ts";
import { type Files, read } from "../project/files.ts";

const action = (name: string): ConversationEvent => ({
  event: "action",
  name,
  policy: null,
  confidence: 1,
  action_text: null,
  hide_rule_turn: false,
});
const user = (intent: string, confidence = 1): ConversationEvent => ({
  event: "user",
  text: `/${intent}`,
  parse_data: { text: `/${intent}`, intent: { name: intent, confidence }, entities: [] },
  input_channel: null,
  message_id: null,
});

/** What a policy with these options, trained, stored and loaded again, does after the events. */
async function trained(name: string, options: JsonObject, files: Files = {}) {
  const { domain, stories } = await read(files);
  const policies = trainPolicies([{ name, options }], { stories, domain }, { seed: 1, logger: silentLogger });
  const loaded = loadPolicies(policies.toJson(), domain);
  return (...events: readonly ConversationEvent[]) => {
    const tracker = applyEvents(createTracker("c", domain), [action("action_listen"), ...events]);
    const { action: predicted, confidence } = loaded.predict(tracker);
    return [predicted, confidence] as const;
  };
}

const greetRule = "  - rule: greet\n    steps:\n      - intent: greet\n      - action: utter_greet\n";
const rules = (text: string): Files => ({ "data/rules.yml": `version: "3.1"\nrules:\n${text}` });

it("a rule with two messages holds for the second where it came after the first", async () => {
  const after = await trained(
    "RulePolicy",
    { restrict_rules: false },
    rules(`${greetRule}      - intent: buy\n      - action: utter_sold\n`),
  );
  const greeted = [user("greet"), action("utter_greet"), action("action_listen")];
  expect(after(user("greet"))).toEqual(["utter_greet", 1]);
  expect(after(...greeted, user("buy"))).toEqual(["utter_sold", 1]);
  expect(after(user("buy"))).toEqual(["action_default_fallback", 0.3]);
});

it("with use_nlu_confidence_as_score a rule is as sure as the message was understood", async () => {
  const after = await trained("RulePolicy", { use_nlu_confidence_as_score: true }, rules(greetRule));
  expect(after(user("greet", 0.8))).toEqual(["utter_greet", 0.8]);
  expect(after(user("greet", 0.2))).toEqual(["action_default_fallback", 0.3]);
  const sure = await trained("RulePolicy", {}, rules(greetRule));
  expect(sure(user("greet", 0.2))).toEqual(["utter_greet", 1]);
});

it("with use_nlu_confidence_as_score a story is, too", async () => {
  const stories: Files = {
    "data/stories.yml": `version: "3.1"\nstories:\n${greetRule.replace("rule:", "story:")}`,
  };
  for (const name of ["MemoizationPolicy", "AugmentedMemoizationPolicy"]) {
    const after = await trained(name, { use_nlu_confidence_as_score: true }, stories);
    expect(after(user("greet", 0.4))).toEqual(["utter_greet", 0.4]);
    expect((await trained(name, {}, stories))(user("greet", 0.4))).toEqual(["utter_greet", 1]);
  }
});

it("a rule that takes the fallback action is sure of it", async () => {
  const after = await trained(
    "RulePolicy",
    {},
    rules(greetRule.replace("utter_greet", "action_default_fallback")),
  );
  expect(after(user("greet"))).toEqual(["action_default_fallback", 1]);
});
