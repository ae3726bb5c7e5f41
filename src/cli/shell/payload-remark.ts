import { didYouMean, isJsonObject, parseJson } from "../../base/index.ts";
import type { Domain } from "../../domain/index.ts";
import { plainText } from "../table.ts";

type Names = Pick<Domain, "intents" | "entities">;

/**
 * What a person should know of a text that looks like `/intent{"entity": value}` and is not taken as it was meant: as in
 * Rasa, that is no error. Null when there is nothing to say. A domain of null knows every name.
 */
export function payloadRemark(text: string, domain: Names | null): string | null {
  const [, written = "", rest] = /^\/([^{@]+)[^{]*(\{.*)?$/s.exec(text) ?? [];
  const name = written.trim();
  if (name === "") return null;
  if (domain !== null && !domain.intents.has(name)) {
    const meant = didYouMean(name, domain.intents.keys());
    return `The domain has no intent '${plainText(name)}', so this is understood as a text. ${meant}`.trimEnd();
  }
  if (rest === undefined) return null;
  const entities = readObject(rest);
  if (entities === null)
    return `What stands behind /${plainText(name)} is no JSON object, so it gives no entities. Write it as in /${plainText(name)}{"plant": "Orchid"}.`;
  const unknown = Object.keys(entities).filter((entity) => domain !== null && !domain.entities.has(entity));
  if (unknown.length === 0) return null;
  return `The domain has no entity ${unknown.map((entity) => `'${plainText(entity)}'`).join(", ")}: left out.`;
}

function readObject(json: string): object | null {
  try {
    const value = parseJson(json.trimEnd());
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
