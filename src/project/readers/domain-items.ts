import type { EntityDefinition, IntentDefinition } from "../../domain/index.ts";
import type { SourceReader } from "../source-reader.ts";
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
  return (list?.items ?? []).flatMap((item) => readNamedItem(reader, item, kind) ?? []);
}

function readNamedItem(reader: SourceReader, item: YamlNode, kind: string): NamedItem | null {
  const singular = kind.slice(0, -1).replace(/ie$/, "y");
  if (item.kind === "mapping") {
    const [entry, ...others] = item.entries;
    if (entry === undefined) return null;
    const pasted = pastedName(reader, entry, others, singular);
    if (pasted !== null) return pasted;
    if (others.length > 0) {
      reader.report(
        "project/wrong-type",
        item,
        `An item of '${kind}' has one name; this has ${item.entries.length}.`,
      );
    }
    const options =
      entry.value.kind === "scalar" && entry.value.value === null
        ? null
        : reader.mapping(entry.value, `the options of '${entry.key}'`);
    if (options === null) {
      reader.report(
        "project/name-without-options",
        entry.keyNode,
        `'${entry.key}:' has a colon but no options.`,
        {
          hint: `Write \`- ${entry.key}\`, without the colon.`,
        },
      );
    }
    return { name: entry.key, nameNode: entry.keyNode, options, node: options ?? entry.keyNode };
  }
  const name = reader.name(item, `An item of '${kind}'`);
  return name === null ? null : { name, nameNode: item, options: null, node: item };
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
  return readNamedItems(reader, node, "intents").map(({ name, nameNode, options, node: item }) => {
    const value: IntentDefinition = {
      name,
      useEntities: readUseEntities(reader, options, name),
      ignoreEntities: reader.texts(optionOf(options, "ignore_entities"), `'ignore_entities' of '${name}'`),
      isRetrieval: false,
      isDefault: false,
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

function checkIntentOptions(reader: SourceReader, options: YamlMapping, name: string): void {
  reader.checkKeys(
    options,
    ["use_entities", "ignore_entities", "triggers", "is_retrieval_intent"],
    "an intent",
  );
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
    if (options !== null)
      reader.checkKeys(options, ["roles", "groups", "influence_conversation"], "an entity");
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
    if (options !== null) reader.checkKeys(options, ["send_domain"], "an action");
    const sendDomain = reader.flag(optionOf(options, "send_domain"), "'send_domain'", false);
    return { at: reader.at(nameNode), value: { name, sendDomain } };
  });
}
