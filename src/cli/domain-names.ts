import { isJsonObject, type JsonValue, TsbotError } from "../base/index.ts";
import type { ServerClient } from "./client.ts";

/** What a person may name of the domain of a running server. */
export interface DomainNames {
  readonly intents: readonly string[];
  readonly entities: readonly string[];
}

/** The names of a server's domain; null when it does not tell them: it has no model, or the token may not know. */
export async function readDomainNames(client: ServerClient): Promise<DomainNames | null> {
  try {
    const domain = await client.request("GET", "/domain");
    if (!isJsonObject(domain)) return null;
    return { intents: namesOf(domain["intents"]), entities: namesOf(domain["entities"]) };
  } catch (error) {
    if (TsbotError.isInstance(error) && SECRETIVE.has(error.code)) return null;
    throw error;
  }
}

const SECRETIVE: ReadonlySet<string> = new Set(["cli/refused-token", "cli/server-says-no"]);

/** Items that are names or `{name: options}`. */
function namesOf(list: JsonValue | undefined): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.map((item) => (isJsonObject(item) ? (Object.keys(item)[0] ?? "") : String(item)));
}
