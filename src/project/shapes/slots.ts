import type { SlotType } from "../../domain/index.ts";
import {
  anything,
  choice,
  flag,
  keys,
  keysOf,
  list,
  number,
  reference,
  scalar,
  text,
  texts,
} from "./shape.ts";

export const slotTypes = [
  "text",
  "bool",
  "categorical",
  "float",
  "list",
  "any",
] as const satisfies readonly SlotType[];

const conditionShape = keys({
  active_loop: text("Only while this form is active; empty: only while none is.", {
    mayBeEmpty: true,
    example: "booking_form",
  }),
  requested_slot: text("Only while the form asks for this slot.", { example: "city" }),
});

export const mappingConditionKeys = keysOf(conditionShape);

const intents = {
  intent: texts("Only from messages of this intent, or of one of these.", { example: "inform" }),
  not_intent: texts("Not from messages of this intent, or of these.", { example: "chitchat" }),
};

const value = anything("What the slot is set to.", { example: true });

const sharedMappingKeys = {
  type: choice(
    ["from_entity", "from_intent", "from_trigger_intent", "from_text", "custom"],
    "Where the value comes from.",
  ),
  conditions: list(conditionShape, "The mapping applies only while one of these holds."),
};

export const mappingTypes = sharedMappingKeys.type.words;

export type MappingType = (typeof mappingTypes)[number];

const mappingCases = {
  from_entity: {
    about: "Takes the value of an entity of the message.",
    keys: {
      entity: text("The entity whose value is taken.", { example: "city" }),
      role: text("Only entities with this role.", { example: "departure" }),
      group: text("Only entities of this group.", { example: "1" }),
      ...intents,
    },
    needs: ["entity"],
  },
  from_intent: {
    about: "Takes a fixed value when a message has the intent.",
    keys: { value, ...intents },
    needs: ["value"],
  },
  from_trigger_intent: {
    about: "Takes a fixed value when the intent has started the form.",
    keys: { value, ...intents },
    needs: ["value"],
  },
  from_text: { about: "Takes the whole text of the message.", keys: intents },
  custom: {
    about: "Filled by an action alone.",
    keys: { action: text("The action that fills it after every message.", { example: "action_check_city" }) },
  },
} as const satisfies Record<MappingType, object>;

/** The keys of a mapping of a type. */
export function mappingKeys(type: MappingType): readonly string[] {
  return [...Object.keys(sharedMappingKeys), ...Object.keys(mappingCases[type].keys)];
}

const mappingShape = reference("slotMapping", () =>
  keys(sharedMappingKeys, { needs: ["type"], mayBeEmpty: false, cases: { by: "type", of: mappingCases } }),
);

export const slotShape = keys(
  {
    type: choice(slotTypes, "What the slot holds, and how it counts for what the bot does next.", {
      alsoRead: ["unfeaturized"],
    }),
    mappings: list(mappingShape, "How messages fill the slot; the first that fits does."),
    initial_value: anything("What the slot holds when a conversation begins.", { example: "" }),
    influence_conversation: flag("Whether the slot counts for what the bot does next."),
    values: anything("The values of a categorical slot."),
    min_value: anything("The least value of a float slot; 0 unless given."),
    max_value: anything("The greatest value of a float slot; 1 unless given."),
    auto_fill: flag("Whether the entity of the same name fills the slot.", {
      outdated: "Write a mapping of type from_entity instead.",
    }),
    value_reset_delay: anything("Has no effect.", { outdated: "Remove it: it has no effect." }),
    shared_for_coexistence: anything("Has no effect here; newer versions of Rasa know it."),
  },
  {
    needs: ["type"],
    mayBeEmpty: false,
    cases: {
      by: "type",
      of: {
        categorical: {
          keys: { values: list(scalar(), "The values; every other counts as __other__.", { least: 1 }) },
          needs: ["values"],
        },
        float: {
          keys: {
            min_value: number("The least value; lower ones count as this. 0 unless given.", { example: 0 }),
            max_value: number("The greatest value; higher ones count as this. 1 unless given.", {
              example: 1,
            }),
          },
        },
      },
    },
  },
);

export const slotKeys = keysOf(slotShape);
