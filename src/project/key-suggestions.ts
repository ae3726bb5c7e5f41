import { closest } from "../base/index.ts";

/** The allowed key that a misspelt one was meant as: one close to it, or its other number (`story`, `stories`). */
export function meantKey(key: string, allowed: readonly string[]): string | undefined {
  const plain = key.replace(/^-/, "");
  const numbers = [
    plain,
    `${plain}s`,
    plain.replace(/y$/, "ies"),
    plain.replace(/ies$/, "y"),
    plain.replace(/s$/, ""),
  ];
  const longer = plain.length < 4 ? [] : allowed.filter((candidate) => candidate.startsWith(`${plain}_`));
  const other = Object.hasOwn(OTHER_WORDS, key) ? OTHER_WORDS[key] : undefined;
  return (
    allowed.find((candidate) => numbers.includes(candidate) || candidate === other) ??
    closest(plain, allowed) ??
    (longer.length === 1 ? longer[0] : undefined)
  );
}

/** Words that people take for keys of other names. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  slot: "slot_was_set",
  slots: "slot_was_set",
  slot_set: "slot_was_set",
  set_slot: "slot_was_set",
  form: "active_loop",
  utter: "action",
  response: "action",
};

const CONFIG = "It belongs into config.yml.";
const DATA = "It belongs into a file below data/.";
const ENDPOINTS = "It belongs into endpoints.yml.";
const SLOT = "It belongs to a slot: indent it below the slot's name.";
const STEP = "It belongs to a step: write it below `steps:`, with a dash.";
const INTENT = "It belongs to an intent: indent it below `- <intent>:`.";
const STORY = "It belongs to a rule or story: indent it below `- rule: …` or `- story: …`.";

/** Where keys belong that often stand elsewhere. */
const HOMES: Readonly<Record<string, string>> = {
  steps: STORY,
  conversation_start: STORY,
  wait_for_user_input: STORY,
  intent: STEP,
  user: STEP,
  action: STEP,
  active_loop: STEP,
  slot_was_set: STEP,
  checkpoint: STEP,
  examples: "It belongs to an entry of 'nlu': indent it below `- intent: …`.",
  required_slots: "It belongs to a form: indent it below the form's name, under `forms:`.",
  ignored_intents: "It belongs to a form: indent it below the form's name, under `forms:`.",
  mappings: SLOT,
  initial_value: SLOT,
  influence_conversation: SLOT,
  use_entities: INTENT,
  ignore_entities: INTENT,
  url: "It belongs to the key above: indent it below that.",
  buttons: "It belongs to a response's variation: indent it as far as its `text:`.",
  session_expiration_time: "It belongs below `session_config:`.",
  carry_over_slots_to_new_session: "It belongs below `session_config:`.",
  pipeline: CONFIG,
  policies: CONFIG,
  language: CONFIG,
  recipe: CONFIG,
  assistant_id: CONFIG,
  nlu: DATA,
  stories: DATA,
  rules: DATA,
  action_endpoint: ENDPOINTS,
  tracker_store: ENDPOINTS,
  lock_store: ENDPOINTS,
  event_broker: ENDPOINTS,
};

/** What to do about a key that does not exist where it stands. */
export function hintForKey(key: string, allowed: readonly string[], what: string): string {
  const meant = meantKey(key, allowed);
  if (meant !== undefined && key === `-${meant}`) return `Put a blank after the dash: \`- ${meant}: …\`.`;
  const home = meant === undefined && Object.hasOwn(HOMES, key) ? HOMES[key] : undefined;
  if (home !== undefined) return home;
  const keys = `Keys of ${what}: ${[...new Set(allowed)].join(", ")}.`;
  return meant === undefined ? keys : `Did you mean '${meant}'? ${keys}`;
}
