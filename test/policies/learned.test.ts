import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { silentLogger } from "../../src/base/index.ts";
import { applyEvents, type ConversationEvent, createTracker } from "../../src/conversation/index.ts";
import type { Domain } from "../../src/domain/index.ts";
import { loadPolicies, type PolicyConfiguration, trainPolicies } from "../../src/policies/index.ts";
import { type Project, readProject } from "../../src/project/index.ts";

const BOT = fileURLToPath(new URL("fixtures/learning-bot", import.meta.url));
const context = { seed: 7, logger: silentLogger };

const project: Project = await readProject({ directory: BOT }, {});
const { domain, stories } = project;

const action = (name: string): ConversationEvent => ({
  event: "action",
  name,
  policy: null,
  confidence: null,
  action_text: null,
  hide_rule_turn: false,
});
const user = (intent: string | null, text = `/${intent}`): ConversationEvent => ({
  event: "user",
  text,
  parse_data: { text, intent: { name: intent, confidence: 1 }, entities: [] },
  input_channel: null,
  message_id: null,
});
const bot = (text: string): ConversationEvent =>
  ({ ...action(""), name: null, action_text: text }) as ConversationEvent;

const train = (...policies: readonly PolicyConfiguration[]) =>
  trainPolicies(policies, { stories, domain }, context);
const TED: PolicyConfiguration = { name: "TEDPolicy", options: { max_history: 5 } };
const trackerOf = (events: readonly ConversationEvent[], of: Domain = domain) =>
  applyEvents(createTracker("c", of), [action("action_listen"), ...events]);

describe("TEDPolicy", () => {
  it("is free of what stories say in so many words", () => {
    const learned = train(TED);
    // No story has a joke after a weather report; both are asked for elsewhere.
    const unseen = trackerOf([
      user("ask_weather"),
      action("utter_weather"),
      action("action_listen"),
      user("thank"),
      action("utter_welcome"),
      action("action_listen"),
      user("ask_joke"),
    ]);
    expect(
      train({ name: "MemoizationPolicy", options: { max_history: 5 } }).predict(unseen).policy,
    ).toBeNull();
    expect(learned.predict(unseen)).toMatchObject({ action: "utter_joke", policy: "TEDPolicy" });
  });

  it("scores every action, best first, together at most 1", () => {
    const { scores } = train(TED).explain(trackerOf([user("greet")]));
    expect(scores[0]?.action).toBe("utter_hello");
    const values = scores.map(({ score }) => score);
    expect(values).toEqual([...values].sort((left, right) => right - left));
    expect(values.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(1 + 1e-9);
  });

  it("keeps as many scores as ranking_length says", () => {
    const ranked = train({ name: "TEDPolicy", options: { ranking_length: 2 } });
    expect(ranked.explain(trackerOf([user("greet")])).scores.length).toBeLessThanOrEqual(2);
  });

  it("learns the same from the same seed, and predicts the same after it was stored", () => {
    const [first, second] = [train(TED), train(TED)];
    expect(JSON.stringify(first.toJson())).toBe(JSON.stringify(second.toJson()));
    const loaded = loadPolicies(JSON.parse(JSON.stringify(first.toJson())), domain);
    const tracker = trackerOf([user("greet"), action("utter_hello")]);
    expect(loaded.explain(tracker)).toEqual(first.explain(tracker));
  });

  it("follows messages that stories give by their text, and answers with their words", () => {
    const learned = train(TED);
    const said = trackerOf([user(null, "my flowers look sad")]);
    const { action: predicted, events } = learned.predict(said);
    expect(predicted).toBe("Give them some water!");
    expect(events).toContainEqual({ event: "user_featurization", use_text_for_featurization: true });
    const after = applyEvents(said, [...events, bot("Give them some water!")]);
    expect(learned.predict(after).action).toBe("action_listen");
  });
});

describe("UnexpecTEDIntentPolicy", () => {
  const UNEXPECTED = { name: "UnexpecTEDIntentPolicy", options: {} };
  const policies = train(UNEXPECTED, { name: "MemoizationPolicy", options: { max_history: 5 } });

  it("says when a message comes that no story would expect here", () => {
    const odd = trackerOf([user("confirm")]);
    expect(policies.predict(odd)).toMatchObject({
      action: "action_unlikely_intent",
      policy: "UnexpecTEDIntentPolicy",
      confidence: 1,
    });
  });

  it("is silent about messages that stories have here, once it has spoken, and about intents it was told to ignore", () => {
    expect(policies.predict(trackerOf([user("greet")])).action).toBe("utter_hello");
    const noticed = trackerOf([user("confirm"), action("action_unlikely_intent")]);
    expect(policies.predict(noticed).action).not.toBe("action_unlikely_intent");
    const ignoring = train({ ...UNEXPECTED, options: { ignore_intents_list: ["confirm"] } });
    expect(ignoring.predict(trackerOf([user("confirm")])).action).not.toBe("action_unlikely_intent");
  });
});
