// What can be wrong across a project's files: one small object per finding. Add a rule here and it is part of
// `tsbot validate`, of training, and of docs/diagnostics.md.

import { actionWithoutCode, unknownAction, unusedAction } from "./actions.ts";
import { badOption, missingOption, noPieces, unknownOption, unusableOption } from "./component-options.ts";
import { unknownComponent, unknownPolicy } from "./config-names.ts";
import {
  conflictingStories,
  contradictingRules,
  incompleteRule,
  ruleTooLong,
  tooManyPaths,
  unreachableRule,
} from "./contradictions.ts";
import { missingChannelKey, unknownChannel, unknownChannelKey, wrongChannelKey } from "./credentials.ts";
import { competingExtractors, dataWithoutComponent } from "./data-without-component.ts";
import { duplicateStory, duplicateStoryName } from "./duplicate-stories.ts";
import { fewExamples, intentInTwoBlocks, misalignedEntity, similarExamples } from "./examples.ts";
import { badExtractorOption, unknownDimension } from "./extractor-options.ts";
import { fallbackWithoutClassifier } from "./fallback-rules.ts";
import { conditionOfOtherForm, slotNeverFilled, slotWithoutQuestion, unknownForm } from "./forms.ts";
import { impossibleCondition } from "./impossible-conditions.ts";
import { externalIntentWithExamples, intentWithoutExamples, noExamples, unusedIntent } from "./intents.ts";
import { mappingNeverMatches } from "./mapping-matches.ts";
import { noTrainingData } from "./no-training-data.ts";
import { badRegex, badTokenPattern, patternWithoutEntity } from "./patterns.ts";
import {
  componentOrder,
  selectorWithoutIntents,
  tooManyComponents,
  twoTokenizers,
  unsupportedLanguage,
} from "./pipeline.ts";
import { componentClash, unknownFeaturizer } from "./pipeline-names.ts";
import { equalPriorities, policyWithoutRules, rulesWithoutPolicy } from "./policies.ts";
import { unknownResponseChannel } from "./response-channels.ts";
import { payloadBraces, unbalancedBrace, unknownVariable } from "./response-texts.ts";
import { missingResponse, unusedResponse } from "./responses.ts";
import type { ValidationRule } from "./rule.ts";
import { endToEndWithoutPolicy, storiesWithoutPolicy } from "./story-policies.ts";
import {
  endsWithUser,
  fullRetrievalIntent,
  loopWithoutAction,
  ruleWithTwoMessages,
  stepNotInRules,
  unusedCheckpoint,
} from "./story-shape.ts";
import { unknownNameInTest } from "./test-names.ts";
import { unknownEntity, unknownRole, unusedEntity } from "./unknown-entities.ts";
import { unknownIntent } from "./unknown-intents.ts";
import { badSlotValue, unknownSlot } from "./unknown-slots.ts";
import { unusedForm, unusedSlot } from "./unused-domain.ts";

/** Every rule by the part of a project that it is about, in the order of the documentation. */
export const ruleParts: readonly { readonly part: string; readonly rules: readonly ValidationRule[] }[] = [
  {
    part: "Actions and responses",
    rules: [
      unknownAction,
      actionWithoutCode,
      unusedAction,
      missingResponse,
      unusedResponse,
      unknownVariable,
      unbalancedBrace,
      payloadBraces,
      unknownResponseChannel,
    ],
  },
  {
    part: "Intents, entities and slots",
    rules: [
      unknownIntent,
      noTrainingData,
      noExamples,
      intentWithoutExamples,
      unusedIntent,
      externalIntentWithExamples,
      unknownEntity,
      unknownRole,
      unusedEntity,
      unknownSlot,
      badSlotValue,
      unusedSlot,
      mappingNeverMatches,
    ],
  },
  {
    part: "Forms",
    rules: [unknownForm, unusedForm, conditionOfOtherForm, slotWithoutQuestion, slotNeverFilled],
  },
  {
    part: "Examples",
    rules: [
      similarExamples,
      fewExamples,
      intentInTwoBlocks,
      misalignedEntity,
      badRegex,
      patternWithoutEntity,
    ],
  },
  {
    part: "Stories and rules",
    rules: [
      ruleWithTwoMessages,
      stepNotInRules,
      contradictingRules,
      unreachableRule,
      fallbackWithoutClassifier,
      impossibleCondition,
      incompleteRule,
      conflictingStories,
      tooManyPaths,
      ruleTooLong,
      endsWithUser,
      loopWithoutAction,
      fullRetrievalIntent,
      unusedCheckpoint,
      duplicateStoryName,
      duplicateStory,
    ],
  },
  {
    part: "Configuration",
    rules: [
      unknownComponent,
      unknownPolicy,
      componentOrder,
      twoTokenizers,
      componentClash,
      unknownFeaturizer,
      tooManyComponents,
      unsupportedLanguage,
      selectorWithoutIntents,
      dataWithoutComponent,
      competingExtractors,
      unknownOption,
      badOption,
      unusableOption,
      missingOption,
      noPieces,
      unknownDimension,
      badExtractorOption,
      badTokenPattern,
      rulesWithoutPolicy,
      policyWithoutRules,
      storiesWithoutPolicy,
      endToEndWithoutPolicy,
      equalPriorities,
      unknownChannel,
      missingChannelKey,
      unknownChannelKey,
      wrongChannelKey,
    ],
  },
  { part: "Tests", rules: [unknownNameInTest] },
];

/** Every rule. */
export const validationRules: readonly ValidationRule[] = ruleParts.flatMap(({ rules }) => rules);
