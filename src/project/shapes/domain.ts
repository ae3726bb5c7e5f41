import { responsesShape, templatesShape } from "./responses.ts";
import {
  anything,
  choice,
  either,
  flag,
  keys,
  keysOf,
  list,
  name,
  named,
  number,
  reference,
  type Shape,
  scalar,
  text,
  texts,
} from "./shape.ts";
import { slotShape } from "./slots.ts";
import { versionShape } from "./version.ts";

const intentOptions = keys({
  use_entities: either(
    scalar("Which entities of its messages count for what the bot does next: true, false, or their names."),
    list(text()),
  ),
  ignore_entities: texts("Entities of its messages that do not count for what the bot does next."),
  resume: choice(
    ["ask", "silent"],
    "Whether a form that it interrupts asks its question again (ask, as in Rasa) or waits in silence.",
  ),
  triggers: anything("Has no effect.", { outdated: "Nothing follows it since Rasa 3: write a rule." }),
  is_retrieval_intent: anything("Has no effect: intents with keys (`faq/hours`) are found in the data."),
});

export const intentKeys = keysOf(intentOptions);

const entityOptions = keys({
  roles: texts("What the entity can be in a message.", { example: ["departure", "destination"] }),
  groups: texts("Groups of entities that belong together."),
  influence_conversation: flag("Whether the entity counts for what the bot does next; true unless given."),
});

export const entityKeys = keysOf(entityOptions);

const actionOptions = keys({
  send_domain: flag(
    "Whether the action server gets the domain with this action, with `enable_selective_domain`.",
  ),
});

export const actionKeys = keysOf(actionOptions);

/** A list of names, each alone or with options. */
function namesWithOptions(options: Shape, about: string): Shape {
  return list(either(name(), named(options, undefined, { mayBeEmpty: false, most: 1 })), about);
}

const formShape = keys({
  required_slots: list(text(), "The slots that the form asks for, in order."),
  ignored_intents: texts("While the form is active, messages of these intents fill none of its slots."),
});

export const formKeys = keysOf(formShape);

const sessionShape = keys(
  {
    session_expiration_time: number("Minutes without a message after which a new session begins; 0: never.", {
      example: 60,
    }),
    carry_over_slots_to_new_session: flag("Whether slots keep their values in a new session."),
  },
  { about: "When a session ends, and what stays of it." },
);

export const sessionKeys = keysOf(sessionShape);

export const domainConfigShape = keys(
  { store_entities_as_slots: flag("Whether entities fill slots; true unless given.") },
  { about: "Settings of the domain." },
);

export const domainConfigKeys = keysOf(domainConfigShape);

/** The sections of a domain; a data file with one of them is a part of the domain too. */
export const domainSections = {
  intents: namesWithOptions(
    reference("intent", () => ({ ...intentOptions, mayBeEmpty: false })),
    "What users can mean.",
  ),
  entities: namesWithOptions(
    reference("entity", () => ({ ...entityOptions, mayBeEmpty: false })),
    "What can be found in messages.",
  ),
  slots: named(
    reference("slot", () => slotShape),
    "What the bot remembers, by name.",
  ),
  responses: responsesShape,
  actions: namesWithOptions(
    reference("action", () => ({ ...actionOptions, mayBeEmpty: false })),
    "Actions of your own.",
  ),
  forms: named(
    reference("form", () => formShape),
    "Forms, by name: slots that the bot asks for one after the other.",
  ),
  e2e_actions: texts("Texts that the bot says in end-to-end stories."),
  session_config: sessionShape,
};

export const domainShape = keys(
  { version: versionShape, ...domainSections, templates: templatesShape, config: domainConfigShape },
  { about: "What the bot knows: intents, entities, slots, responses, actions and forms." },
);

export const domainKeys = keysOf(domainShape);

/** Keys of data files; Rasa passes over them in the files of a domain folder, where they say nothing. */
export const keysPassedOver = ["nlu", "stories", "rules"] as const;
