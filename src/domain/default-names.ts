/** The action that waits for the user. */
export const ACTION_LISTEN = "action_listen";
export const ACTION_RESTART = "action_restart";
export const ACTION_SESSION_START = "action_session_start";
export const ACTION_DEFAULT_FALLBACK = "action_default_fallback";
export const ACTION_DEACTIVATE_LOOP = "action_deactivate_loop";
export const ACTION_BACK = "action_back";
export const ACTION_EXTRACT_SLOTS = "action_extract_slots";
export const ACTION_VALIDATE_SLOT_MAPPINGS = "action_validate_slot_mappings";
/** Taken after a custom action failed, where the domain lists it: rules may follow it. */
export const ACTION_FAILED = "action_failed";
/** Stands for "anything before" at the start of a rule without `conversation_start`. */
export const RULE_SNIPPET_ACTION = "...";

/** Default actions in Rasa 3.6's order (their index is their position in score lists). */
export const DEFAULT_ACTION_NAMES = [
  ACTION_LISTEN,
  ACTION_RESTART,
  ACTION_SESSION_START,
  ACTION_DEFAULT_FALLBACK,
  ACTION_DEACTIVATE_LOOP,
  "action_revert_fallback_events",
  "action_default_ask_affirmation",
  "action_default_ask_rephrase",
  "action_two_stage_fallback",
  "action_unlikely_intent",
  ACTION_BACK,
  RULE_SNIPPET_ACTION,
  ACTION_EXTRACT_SLOTS,
] as const;

/** Intents every domain has. */
export const DEFAULT_INTENT_NAMES = [
  "back",
  "nlu_fallback",
  "out_of_scope",
  "restart",
  "session_start",
] as const;

/** The slot a form keeps the name of the slot it asks for in. */
export const REQUESTED_SLOT = "requested_slot";
/** The slot that takes the metadata of the message which started the session. */
export const SESSION_STARTED_METADATA = "session_started_metadata";
