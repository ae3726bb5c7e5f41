import type { EntityDefinition, IntentDefinition } from "../../domain/index.ts";
import { actionKeys, entityKeys, intentKeys } from "../shapes/domain.ts";
import { isNull, type SourceReader } from "../source-reader.ts";
import { getValue, type YamlEntry, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import type { Placed } from "./domain-parts.ts";

/** An item of a list whose items are `name` or `name: {options}`. */
interface NamedItem {
  readonly name: string;
  readonly nameNode: YamlNode;
  readonly options: YamlMapping | null;
  /** What the item's places are counted from. */
  readonly node: YamlNode;
}

/** Reads a list of names with optional options, as `intents`, `entities` and `actions` are. */
function readNamedItems(
  reader: SourceReader,
  node: YamlNode | undefined,
  kind: string,
): readonly NamedItem[] {
  const list = reader.sequence(node, `'${kind}'`);
  return (list?.items ?? []).flatMap((item) => readNamedItem(reader, item, kind));
}

function readNamedItem(reader: SourceReader, item: YamlNode, kind: string): readonly NamedItem[] {
  if (item.kind === "mapping") return readItemWithOptions(reader, item, kind);
  const name = reader.name(item, `an item of '${kind}'`);
  if (name === null) return [];
  // Items that lack their dashes are one name of several lines, which has been reported.
  const isLong = reader.document.source.slice(item.start, item.end).includes("\n");
  const names = isLong ? name.split(/\s+-\s*|\s+/) : [name];
  return names.map((one) => ({ name: one, nameNode: item, options: null, node: item }));
}

function readItemWithOptions(reader: SourceReader, item: YamlMapping, kind: string): readonly NamedItem[] {
  const singular = kind.slice(0, -1).replace(/ie$/, "y");
  const [entry, ...others] = item.entries;
  if (entry === undefined) return [];
  const { key: name, keyNode: nameNode } = entry;
  const pasted = pastedName(reader, entry, others, singular);
  if (pasted !== null) return [pasted];
  if (others[0] !== undefined) {
    const message = `An item of '${kind}' has one name; this has ${item.entries.length}.`;
    reader.report("project/wrong-type", others[0].keyNode, message, {
      hint: `Indent the options of '${name}' deeper than its name, or begin another item with a dash.`,
    });
  }
  const options = readOptions(reader, { ...item, entries: others }, entry);
  return [{ name, nameNode, options, node: options ?? nameNode }];
}

/** The options below a name; those in its own column (which has been reported) where it has none. */
function readOptions(
  reader: SourceReader,
  beside: YamlMapping,
  { key, keyNode, value }: YamlEntry,
): YamlMapping | null {
  if (!isNull(value)) return reader.mapping(value, `the options of '${key}'`);
  if (beside.entries.length > 0) return beside;
  reader.report("project/name-without-options", keyNode, `'${key}:' has a colon but no options.`, {
    hint: `Write \`- ${key}\`, without the colon.`,
  });
  return null;
}

function article(word: string): string {
  return /^[aeiou]/.test(word) ? "an" : "a";
}

/** `- intent: greet`, as training data write it, where the domain's list has `- greet`. */
function pastedName(
  reader: SourceReader,
  entry: YamlEntry,
  others: readonly YamlEntry[],
  singular: string,
): NamedItem | null {
  if (entry.key !== singular || entry.value.kind !== "scalar" || typeof entry.value.value !== "string")
    return null;
  const name = entry.value.value;
  reader.report(
    "project/pasted-item",
    entry.keyNode,
    `In the domain ${article(singular)} ${singular} is listed by its name alone.`,
    {
      hint: `Write \`- ${name}\` instead of \`- ${singular}: ${name}\`${others.length > 0 ? "; its examples belong in the NLU data" : ""}.`,
    },
  );
  return { name, nameNode: entry.value, options: null, node: entry.value };
}

/** `intents:` of a domain file. */
export function readIntents(
  reader: SourceReader,
  node: YamlNode | undefined,
): readonly Placed<IntentDefinition>[] {
  return readNamedItems(reader, node, "intents").map(({ name: written, nameNode, options, node: item }) => {
    const name = written.replace(/^\//, "");
    if (name !== written) {
      reader.report(
        "project/bad-intent-name",
        nameNode,
        `The name of the intent '${name}' begins with a '/'.`,
        {
          hint: `Write ${name}; only messages such as \`/${name}\` have it.`,
        },
      );
    }
    const value: IntentDefinition = {
      name,
      useEntities: readUseEntities(reader, options, name),
      ignoreEntities: reader.texts(optionOf(options, "ignore_entities"), `'ignore_entities' of '${name}'`),
      isRetrieval: false,
      isDefault: false,
      ...(readResume(reader, options, name) === "silent" && { resumesSilently: true }),
    };
    if (options !== null) checkIntentOptions(reader, options, name);
    return { at: reader.at(nameNode), value: reader.remember(value, item) };
  });
}

function readUseEntities(
  reader: SourceReader,
  options: YamlMapping | null,
  name: string,
): IntentDefinition["useEntities"] {
  const node = optionOf(options, "use_entities");
  if (node === undefined) return true;
  if (node.kind !== "scalar") return reader.texts(node, `'use_entities' of '${name}'`);
  if (node.value === true) return true;
  return node.value === false || node.value === null ? [] : reader.texts(node, `'use_entities' of '${name}'`);
}

const RESUMES = ["ask", "silent"];

function readResume(reader: SourceReader, options: YamlMapping | null, name: string): string | null {
  const node = optionOf(options, "resume");
  if (node === undefined) return null;
  const value = node.kind === "scalar" ? node.value : null;
  if (typeof value === "string" && RESUMES.includes(value)) return value;
  reader.report("project/wrong-type", node, `'resume' of '${name}' is ask or silent.`, {
    hint: "ask (the default) lets a form that was interrupted ask its question again; silent lets it wait.",
  });
  return null;
}

function checkIntentOptions(reader: SourceReader, options: YamlMapping, name: string): void {
  reader.checkKeys(options, intentKeys, "an intent");
  const triggers = options.entries.find(({ key }) => key === "triggers");
  if (triggers === undefined) return;
  reader.report(
    "project/intent-triggers",
    triggers.keyNode,
    "'triggers' is gone since Rasa 3: nothing follows it.",
    {
      hint: `Write a rule:\n  - rule: ${name}\n    steps:\n      - intent: ${name}\n      - action: …`,
    },
  );
}

function optionOf(options: YamlMapping | null, key: string): YamlNode | undefined {
  return options === null ? undefined : getValue(options, key);
}

/** `entities:` of a domain file. */
export function readEntities(
  reader: SourceReader,
  node: YamlNode | undefined,
): readonly Placed<EntityDefinition>[] {
  return readNamedItems(reader, node, "entities").map(({ name, nameNode, options, node: item }) => {
    if (options !== null) reader.checkKeys(options, entityKeys, "an entity");
    const value: EntityDefinition = {
      name,
      roles: reader.texts(optionOf(options, "roles"), `'roles' of '${name}'`),
      groups: reader.texts(optionOf(options, "groups"), `'groups' of '${name}'`),
      influenceConversation: reader.flag(
        optionOf(options, "influence_conversation"),
        "'influence_conversation'",
        true,
      ),
    };
    return { at: reader.at(nameNode), value: reader.remember(value, item) };
  });
}

/** `actions:` of a domain file. */
export function readActions(
  reader: SourceReader,
  node: YamlNode | undefined,
): readonly Placed<{ readonly name: string; readonly sendDomain: boolean }>[] {
  return readNamedItems(reader, node, "actions").map(({ name, nameNode, options }) => {
    if (options !== null) reader.checkKeys(options, actionKeys, "an action");
    const sendDomain = reader.flag(optionOf(options, "send_domain"), "'send_domain'", false);
    return { at: reader.at(nameNode), value: { name, sendDomain } };
  });
}
