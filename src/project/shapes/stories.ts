import {
  anything,
  type ByKeyShape,
  either,
  flag,
  keys,
  keysOf,
  list,
  name,
  named,
  quoted,
  reference,
  type Shape,
  text,
} from "./shape.ts";

/** In the order in which they make a step's kind: `checkpoint` comes before its `slot_was_set`. */
export const stepKinds = [
  "intent",
  "user",
  "action",
  "bot",
  "checkpoint",
  "slot_was_set",
  "active_loop",
  "or",
  "metadata",
] as const;

export type StepKind = (typeof stepKinds)[number];

/** Keys a step may have besides the one that makes its kind. */
export const keysBeside: Readonly<Record<StepKind, readonly string[]>> = {
  intent: ["user", "entities", "metadata"],
  user: ["intent", "entities", "metadata"],
  action: [],
  bot: [],
  slot_was_set: [],
  active_loop: [],
  checkpoint: ["slot_was_set"],
  or: [],
  metadata: [],
};

const role = text("The entity's role.", { example: "departure" });
const group = text("The entity's group.", { example: "1" });

const slotItems = "Slots with their values, or their names alone: `- city: Rome`, `- city`.";
const slotItem = either(text(), named(anything(), undefined, { mayBeEmpty: false }));

export const stepShapes: Readonly<Record<StepKind | "entities", Shape>> = {
  intent: quoted("The user means this.", { example: "greet" }),
  user: text("The user writes this, with the entities marked as in NLU examples.", {
    example: "I want to fly to [Rome](city)",
  }),
  action: name("The bot does this: an action, a response or a form.", { example: "utter_greet" }),
  bot: text("The bot says this.", { example: "Hello!" }),
  checkpoint: text(
    "The end of this story goes on at the beginning of the stories with the same checkpoint.",
    {
      example: "after_booking",
    },
  ),
  slot_was_set: either(
    text(),
    named(anything(), undefined, { mayBeEmpty: false }),
    list(slotItem, slotItems, { mayBeEmpty: false }),
  ),
  active_loop: text("This form is active now; empty: none is any more.", {
    mayBeEmpty: true,
    example: "booking_form",
  }),
  or: list(
    reference("alternative", () => alternativeShape),
    "One of these happens.",
  ),
  metadata: anything("Whatever else is known of the step."),
  entities: list(
    either(text(), {
      ...keys({ role, group }, { others: anything(), mayBeEmpty: false }),
      about: "The entity with its value, and its role and group where it has them.",
    }),
    "The entities of the message: `- city`, `- city: Rome`.",
  ),
};

const stepShape: ByKeyShape = { kind: "by-key", kinds: stepKinds, keys: stepShapes, beside: keysBeside };
const alternativeShape: ByKeyShape = { ...stepShape, kinds: ["intent", "user", "slot_was_set", "or"] };
const conditionShape: ByKeyShape = { ...stepShape, kinds: ["slot_was_set", "active_loop", "metadata"] };

const metadata = anything("Whatever else is known of it.");
const stepsShape = list(
  reference("step", () => stepShape),
  "What happens, one after the other.",
);

const storyTable = keys(
  { story: text("The story's name.", { example: "book a flight" }), steps: stepsShape, metadata },
  { needs: ["story"], mayBeEmpty: false },
);

const ruleTable = keys(
  {
    rule: text("The rule's name.", { example: "greet" }),
    steps: stepsShape,
    condition: list(
      reference("condition", () => conditionShape),
      "The rule applies only while all of these hold.",
    ),
    conversation_start: flag("Whether the rule applies only at the beginning of a conversation."),
    wait_for_user_input: flag("Whether the bot waits for a message after the last step; true unless given."),
    metadata,
  },
  { needs: ["rule"], mayBeEmpty: false },
);

export const storyKeys = keysOf(storyTable);
export const ruleKeys = keysOf(ruleTable);

export const storiesShape = list(
  reference("story", () => storyTable),
  "Conversations as they can go, from which the policies learn.",
);

export const rulesShape = list(
  reference("rule", () => ruleTable),
  "What the bot always does, when this happens.",
);
