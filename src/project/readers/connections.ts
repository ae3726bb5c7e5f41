import { isJsonObject } from "../../base/index.ts";
import type { ProjectEndpoints, ProjectSection } from "../project.ts";
import { isNull, type SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";

const ENDPOINT_KEYS = [
  "action_endpoint",
  "tracker_store",
  "lock_store",
  "event_broker",
  "nlg",
  "nlu",
  "models",
] as const;

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
  const root = reader.checkKeys(written, ["version", ...ENDPOINT_KEYS], "endpoints.yml", "warning");
  const section = (key: (typeof ENDPOINT_KEYS)[number]): ProjectSection | null =>
    readSection(reader, root, key);
  const actionEndpoint = section("action_endpoint");
  if (actionEndpoint !== null && typeof actionEndpoint.value["url"] !== "string") {
    reader.report("project/missing-key", actionEndpoint.at, "'action_endpoint' needs 'url'.", {
      hint: "Write `url: http://localhost:5055/webhook`.",
    });
  }
  return {
    actionEndpoint,
    trackerStore: section("tracker_store"),
    lockStore: section("lock_store"),
    eventBroker: section("event_broker"),
    nlg: section("nlg"),
    nlu: section("nlu"),
    models: section("models"),
  };
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
