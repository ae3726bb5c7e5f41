import { type JsonValue, toText } from "../../base/index.ts";
import type { OpenFile } from "../open-file.ts";
import type { MarkedEntity } from "../readers/entity-markup.ts";
import { checkIntentName } from "../readers/intent-name.ts";
import { emptyNlu, type NluPart } from "../readers/nlu.ts";
import type { YamlNode } from "../yaml/nodes.ts";
import type { ForeignContext } from "./context.ts";
import { type Item, itemsOf, leaveOut, mappingOf, textOf, toItems } from "./fields.ts";

/** An intent of Dialogflow: what people say stands in `NAME_usersays_LANGUAGE.json`, in older exports in the intent itself. */
export function readDialogflowIntent(file: OpenFile, context: ForeignContext): NluPart {
  const { reader, root } = file;
  const intent = textOfRoot(file, "name");
  checkIntentName(reader, root, intent);
  const listed = findItems(file, "usersays", context);
  const items = listed ?? itemsOf(reader, root, "userSays");
  if (items.length === 0 && !isFallback(file)) reportMissing(file, "usersays", context);
  const examples = items.flatMap((item) => {
    const { text, entities } = joinChunks(file, item);
    return text === "" ? [] : [{ text, intent, entities, at: atOf(file, item.node, listed, context) }];
  });
  return { ...emptyNlu, examples };
}

/** An entity of Dialogflow: a lookup table with synonyms, or a regular expression. */
export function readDialogflowEntity(file: OpenFile, context: ForeignContext): NluPart {
  const { reader, root } = file;
  const name = textOfRoot(file, "name");
  const items = findItems(file, "entries", context) ?? itemsOf(reader, root, "entries");
  if (items.length === 0) {
    reportMissing(file, "entries", context);
    return emptyNlu;
  }
  const itemReader = findList(file, "entries", context)?.reader ?? reader;
  const values = items.flatMap(({ node, value: item }) => {
    const [value, synonyms] = [textOf(item, "value"), item["synonyms"]];
    if (value === "") return leaveOut(itemReader, node, "This entry has no value");
    return [{ value, synonyms: (Array.isArray(synonyms) ? synonyms : []).map((text) => toText(text)) }];
  });
  const synonyms = values.flatMap(({ value, synonyms: texts }) =>
    texts.map((text): [string, string] => [text, value]),
  );
  const texts = synonyms.map(([text]) => text);
  const at = reader.at(root);
  if (flagOfRoot(file, "isRegexp")) {
    const regexes = texts.map((pattern) => ({ name, pattern, at }));
    return { ...emptyNlu, synonyms, regexes, entries: [{ kind: "regex", name, size: texts.length, at }] };
  }
  // `@place:from` refers to other entities: it is no text that people write.
  const elements = texts.filter((text) => !text.includes("@"));
  if (elements.length === 0) return { ...emptyNlu, synonyms };
  const entries = [{ kind: "lookup" as const, name, size: elements.length, at }];
  return { ...emptyNlu, synonyms, lookups: [{ name, elements, at }], entries };
}

type ListKind = "usersays" | "entries";

function listName({ name }: OpenFile, kind: ListKind, language: string): string {
  return `${name.replace(/\.json$/i, "")}_${kind}_${language}.json`.toLowerCase();
}

function findList(file: OpenFile, kind: ListKind, { lists, language }: ForeignContext) {
  const wanted = listName(file, kind, language);
  return lists.find(({ name }) => name.toLowerCase() === wanted);
}

function findItems(file: OpenFile, kind: ListKind, context: ForeignContext): readonly Item[] | null {
  const list = findList(file, kind, context);
  return list === undefined ? null : toItems(list.reader, list.items, "an item of this list");
}

/** An example stands in its list, an older one in the intent. */
function atOf(file: OpenFile, node: YamlNode, listed: readonly Item[] | null, context: ForeignContext) {
  const list = listed === null ? undefined : findList(file, "usersays", context);
  return (list?.reader ?? file.reader).at(node);
}

/** A text is written in pieces; those with a `meta` or an `alias` are entities. */
function joinChunks({ reader }: OpenFile, { node }: Item) {
  let text = "";
  const entities: MarkedEntity[] = [];
  for (const { value } of itemsOf(reader, mappingOf(node), "data")) {
    const start = text.length;
    const piece = textOf(value, "text");
    text += piece;
    const entity = entityOf(value["alias"], value["meta"]);
    if (entity === null || piece === "") continue;
    entities.push({ start, end: text.length, entity, value: piece });
  }
  return { text, entities };
}

function entityOf(alias: JsonValue | undefined, meta: JsonValue | undefined): string | null {
  if (meta === "@sys.ignore") return null;
  const name = typeof alias === "string" && alias !== "" ? alias : meta;
  return typeof name === "string" && name !== "" ? name : null;
}

function isFallback(file: OpenFile): boolean {
  return flagOfRoot(file, "fallbackIntent");
}

function reportMissing(file: OpenFile, kind: ListKind, context: ForeignContext): void {
  const prefix = listName(file, kind, "");
  const others = context.lists
    .map(({ name }) => name)
    .filter((name) => name.toLowerCase().startsWith(prefix.replace(/\.json$/, "")))
    .map((name) => name.slice(prefix.length - ".json".length).replace(/\.json$/i, ""));
  const what = kind === "usersays" ? "examples" : "entries";
  const message = `There are no ${what} in the language '${context.language}' beside this export.`;
  file.reader.report("project/foreign-part", file.root, message, {
    severity: "warning",
    hint:
      others.length > 0
        ? `There are some in: ${others.join(", ")}. Choose one: \`language\` of config.yml, or --language of \`tsbot data convert nlu\`.`
        : `Dialogflow exports them as \`${listName(file, kind, context.language)}\`; put that file beside this one.`,
  });
}

function textOfRoot({ root, name }: OpenFile, key: string): string {
  const node = root.entries.find((entry) => entry.key === key)?.value;
  const text = node?.kind === "scalar" && typeof node.value === "string" ? node.value.trim() : "";
  return text === "" ? (name.split("/").at(-1) ?? name).replace(/\.json$/i, "") : text;
}

function flagOfRoot({ root }: OpenFile, key: string): boolean {
  const node = root.entries.find((entry) => entry.key === key)?.value;
  return node?.kind === "scalar" && node.value === true;
}
