import { expect, it } from "vitest";
import { silentLogger } from "../../src/base/index.ts";
import { applyEvents, type ConversationEvent, createTracker } from "../../src/conversation/index.ts";
import { trainPolicies } from "../../src/policies/index.ts";
import { read } from "../project/files.ts";

const action = (name: string): ConversationEvent => ({
  event: "action",
  name,
  policy: null,
  confidence: 1,
  action_text: null,
  hide_rule_turn: false,
});
const user = (intent: string): ConversationEvent => ({
  event: "user",
  text: `/${intent}`,
  parse_data: { text: `/${intent}`, intent: { name: intent }, entities: [] },
  input_channel: null,
  message_id: null,
});

it("a rule with two messages holds for the second where it came after the first", async () => {
  const { domain, stories } = await read({
    "data/rules.yml": `version: "3.1"
rules:
  - rule: greet, then buy
    steps:
      - intent: greet
      - action: utter_greet
      - intent: buy
      - action: utter_sold
`,
  });
  const policies = [{ name: "RulePolicy", options: { restrict_rules: false } }];
  const predictor = trainPolicies(policies, { stories, domain }, { seed: 1, logger: silentLogger });
  const after = (...events: readonly ConversationEvent[]) =>
    predictor.predict(applyEvents(createTracker("c", domain), [action("action_listen"), ...events]));
  const greeted = [user("greet"), action("utter_greet"), action("action_listen")];
  expect(after(user("greet"))).toMatchObject({ action: "utter_greet", confidence: 1 });
  expect(after(...greeted, user("buy"))).toMatchObject({ action: "utter_sold", confidence: 1 });
  expect(after(user("buy"))).toMatchObject({ action: "action_default_fallback" });
});
