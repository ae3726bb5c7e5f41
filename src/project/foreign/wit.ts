import type { OpenFile } from "../open-file.ts";
import { checkIntentName } from "../readers/intent-name.ts";
import { emptyNlu, type NluPart } from "../readers/nlu.ts";
import { itemsOf, leaveOut, mappingOf, textOf } from "./fields.ts";
import { markSpan } from "./marked-span.ts";

/** Utterances of wit.ai. An entity is named `entity:role`; its role is the entity's own name where it has none. */
export function readWit({ reader, root }: OpenFile): NluPart {
  const examples = itemsOf(reader, root, "utterances").flatMap(({ node, value }) => {
    const text = textOf(value, "text");
    if (text === "") return leaveOut(reader, node, "This utterance has no text");
    // Utterances without an intent are what wit.ai was told not to understand.
    const intent = textOf(value, "intent").trim() || "out_of_scope";
    checkIntentName(reader, node, intent);
    const entities = itemsOf(reader, mappingOf(node), "entities").flatMap((item) => {
      const [entity = "", role = ""] = textOf(item.value, "entity").split(":");
      if (entity === "") return leaveOut(reader, item.node, "This annotation names no entity");
      const { start, end } = item.value;
      return markSpan(reader, item.node, text, { entity, start, end, ...(role !== entity && { role }) });
    });
    return [{ text, intent, entities, at: reader.at(node) }];
  });
  return { ...emptyNlu, examples };
}
