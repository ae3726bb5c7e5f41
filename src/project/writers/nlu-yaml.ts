import { canonicalJson, type JsonObject } from "../../base/index.ts";
import type { ProjectNluData } from "../project.ts";
import { type Line, linesToYaml } from "./example-block.ts";
import { findLosses, isSayable } from "./losses.ts";
import { writeMarkup } from "./markup.ts";
import { groupSynonyms } from "./nlu-json.ts";
import { VERSION_LINE } from "./responses-yaml.ts";
import { trimExample } from "./trim-example.ts";
import type { NluContent, WrittenNlu } from "./written.ts";
import { toYaml } from "./yaml-text.ts";

/**
 * NLU data as YAML in Rasa's layout: intents in the order of their first example, synonyms, regular expressions, lookup
 * tables, then responses. Entries are lists of `text:` items only where lines cannot say it (metadata, line breaks).
 */
export function nluToYaml(content: NluContent): WrittenNlu {
  const { nlu, responses } = content;
  const entries = [
    ...intentEntries(nlu.examples),
    ...[...groupSynonyms(writableSynonyms(nlu))].flatMap(([synonym, texts]) => toEntries({ synonym }, texts)),
    ...[...groupPatterns(nlu.regexes)].flatMap(([regex, patterns]) => toEntries({ regex }, patterns)),
    ...nlu.lookups.flatMap(({ name, elements }) => toEntries({ lookup: name }, elements)),
  ];
  const file: JsonObject = {
    ...((entries.length > 0 || responses.size === 0) && { nlu: entries }),
    ...(responses.size > 0 && { responses: Object.fromEntries(responses) }),
  };
  return { text: withVersion(toYaml(file, content.variables)), findings: findLosses(nlu) };
}

/** The comment that keeps escapes as they are, if any, stays the first line. */
function withVersion(text: string): string {
  const comment = /^#.*\n/.exec(text)?.[0] ?? "";
  return `${comment}${VERSION_LINE}${text.slice(comment.length)}`;
}

type Example = ProjectNluData["examples"][number];

/** Examples without an intent have no entry to stand in; {@link findLosses} says so. */
function intentEntries(examples: readonly Example[]): readonly JsonObject[] {
  const groups = new Map<string, { readonly head: JsonObject; readonly lines: Line[] }>();
  for (const example of examples) {
    const { intent, metadata = {} } = example;
    const { text, entities } = trimExample(example);
    const written = writeMarkup(text, entities);
    if (intent === undefined || written === null) continue;
    const head = { intent, ...(metadata.intent !== undefined && { metadata: metadata.intent }) };
    const key = canonicalJson(head);
    const group = groups.get(key) ?? { head, lines: [] as Line[] };
    groups.set(key, group);
    group.lines.push({ text: written, metadata: metadata.example });
  }
  return [...groups.values()].flatMap(({ head, lines }) => linesToYaml(head, lines));
}

function toEntries(head: JsonObject, texts: readonly string[]): readonly JsonObject[] {
  return linesToYaml(
    head,
    texts.map((text) => ({ text: text.trim(), metadata: undefined })),
  );
}

/** Annotations give the others, or {@link findLosses} complains. */
function writableSynonyms({ synonyms }: NluContent["nlu"]): ReadonlyMap<string, string> {
  return new Map(
    [...synonyms].filter(([text, value]) => isSayable(text) && (value === "" || isSayable(value))),
  );
}

function groupPatterns(regexes: ProjectNluData["regexes"]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { name, pattern } of regexes) groups.set(name, [...(groups.get(name) ?? []), pattern]);
  return groups;
}
