import { domainConfigKeys, domainKeys, formKeys, keysPassedOver, sessionKeys } from "../shapes/domain.ts";
import { slotKeys } from "../shapes/slots.ts";
import type { SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping } from "../yaml/nodes.ts";
import { readActions, readEntities, readIntents } from "./domain-items.ts";
import { type DomainPart, emptyPart, type Placed, unreadableSections } from "./domain-parts.ts";
import { readForm } from "./forms.ts";
import { readResponse } from "./responses.ts";
import { readSlot } from "./slots.ts";
import { withStrayOptions } from "./stray-options.ts";
import { checkVersion } from "./version.ts";

/** How a file came to be read as a part of the domain: the domain's only file, one of a folder, or null: a data file. */
export type DomainFileRole = "only" | "one-of-many" | null;

/** Reads what a file says of the domain. */
export function readDomainPart(reader: SourceReader, written: YamlMapping, role: DomainFileRole): DomainPart {
  const root =
    role === null
      ? written
      : reader.checkKeys(
          written,
          role === "only" ? domainKeys : [...domainKeys, ...keysPassedOver],
          "a domain",
        );
  if (role !== null) checkVersion(reader, root);
  const entities = readEntities(reader, getValue(root, "entities"));
  const entityNames = new Set(entities.map(({ value }) => value.name));
  const slots = withStrayOptions(reader, reader.mapping(getValue(root, "slots"), "'slots'")?.entries ?? [], {
    options: slotKeys,
    what: "slot",
  });
  const forms = withStrayOptions(reader, reader.mapping(getValue(root, "forms"), "'forms'")?.entries ?? [], {
    options: formKeys,
    what: "form",
  }).map((entry) => readForm(reader, entry));
  return {
    ...emptyPart,
    intents: readIntents(reader, getValue(root, "intents")),
    entities,
    slots: slots.flatMap((entry) => place(reader, entry.keyNode, readSlot(reader, entry, entityNames))),
    responses: readResponses(reader, root),
    actions: readActions(reader, getValue(root, "actions")),
    forms: forms.map(({ form }) => form),
    formMappings: forms.flatMap(({ mappings }) => mappings),
    endToEndActions: reader.texts(getValue(root, "e2e_actions"), "'e2e_actions'"),
    ...readSession(reader, root),
    ...readDomainConfig(reader, root),
    unreadable: unreadableSections(root),
  };
}

/** `responses:`, also as `templates:`, their name in Rasa 1. NLU files may have them too. */
export function readResponses(reader: SourceReader, root: YamlMapping): DomainPart["responses"] {
  const legacy = root.entries.find(({ key }) => key === "templates");
  if (legacy !== undefined) {
    reader.report("project/templates-key", legacy.keyNode, "'templates' is the old name of 'responses'.", {
      severity: "warning",
      hint: "Write `responses:`, or let `tsbot data migrate` do it.",
    });
  }
  return ["responses", "templates"].flatMap((key) =>
    (reader.mapping(getValue(root, key), `'${key}'`)?.entries ?? []).map((entry) => ({
      at: reader.at(entry.keyNode),
      value: { name: entry.key, variations: readResponse(reader, entry) },
    })),
  );
}

function place<Value>(
  reader: SourceReader,
  node: YamlMapping["entries"][number]["keyNode"],
  value: Value | null,
): Placed<Value>[] {
  return value === null ? [] : [{ value, at: reader.at(node) }];
}

function readSession(
  reader: SourceReader,
  root: YamlMapping,
): Pick<DomainPart, "expirationMinutes" | "carryOverSlots"> {
  const node = getValue(root, "session_config");
  const session = node === undefined ? null : reader.mapping(node, "'session_config'");
  if (session === null) return { expirationMinutes: null, carryOverSlots: null };
  reader.checkKeys(session, sessionKeys, "'session_config'");
  return {
    expirationMinutes: reader.number(
      getValue(session, "session_expiration_time"),
      "'session_expiration_time' (minutes)",
    ),
    carryOverSlots: reader.flag(
      getValue(session, "carry_over_slots_to_new_session"),
      "'carry_over_slots_to_new_session'",
      true,
    ),
  };
}

function readDomainConfig(reader: SourceReader, root: YamlMapping): Pick<DomainPart, "storeEntitiesAsSlots"> {
  const node = getValue(root, "config");
  const config = node === undefined ? null : reader.mapping(node, "'config'");
  if (config === null) return { storeEntitiesAsSlots: null };
  reader.checkKeys(config, domainConfigKeys, "the domain's 'config'");
  return {
    storeEntitiesAsSlots: reader.flag(
      getValue(config, "store_entities_as_slots"),
      "'store_entities_as_slots'",
      true,
    ),
  };
}
