import type { EntityDefinition, FormDefinition, IntentDefinition } from "../../domain/index.ts";
import type { SourceReader } from "../source-reader.ts";
import { getValue, type YamlEntry, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import type { Placed } from "./domain-parts.ts";

/** An item of a list whose items are `name` or `name: {options}`. */
interface NamedItem {
  readonly name: string;
  readonly nameNode: YamlNode;
  readonly options: YamlMapping | null;
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
    return { name: entry.key, nameNode: entry.keyNode, options };
  }
  const name = reader.text(item, `An item of '${kind}'`);
  return name === null ? null : { name, nameNode: item, options: null };
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
    `In the domain an ${singular} is listed by its name alone.`,
    {
      hint: `Write \`- ${name}\` instead of \`- ${singular}: ${name}\`${others.length > 0 ? "; its examples belong in the NLU data" : ""}.`,
    },
  );
  return { name, nameNode: entry.value, options: null };
}

/** `intents:` of a domain file. */
export function readIntents(
  reader: SourceReader,
  node: YamlNode | undefined,
): readonly Placed<IntentDefinition>[] {
  return readNamedItems(reader, node, "intents").map(({ name, nameNode, options }) => {
    if (options !== null)
      reader.checkKeys(
        options,
        ["use_entities", "ignore_entities", "triggers", "is_retrieval_intent"],
        "an intent",
      );
    const use = options === null ? undefined : getValue(options, "use_entities");
    const isAll = use === undefined || (use.kind === "scalar" && use.value === true);
    const isNone = use?.kind === "scalar" && (use.value === false || use.value === null);
    return {
      at: reader.at(nameNode),
      value: {
        name,
        useEntities: isAll ? true : isNone ? [] : reader.texts(use, `'use_entities' of '${name}'`),
        ignoreEntities:
          options === null
            ? []
            : reader.texts(getValue(options, "ignore_entities"), `'ignore_entities' of '${name}'`),
        isRetrieval: false,
        isDefault: false,
      },
    };
  });
}

/** `entities:` of a domain file. */
export function readEntities(
  reader: SourceReader,
  node: YamlNode | undefined,
): readonly Placed<EntityDefinition>[] {
  return readNamedItems(reader, node, "entities").map(({ name, nameNode, options }) => {
    if (options !== null)
      reader.checkKeys(options, ["roles", "groups", "influence_conversation"], "an entity");
    const influence = options === null ? undefined : getValue(options, "influence_conversation");
    return {
      at: reader.at(nameNode),
      value: {
        name,
        roles: options === null ? [] : reader.texts(getValue(options, "roles"), `'roles' of '${name}'`),
        groups: options === null ? [] : reader.texts(getValue(options, "groups"), `'groups' of '${name}'`),
        influenceConversation: reader.flag(influence, "'influence_conversation'", true),
      },
    };
  });
}

/** `actions:` of a domain file. */
export function readActions(
  reader: SourceReader,
  node: YamlNode | undefined,
): readonly Placed<{ readonly name: string; readonly sendDomain: boolean }>[] {
  return readNamedItems(reader, node, "actions").map(({ name, nameNode, options }) => {
    if (options !== null) reader.checkKeys(options, ["send_domain"], "an action");
    const send = options === null ? undefined : getValue(options, "send_domain");
    return {
      at: reader.at(nameNode),
      value: { name, sendDomain: reader.flag(send, "'send_domain'", false) },
    };
  });
}

/** One form of `forms:`; Rasa 2's slots with mappings inside the form are read by their names. */
export function readForm(
  reader: SourceReader,
  { key: name, keyNode, value }: YamlEntry,
): Placed<FormDefinition> | null {
  const form = reader.mapping(value, `the form '${name}'`);
  if (form === null) return null;
  const required = getValue(form, "required_slots");
  const ignored = getValue(form, "ignored_intents");
  const isLegacy =
    required?.kind === "mapping" ||
    (required === undefined && form.entries.length > 0 && ignored === undefined);
  if (isLegacy) {
    reader.report(
      "project/form-mappings",
      keyNode,
      `The form '${name}' holds slot mappings, as in Rasa 2; they are left out.`,
      {
        severity: "warning",
        hint: "List the slots under `required_slots:` and move each mapping to the slot, with `conditions: [{active_loop: …}]`.",
      },
    );
  } else {
    reader.checkKeys(form, ["required_slots", "ignored_intents"], "a form");
  }
  const legacySlots = required?.kind === "mapping" ? required : form;
  const requiredSlots = isLegacy
    ? legacySlots.entries.map(({ key }) => key).filter((key) => key !== "ignored_intents")
    : reader.texts(required, `'required_slots' of '${name}'`);
  return {
    at: reader.at(keyNode),
    value: { name, requiredSlots, ignoredIntents: reader.texts(ignored, `'ignored_intents' of '${name}'`) },
  };
}
