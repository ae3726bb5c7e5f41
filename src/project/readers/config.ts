import { type DailySpan, isJsonObject, parseDailySpan } from "../../base/index.ts";
import type { ProjectComponent, ProjectConfig } from "../project.ts";
import { configKeys, ownConfigKeys, recipes } from "../shapes/config.ts";
import { isNull, type SourceReader } from "../source-reader.ts";
import { getValue, type YamlEntry, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import { readEventSettings } from "./event-settings.ts";
import { checkVersion } from "./version.ts";

/** What Rasa 3.6 suggests where a project names no pipeline. */
const SUGGESTED_PIPELINE: readonly (readonly [
  string,
  Readonly<Record<string, string | number | boolean>>,
])[] = [
  ["WhitespaceTokenizer", {}],
  ["RegexFeaturizer", {}],
  ["LexicalSyntacticFeaturizer", {}],
  ["CountVectorsFeaturizer", {}],
  ["CountVectorsFeaturizer", { analyzer: "char_wb", min_ngram: 1, max_ngram: 4 }],
  ["DIETClassifier", { epochs: 100, constrain_similarities: true }],
  ["EntitySynonymMapper", {}],
  ["ResponseSelector", { epochs: 100, constrain_similarities: true }],
  ["FallbackClassifier", { threshold: 0.3, ambiguity_threshold: 0.1 }],
];

const SUGGESTED_POLICIES: typeof SUGGESTED_PIPELINE = [
  ["MemoizationPolicy", {}],
  ["RulePolicy", {}],
  ["UnexpecTEDIntentPolicy", { max_history: 5, epochs: 100 }],
  ["TEDPolicy", { max_history: 5, epochs: 100, constrain_similarities: true }],
];

/** Reads config.yml; a missing pipeline or policies are Rasa's suggestion. */
export function readConfig(reader: SourceReader, written: YamlMapping): ProjectConfig {
  const root = reader.checkKeys(written, configKeys, "config.yml", "warning");
  checkVersion(reader, root);
  const own = reader.mapping(getValue(root, "tsbot"), "'tsbot'");
  if (own !== null) reader.checkKeys(own, ownConfigKeys, "'tsbot'");
  const language = getValue(root, "language");
  if (language === undefined || isNull(language)) {
    reader.report("project/no-language", root, "config.yml names no language.", {
      severity: "warning",
      hint: "Write `language: en` (a two-letter code).",
    });
  }
  const id = getValue(root, "assistant_id");
  const assistantId = id === undefined || isNull(id) ? null : reader.text(id, "'assistant_id'");
  if (assistantId === null || assistantId === "placeholder_default") {
    reader.report("project/no-assistant-id", id ?? root, "config.yml names no assistant_id of its own.", {
      severity: id === undefined ? "note" : "warning",
      hint: "Write `assistant_id: my-bot`; it tells your assistants apart in their events.",
    });
  }
  checkRecipe(reader, getValue(root, "recipe"));
  const config: ProjectConfig = {
    recipe: textOr(reader, root, "recipe", "default.v1"),
    language: textOr(reader, root, "language", "en"),
    assistantId: assistantId === "placeholder_default" ? null : assistantId,
    pipeline: readComponents(reader, root, { key: "pipeline", suggested: SUGGESTED_PIPELINE }),
    policies: readComponents(reader, root, { key: "policies", suggested: SUGGESTED_POLICIES }),
    ...readOwnSettings(reader, own),
  };
  return reader.remember(config, root);
}

function checkRecipe(reader: SourceReader, node: YamlNode | undefined): void {
  if (node === undefined || isNull(node)) return;
  const recipe = reader.name(node, "'recipe'");
  if (recipe === null || recipes.some((known) => known === recipe)) return;
  reader.report(
    "project/unknown-recipe",
    node,
    recipe === "graph.v1"
      ? "tsbot does not run Rasa's experimental recipe 'graph.v1'."
      : `There is no recipe '${recipe}'.`,
    { hint: "Write `recipe: default.v1`, with a 'pipeline' and 'policies'." },
  );
}

/** The configuration of a project without config.yml. */
export function suggestedConfig(reader: SourceReader): ProjectConfig {
  const empty: YamlMapping = { kind: "mapping", entries: [], start: 0, end: 0 };
  return {
    recipe: "default.v1",
    language: "en",
    assistantId: null,
    pipeline: readComponents(reader, empty, { key: "pipeline", suggested: SUGGESTED_PIPELINE }),
    policies: readComponents(reader, empty, { key: "policies", suggested: SUGGESTED_POLICIES }),
    ...NO_SETTINGS,
  };
}

function textOr(reader: SourceReader, root: YamlMapping, key: string, fallback: string): string {
  const node = getValue(root, key);
  return node === undefined || isNull(node) ? fallback : (reader.text(node, `'${key}'`) ?? fallback);
}

function readComponents(
  reader: SourceReader,
  root: YamlMapping,
  {
    key,
    suggested,
  }: { readonly key: "pipeline" | "policies"; readonly suggested: typeof SUGGESTED_PIPELINE },
): readonly ProjectComponent[] {
  const node = getValue(root, key);
  if (node === undefined || isNull(node)) {
    const at = reader.at(node ?? root);
    return suggested.map(([name, options]) => ({ name, options, at }));
  }
  return (
    reader.sequence(
      node,
      `'${key}'`,
      node.kind === "scalar" ? "Write a line `- name: …` for each." : undefined,
    )?.items ?? []
  ).flatMap((item) => readComponent(reader, item, key));
}

function readComponent(reader: SourceReader, item: YamlNode, key: string): readonly ProjectComponent[] {
  const component = componentMapping(reader, item, key);
  const nameNode = component === null ? undefined : getValue(component, "name");
  if (component === null || nameNode === undefined) return [];
  // Rasa takes the full path of its own classes too.
  const name = reader.name(nameNode, "'name'")?.replace(/^rasa\..*\./, "") ?? null;
  const json = reader.json(component);
  if (name === null || !isJsonObject(json)) return [];
  const { name: _, ...options } = json;
  return [reader.remember({ name, options, at: reader.at(nameNode) }, component)];
}

/** An item with its name; one that is written in another way is reported, and read where it has a name. */
function componentMapping(reader: SourceReader, item: YamlNode, key: string): YamlMapping | null {
  const isBare = item.kind === "scalar" && typeof item.value === "string";
  const hint = isBare ? `Write \`- name: ${item.value}\`.` : undefined;
  const component = reader.mapping(item, `an item of '${key}'`, hint);
  if (component === null) return isBare ? named(item) : null;
  if (getValue(component, "name") !== undefined) return component;
  const [first] = component.entries;
  const isName = first !== undefined && /^[A-Z]/.test(first.key);
  reader.report("project/missing-key", first?.keyNode ?? component, `An item of '${key}' needs 'name'.`, {
    hint: isName
      ? `Write \`- name: ${first.key}\`, and its options below, in the column of 'name'.`
      : "Write `- name: …` as its first line.",
  });
  return isName ? withOptions(first) : null;
}

/** A component that was written as its name alone, as it should have been. */
function named(name: YamlNode): YamlMapping {
  const { start, end } = name;
  return { kind: "mapping", entries: [{ key: "name", keyNode: name, value: name }], start, end };
}

/** `DIETClassifier: {epochs: 5}` as a component with its options. */
function withOptions({ keyNode, value }: YamlEntry): YamlMapping {
  const options = value.kind === "mapping" ? value.entries : [];
  return { ...named(keyNode), entries: [...named(keyNode).entries, ...options] };
}

type OwnSettings = Pick<ProjectConfig, "timeZone" | "quietHours" | "eventPolicies" | "topicLimits">;

const NO_SETTINGS: OwnSettings = {
  timeZone: null,
  quietHours: null,
  eventPolicies: new Map(),
  topicLimits: new Map(),
};

function readOwnSettings(reader: SourceReader, own: YamlMapping | null): OwnSettings {
  if (own === null) return NO_SETTINGS;
  const span = readQuietHours(reader, getValue(own, "quiet_hours"));
  const isHeld = reader.flag(getValue(own, "hold_external_events"), "'hold_external_events'", false);
  return {
    timeZone: readTimeZone(reader, getValue(own, "time_zone")),
    ...readEventSettings(reader, own),
    quietHours: span === null ? null : { span, externalEvents: isHeld ? "hold" : "deliver" },
  };
}

function readQuietHours(reader: SourceReader, node: YamlNode | undefined): DailySpan | null {
  if (node === undefined || isNull(node)) return null;
  const text = reader.text(node, "'quiet_hours'");
  if (text === null) return null;
  const span = parseDailySpan(text);
  if (span === null) {
    reader.report("project/bad-quiet-hours", node, `'${text}' are no hours of a day.`, {
      hint: 'Write from when to when, e.g. "22:00-07:00".',
    });
  }
  return span;
}

function readTimeZone(reader: SourceReader, node: YamlNode | undefined): string | null {
  if (node === undefined || isNull(node)) return null;
  const zone = reader.text(node, "'time_zone'");
  if (zone === null) return null;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    reader.report("project/unknown-time-zone", node, `'${zone}' is no time zone.`, {
      hint: "Write an IANA name such as Europe/Berlin or America/New_York.",
    });
    return null;
  }
}
