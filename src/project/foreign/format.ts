import { getValue, type YamlMapping } from "../yaml/nodes.ts";

/** Which tool wrote a JSON file, and what it holds. */
export type ForeignFormat =
  | "luis"
  | "wit"
  | "dialogflow-intent"
  | "dialogflow-entity"
  /** Settings of an agent, of which nothing is NLU data. */
  | "dialogflow-settings";

/** Tells an export of another tool by its keys, as Rasa does (rasa/shared/nlu/training_data/loading.py 3.6); null: none. */
export function foreignFormat(name: string, root: YamlMapping): ForeignFormat | null {
  if (!name.toLowerCase().endsWith(".json")) return null;
  const has = (key: string): boolean => getValue(root, key) !== undefined;
  if (has("rasa_nlu_data")) return null;
  if (has("luis_schema_version")) return "luis";
  if (has("utterances")) return "wit";
  if (has("supportedLanguages") || has("defaultTimezone")) return "dialogflow-settings";
  if (has("version") && root.entries.length === 1) return "dialogflow-settings";
  if (has("isEnum") || has("isOverridable")) return "dialogflow-entity";
  // `responses` alone would also be a file of Rasa's, whose responses are no list.
  if (getValue(root, "responses")?.kind === "sequence" || has("userSays") || has("auto"))
    return "dialogflow-intent";
  return null;
}

/** Dialogflow keeps what people say, and an entity's values, as lists in files of their own, one for each language. */
export function isListExport(name: string): boolean {
  return /_(?:usersays|entries)_[a-z]{2,3}(?:-[a-z0-9]+)*\.json$/i.test(name);
}
