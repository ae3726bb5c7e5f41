import { isJsonObject } from "../../base/index.ts";
import type { ProjectEndpoints, ProjectSection } from "../project.ts";
import { actionEndpointKeys, type EndpointSection, endpointKeys, nlgKeys } from "../shapes/endpoints.ts";
import { isNull, type SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import { checkHttpKeys } from "./http-keys.ts";

/** A project without endpoints.yml. */
export const noEndpoints: ProjectEndpoints = {
  actionEndpoint: null,
  trackerStore: null,
  lockStore: null,
  eventBroker: null,
  nlg: null,
  nlu: null,
  models: null,
};

/** Reads endpoints.yml. */
export function readEndpoints(reader: SourceReader, written: YamlMapping): ProjectEndpoints {
  const root = reader.checkKeys(written, endpointKeys, "endpoints.yml", "warning");
  const section = (key: EndpointSection): ProjectSection | null => readSection(reader, root, key);
  reportUnused(reader, root);
  return {
    actionEndpoint: readActionEndpoint(reader, root),
    trackerStore: section("tracker_store"),
    lockStore: section("lock_store"),
    eventBroker: section("event_broker"),
    nlg: readNlg(reader, root),
    nlu: section("nlu"),
    models: section("models"),
  };
}

function readActionEndpoint(reader: SourceReader, root: YamlMapping): ProjectSection | null {
  const node = getValue(root, "action_endpoint");
  const written = node === undefined || isNull(node) ? null : reader.mapping(node, "'action_endpoint'");
  if (written === null) return null;
  const mapping = reader.checkKeys(written, actionEndpointKeys, "'action_endpoint'", "warning");
  const url = getValue(mapping, "url");
  if (url === undefined || isNull(url)) {
    reader.report("project/missing-key", written, "'action_endpoint' needs 'url'.", {
      hint: "Write `url: http://localhost:5055/webhook`.",
    });
  }
  checkHttpKeys(reader, mapping, "http://localhost:5055/webhook");
  reader.flag(getValue(mapping, "enable_selective_domain"), "'enable_selective_domain'", false);
  return toSection(reader, mapping, "'action_endpoint'");
}

/** A server that words the messages. Its address is looked at now, not when the first message is to be said. */
function readNlg(reader: SourceReader, root: YamlMapping): ProjectSection | null {
  const node = getValue(root, "nlg");
  const mapping = node === undefined || isNull(node) ? null : reader.mapping(node, "'nlg'");
  if (mapping === null) return null;
  const section = reader.checkKeys(mapping, nlgKeys, "'nlg'", "warning");
  checkHttpKeys(reader, section, "http://localhost:5056/nlg");
  const type = getValue(section, "type");
  const kind = type?.kind === "scalar" ? String(type.value).toLowerCase() : null;
  if (kind === "response") return null;
  if (type !== undefined && kind !== "callback") {
    reader.report("project/section-without-effect", type, "'type' of 'nlg' is callback or response.", {
      severity: "warning",
      hint: "A class of Rasa's is not loaded: the domain's responses are said. Let a server word them, with 'url'.",
    });
    return null;
  }
  if (getValue(section, "url") === undefined)
    reader.report("project/missing-key", section, "'nlg' needs 'url'.", {
      hint: "Where the server is called, for example http://localhost:5056/nlg. Without 'nlg' the domain's responses are said.",
    });
  return toSection(reader, section, "'nlg'");
}

/** What stands in for the sections that are read, and have no effect. */
const UNUSED: Readonly<Record<Exclude<EndpointSection, "action_endpoint" | "nlg">, string>> = {
  tracker_store:
    "Conversations and reminders are kept in .tsbot/tsbot.db (SQLite), or in PostgreSQL (`type: SQL`, `dialect: postgresql`).",
  lock_store: "One server at a time holds .tsbot/tsbot.db; its conversations wait their turn in its memory.",
  event_broker: "Nothing is published; read events from `GET /conversations/{id}/tracker`.",
  nlu: "Messages are understood by the model that is loaded.",
  models: "The model is read from a file: name it with --model, and start again for a new one.",
};

/** Somebody who configures a database must not find out after a crash that it was never written to. */
function reportUnused(reader: SourceReader, root: YamlMapping): void {
  for (const { key, keyNode, value } of root.entries) {
    if (isNull(value) || !isUnused(key) || isOwnLock(key, value) || isFollowed(key, value)) continue;
    reader.report("project/section-without-effect", keyNode, `'${key}' has no effect in tsbot.`, {
      severity: "warning",
      hint: `${UNUSED[key]} Remove the section if that is what you want.`,
    });
  }
}

function isUnused(key: string): key is keyof typeof UNUSED {
  return Object.hasOwn(UNUSED, key);
}

/** Rasa's lock store `in_memory` is what there is. */
function isOwnLock(key: string, value: YamlNode): boolean {
  if (key !== "lock_store" || value.kind !== "mapping") return false;
  const type = getValue(value, "type");
  return type?.kind === "scalar" && String(type.value).toLowerCase() === "in_memory";
}

/** A tracker store in PostgreSQL; what else it says is looked at when it is opened. */
function isFollowed(key: string, value: YamlNode): boolean {
  if (key !== "tracker_store" || value.kind !== "mapping") return false;
  const textOf = (name: string): string => {
    const node = getValue(value, name);
    return node?.kind === "scalar" ? String(node.value) : "";
  };
  const isPostgres = /^postgres(?:ql)?(?:\+\w+)?/i;
  return (
    (/^sql$/i.test(textOf("type")) && isPostgres.test(textOf("dialect"))) ||
    /^postgres(?:ql)?(?:\+\w+)?:\/\//i.test(textOf("url"))
  );
}

/** Reads credentials.yml: channel names with their keys. */
export function readCredentials(
  reader: SourceReader,
  root: YamlMapping,
): ReadonlyMap<string, ProjectSection> {
  const channels = new Map<string, ProjectSection>();
  for (const { key, keyNode, value } of root.entries) {
    const section = toSection(reader, value, `'${key}'`);
    if (section === null) continue;
    if (key === "callback" && value.kind === "mapping")
      checkHttpKeys(reader, value, "http://127.0.0.1:5034/bot");
    channels.set(key, reader.remember({ ...section, at: reader.at(keyNode) }, value));
  }
  return channels;
}

function readSection(reader: SourceReader, root: YamlMapping, key: string): ProjectSection | null {
  const node = getValue(root, key);
  return node === undefined || isNull(node) ? null : toSection(reader, node, `'${key}'`);
}

function toSection(reader: SourceReader, node: YamlNode, what: string): ProjectSection | null {
  if (isNull(node)) return { value: {}, at: reader.at(node) };
  const mapping = reader.mapping(node, what);
  const value = mapping === null ? null : reader.json(mapping);
  return isJsonObject(value) ? reader.remember({ value, at: reader.at(node) }, node) : null;
}
