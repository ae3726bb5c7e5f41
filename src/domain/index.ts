// The parsed domain as plain data, and pure questions about it. Reading it from YAML is project/'s work.
// Imports base only. Start with domain.ts.

export { allActionNames } from "./action-names.ts";
export {
  ACTION_BACK,
  ACTION_DEFAULT_FALLBACK,
  ACTION_FAILED,
  ACTION_LISTEN,
  ACTION_RESTART,
  ACTION_SESSION_START,
  ACTION_VALIDATE_SLOT_MAPPINGS,
  DEFAULT_ACTION_NAMES,
  DEFAULT_INTENT_NAMES,
  REQUESTED_SLOT,
  RULE_SNIPPET_ACTION,
  SESSION_STARTED_METADATA,
} from "./default-names.ts";
export type {
  Domain,
  EntityDefinition,
  FormDefinition,
  IntentDefinition,
  MappingCondition,
  ResponseCondition,
  ResponseVariation,
  SessionConfiguration,
  SlotDefinition,
  SlotMapping,
  SlotType,
} from "./domain.ts";
export { domainFromJson, domainToJson } from "./domain-json.ts";
export { domainToRasaJson } from "./rasa-json.ts";
