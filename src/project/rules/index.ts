// What can be wrong across a project's files: one small object per finding. Add a rule here and it is part of
// `tsbot validate`, of training, and of docs/diagnostics.md.

import {
  channelKeys,
  rulesWithoutPolicy,
  unknownChannel,
  unknownComponent,
  unknownPolicy,
} from "./configuration.ts";
import { externalIntentWithExamples, intentWithoutExamples, unusedIntent } from "./intents.ts";
import { unknownVariable, unusedResponse } from "./responses.ts";
import type { ValidationRule } from "./rule.ts";
import { ruleWithTwoMessages, stepNotInRules } from "./rule-shape.ts";
import { actionWithoutCode, missingResponse, unknownAction } from "./unknown-actions.ts";
import { unknownEntity, unknownForm, unknownIntent, unknownSlot } from "./unknown-names.ts";

/** Every rule, in the order of the documentation. */
export const validationRules: readonly ValidationRule[] = [
  unknownAction,
  actionWithoutCode,
  missingResponse,
  unknownIntent,
  unknownEntity,
  unknownSlot,
  unknownForm,
  ruleWithTwoMessages,
  stepNotInRules,
  unknownComponent,
  unknownPolicy,
  rulesWithoutPolicy,
  unknownChannel,
  channelKeys,
  externalIntentWithExamples,
  intentWithoutExamples,
  unusedIntent,
  unusedResponse,
  unknownVariable,
];
