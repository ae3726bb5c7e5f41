import type { JsonValue } from "../base/index.ts";
import type {
  Domain,
  EntityDefinition,
  FormDefinition,
  IntentDefinition,
  ResponseVariation,
  SlotDefinition,
} from "./domain.ts";

/** The domain as JSON for the model archive: maps become arrays of their values (responses: pairs). */
export function domainToJson(domain: Domain): JsonValue {
  return {
    ...domain,
    intents: [...domain.intents.values()],
    entities: [...domain.entities.values()],
    slots: [...domain.slots.values()],
    responses: [...domain.responses],
    forms: [...domain.forms.values()],
  } as unknown as JsonValue;
}

/** The inverse of {@link domainToJson}. The value must come from a model whose hash was checked. */
export function domainFromJson(value: JsonValue): Domain {
  const json = value as unknown as DomainJson;
  const byName = <Item extends { readonly name: string }>(items: readonly Item[]): Map<string, Item> =>
    new Map(items.map((item) => [item.name, item]));
  return {
    ...json,
    intents: byName(json.intents),
    entities: byName(json.entities),
    slots: byName(json.slots),
    responses: new Map(json.responses),
    forms: byName(json.forms),
  };
}

interface DomainJson extends Omit<Domain, "intents" | "entities" | "slots" | "responses" | "forms"> {
  readonly intents: readonly IntentDefinition[];
  readonly entities: readonly EntityDefinition[];
  readonly slots: readonly SlotDefinition[];
  readonly responses: readonly (readonly [string, readonly ResponseVariation[]])[];
  readonly forms: readonly FormDefinition[];
}
