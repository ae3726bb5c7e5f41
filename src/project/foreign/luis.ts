import type { OpenFile } from "../open-file.ts";
import { checkIntentName } from "../readers/intent-name.ts";
import { emptyNlu, type NluPart } from "../readers/nlu.ts";
import { type Item, itemsOf, leaveOut, mappingOf, reportUnread, textOf } from "./fields.ts";
import { markSpan } from "./marked-span.ts";

/** Parts of a LUIS app that Rasa does not read either. */
const UNREAD = [
  "closedLists",
  "composites",
  "hierarchicals",
  "patterns",
  "patternAnyEntities",
  "phraselists",
];

/** An app of LUIS, schema 2 to 7: utterances with marked entities, and regular expressions. */
export function readLuis({ reader, root }: OpenFile): NluPart {
  reportUnread(reader, root, UNREAD);
  const examples = itemsOf(reader, root, "utterances").flatMap(({ node, value }) => {
    const text = textOf(value, "text");
    if (text === "") return leaveOut(reader, node, "This utterance has no text");
    const intent = textOf(value, "intent").trim();
    checkIntentName(reader, node, intent);
    const entities = itemsOf(reader, mappingOf(node), "entities").flatMap((item) => {
      const { startPos, endPos } = item.value;
      const entity = textOf(item.value, "entity").trim();
      if (entity === "") return leaveOut(reader, item.node, "This annotation names no entity");
      // `endPos` is the last character of the entity, not the one after it.
      const end = typeof endPos === "number" ? endPos + 1 : endPos;
      const span = { entity, role: textOf(item.value, "role"), start: startPos, end };
      return markSpan(reader, item.node, text, span);
    });
    return [{ text, entities, at: reader.at(node), ...(intent !== "" && { intent }) }];
  });
  const regexes = [
    ...itemsOf(reader, root, "regex_entities").map((item) => toRegex(item, "regexPattern")),
    ...itemsOf(reader, root, "regex_features")
      .filter(({ value }) => value["activated"] === true)
      .map((item) => toRegex(item, "pattern")),
  ].flatMap(({ node, ...regex }) => {
    if (regex.name !== "" && regex.pattern !== "") return [{ ...regex, at: reader.at(node) }];
    return leaveOut(reader, node, "This regular expression has no name or no pattern");
  });
  const entries = regexes.map(({ name, at }) => ({ kind: "regex" as const, name, size: 1, at }));
  return { ...emptyNlu, examples, regexes, entries };
}

function toRegex({ node, value }: Item, key: string) {
  return { name: textOf(value, "name"), pattern: textOf(value, key), node };
}
