import {
  aChoiceOf,
  aFlag,
  aListOf,
  aMapOf,
  aNumber,
  anObject,
  aText,
  aTupleOf,
  aValue,
  eitherOf,
  orAbsent,
  orNull,
} from "../base/index.ts";

// What the JSON files of a model look like: whoever makes an archive also makes its hashes.

const TEXTS = aListOf(aText);

/** `metadata.json`. */
export const METADATA_SHAPE = anObject({
  format: aNumber,
  model_id: aText,
  assistant_id: aText,
  trained_at: aNumber,
  tsbot_version: aText,
  language: aText,
  fingerprints: anObject({ nlu: orNull(aText), core: orNull(aText), domain: aText }),
});

const INTENT = anObject({
  name: aText,
  useEntities: eitherOf(
    aValue("true", (value) => value === true),
    TEXTS,
  ),
  ignoreEntities: TEXTS,
  isRetrieval: aFlag,
  isDefault: aFlag,
});

const ENTITY = anObject({ name: aText, roles: TEXTS, groups: TEXTS, influenceConversation: aFlag });

const CONDITION = anObject({ activeLoop: orAbsent(orNull(aText)), requestedSlot: orAbsent(orNull(aText)) });

const MAPPING = anObject({
  type: aText,
  intent: orAbsent(TEXTS),
  notIntent: orAbsent(TEXTS),
  conditions: orAbsent(aListOf(CONDITION)),
});

const SLOT = anObject({
  name: aText,
  type: aText,
  influenceConversation: aFlag,
  mappings: aListOf(MAPPING),
  values: orAbsent(TEXTS),
  minValue: orAbsent(aNumber),
  maxValue: orAbsent(aNumber),
  isBuiltIn: aFlag,
});

/** `domain.json`. */
export const DOMAIN_SHAPE = anObject({
  intents: aListOf(INTENT),
  entities: aListOf(ENTITY),
  slots: aListOf(SLOT),
  responses: aListOf(aTupleOf(aText, aListOf(anObject({ content: anObject({}) })))),
  actions: TEXTS,
  actionsThatNeedTheDomain: TEXTS,
  forms: aListOf(anObject({ name: aText, requiredSlots: TEXTS, ignoredIntents: TEXTS })),
  endToEndActions: TEXTS,
  session: anObject({ expirationMinutes: aNumber, carryOverSlots: aFlag }),
  storeEntitiesAsSlots: aFlag,
});

/** Rules are looked up by their states; what a state holds is compared, never read. */
const RULES = aListOf(anObject({ states: aListOf(anObject({})) }));

const RULE_POLICY = anObject({
  type: aChoiceOf(["rules"]),
  model: anObject({
    options: anObject({
      priority: aNumber,
      fallbackThreshold: aNumber,
      usesNluConfidence: aFlag,
      fallbackAction: aText,
      enableFallback: aFlag,
    }),
    entries: RULES,
    unhappy: RULES,
    notInStories: TEXTS,
  }),
});

const MEMOIZATION = anObject({
  type: aChoiceOf(["memoization"]),
  model: anObject({
    name: aText,
    priority: aNumber,
    usesNluConfidence: aFlag,
    maxHistory: orNull(aNumber),
    augmented: aFlag,
    longest: aNumber,
    lookup: aListOf(aTupleOf(aText, aText)),
    stories: aListOf(anObject({ name: aText, at: anObject({ file: aText, line: aNumber }) })),
    sources: aListOf(aNumber),
  }),
});

/** Base64 of 32-bit floats; how many there must be is the loader's to check. */
const RANKER = anObject({
  features: aListOf(aText),
  choices: aListOf(aText),
  weights: aText,
  bias: aText,
});

const LEARNED = anObject({
  type: aChoiceOf(["learned"]),
  model: anObject({
    name: aText,
    options: anObject({
      priority: aNumber,
      maxHistory: aNumber,
      rankingLength: aNumber,
      endToEndThreshold: aNumber,
    }),
    model: anObject({ ranker: RANKER, calibration: anObject({ temperature: aNumber, none: aNumber }) }),
  }),
});

const UNLIKELY_INTENT = anObject({
  type: aChoiceOf(["unlikely-intent"]),
  model: anObject({
    name: aText,
    priority: aNumber,
    maxHistory: aNumber,
    ignored: aListOf(aText),
    ranker: RANKER,
    thresholds: aMapOf(aNumber),
  }),
});

/** `policies.json`. */
export const POLICIES_SHAPE = anObject({
  models: aListOf(eitherOf(RULE_POLICY, MEMOIZATION, LEARNED, UNLIKELY_INTENT)),
});
