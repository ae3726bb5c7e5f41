import { componentFacts } from "./component-facts.ts";
import { optionShape } from "./component-options.ts";
import { policyFacts } from "./policy-facts.ts";
import {
  anything,
  type Case,
  choice,
  flag,
  keys,
  keysOf,
  list,
  named,
  number,
  quoted,
  reference,
  type Shape,
  text,
} from "./shape.ts";
import { versionShape } from "./version.ts";

export const recipes = ["default.v1"] as const;

const eventShape = keys(
  {
    cooldown: text("A person gets one such event at most within this time; further ones are suppressed.", {
      mayBeEmpty: true,
      example: "1 hour",
    }),
    collect: text("Such events that come within this time are one turn.", {
      mayBeEmpty: true,
      example: "10 minutes",
    }),
    ignore_quiet_hours: flag("Whether they come also in quiet hours."),
  },
  { about: "What is done with events of one intent." },
);

export const eventKeys = keysOf(eventShape);

const topicShape = keys(
  { events_per_minute: number("How many events it takes a minute (600 unless given).") },
  { about: "What is done with events of one topic." },
);

export const topicKeys = keysOf(topicShape);

const ownShape = keys(
  {
    time_zone: text("The time zone of days and hours, by its IANA name.", {
      mayBeEmpty: true,
      example: "Europe/Berlin",
    }),
    quiet_hours: quoted("When people are to be left alone, on their own clocks.", {
      mayBeEmpty: true,
      example: "22:00-07:00",
    }),
    hold_external_events: flag("Whether external events, too, wait for the end of quiet hours."),
    events: named(eventShape, "What is done with events from outside, by their intents."),
    topics: named(topicShape, "What is done with events of topics, by their names."),
  },
  { about: "Settings of tsbot's own." },
);

export const ownConfigKeys = keysOf(ownShape);

function optionsCase(component: string, options: readonly string[], about?: string): Case {
  return {
    ...(about !== undefined && { about }),
    keys: Object.fromEntries(options.map((option) => [option, optionShape(component, option)])),
  };
}

const components = Object.fromEntries(
  [...componentFacts].map(([component, { options, about }]) => [
    component,
    optionsCase(component, options, about),
  ]),
);

const POLICIES: Readonly<Record<string, string>> = {
  RulePolicy: "Does what the rules say, and runs forms.",
  MemoizationPolicy: "Does what the stories say, where a conversation goes exactly as one of them.",
  AugmentedMemoizationPolicy: "As MemoizationPolicy, and forgets turns of long ago where that helps.",
  UnexpecTEDIntentPolicy: "Notices messages that stories would not expect where the conversation is.",
  TEDPolicy: "Learns from the stories what to do in conversations that go otherwise.",
};

const policies = Object.fromEntries(
  [...policyFacts].map(([policy, { options }]) => [policy, optionsCase(policy, options, POLICIES[policy])]),
);

function namedOptions(cases: Readonly<Record<string, Case>>, about: string): Shape {
  return keys(
    { name: choice(Object.keys(cases), about, { prefix: "rasa." }) },
    { needs: ["name"], mayBeEmpty: false, cases: { by: "name", of: cases } },
  );
}

export const configShape = keys(
  {
    version: versionShape,
    recipe: choice(recipes, "How the configuration is read.", { mayBeEmpty: true }),
    assistant_id: text("Tells your assistants apart in their events.", {
      mayBeEmpty: true,
      example: "my-bot",
    }),
    language: text("The language of the messages, as a two-letter code.", {
      mayBeEmpty: true,
      example: "en",
    }),
    pipeline: list(
      reference("component", () => namedOptions(components, "The component.")),
      "How messages are understood: components, one after the other.",
    ),
    policies: list(
      reference("policy", () => namedOptions(policies, "The policy.")),
      "How the next action is chosen; of several policies the surest decides.",
    ),
    importers: anything("Where else Rasa reads project files."),
    imports: anything("Other projects whose files belong to this one."),
    spaces: anything("Has no effect here; newer versions of Rasa know it."),
    tsbot: ownShape,
    core_target: anything("Has no effect with `recipe: default.v1`."),
    nlu_target: anything("Has no effect with `recipe: default.v1`."),
    train_schema: anything("Has no effect with `recipe: default.v1`."),
    predict_schema: anything("Has no effect with `recipe: default.v1`."),
  },
  { about: "How messages are understood (pipeline) and how the next action is chosen (policies)." },
);

export const configKeys = keysOf(configShape);
