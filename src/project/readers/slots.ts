import { didYouMean, type JsonObject } from "../../base/index.ts";
import {
  REQUESTED_SLOT,
  SESSION_STARTED_METADATA,
  type SlotDefinition,
  type SlotMapping,
  type SlotType,
} from "../../domain/index.ts";
import { slotKeys, slotTypes } from "../shapes/slots.ts";
import type { SourceReader } from "../source-reader.ts";
import { getValue, type YamlEntry, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import { readSlotMapping } from "./slot-mappings.ts";
import { checkInitialValue, readTypeOptions } from "./slot-values.ts";

/** A slot of the file, for the functions below. */
interface SlotSource {
  readonly reader: SourceReader;
  readonly name: string;
  readonly keyNode: YamlNode;
  readonly slot: YamlMapping;
  /** Fills itself from the entity of its name, as slots of Rasa 2 do (`auto_fill`). */
  readonly fillsItself: boolean;
}

/** One slot of `slots:`; `entities` are the domain's, for slots of Rasa 2 that fill themselves. */
export function readSlot(
  reader: SourceReader,
  { key: name, keyNode, value }: YamlEntry,
  entities: ReadonlySet<string>,
): SlotDefinition | null {
  const isText = value.kind === "scalar";
  const written = reader.mapping(
    value,
    `the slot '${name}'`,
    `Write\n  ${name}:\n    type: ${isText ? value.value : "…"}`,
  );
  if (written === null) return unknownSlot(name);
  const slot = reader.checkKeys(written, slotKeys, "a slot");
  const autoFill = reader.flag(getValue(slot, "auto_fill"), "'auto_fill'", true);
  const source: SlotSource = { reader, name, keyNode, slot, fillsItself: autoFill && entities.has(name) };
  if (name === SESSION_STARTED_METADATA) {
    reader.report(
      "project/reserved-slot",
      keyNode,
      `The slot '${name}' is the engine's own: it adds it itself.`,
      {
        hint: "Remove it; actions read it as any other slot. Rasa drops the whole domain for it.",
      },
    );
    return null;
  }
  const writtenType = readType(source);
  const isLegacy = writtenType === "unfeaturized";
  const type = isLegacy ? "any" : writtenType;
  if (name === REQUESTED_SLOT && !["text", "categorical", "any"].includes(type)) {
    const hint = "Remove it, or give it the type text or categorical.";
    reader.report("project/reserved-slot", keyNode, `The slot '${name}' belongs to forms and holds text.`, {
      hint,
    });
  }
  const options = readTypeOptions(reader, slot, { type, name });
  const initialValue = checkInitialValue(reader, slot, { type, name, ...options });
  const definition: SlotDefinition = {
    name,
    type,
    influenceConversation: readInfluence(source, writtenType),
    initialValue,
    mappings: readMappings(source, isLegacy),
    ...options,
    isBuiltIn: false,
    ...(!isLegacy &&
      getValue(slot, "mappings") !== undefined && { written: reader.json(slot) as JsonObject }),
  };
  return reader.remember(definition, slot);
}

/** What other formats call the types. */
const OTHER_TYPES: Readonly<Record<string, SlotType>> = {
  string: "text",
  str: "text",
  boolean: "bool",
  int: "float",
  integer: "float",
  number: "float",
  double: "float",
  enum: "categorical",
  array: "list",
  object: "any",
  dict: "any",
};

function didYouMeanType(text: string): string {
  const other = Object.hasOwn(OTHER_TYPES, text.toLowerCase()) ? OTHER_TYPES[text.toLowerCase()] : undefined;
  return other === undefined ? didYouMean(text, slotTypes) : `Did you mean '${other}'?`;
}

/** A slot of which only the name is known. */
function unknownSlot(name: string): SlotDefinition {
  return {
    name,
    type: "any",
    influenceConversation: false,
    initialValue: null,
    mappings: [{ type: "custom" }],
    isBuiltIn: false,
  };
}

function readInfluence({ reader, name, slot }: SlotSource, type: SlotType | "unfeaturized"): boolean {
  const node = getValue(slot, "influence_conversation");
  const isAny = type === "any" || type === "unfeaturized";
  const influences = reader.flag(node, `'influence_conversation' of '${name}'`, !isAny);
  if (isAny && influences) {
    reader.report(
      "project/any-slot-influences",
      slot.entries.find(({ key }) => key === "influence_conversation")?.keyNode ?? slot,
      `The slot '${name}' of type '${type}' cannot influence the conversation.`,
      { hint: "Write `influence_conversation: false`, or give the slot another type." },
    );
  }
  return influences && !isAny;
}

function readType({ reader, slot, name, keyNode, fillsItself }: SlotSource): SlotType | "unfeaturized" {
  const node = getValue(slot, "type");
  if (node === undefined) {
    reader.report("project/missing-key", keyNode, `The slot '${name}' needs 'type'.`, {
      hint: `Types: ${slotTypes.join(", ")}.`,
    });
    return "any";
  }
  const text = reader.text(node, `'type' of the slot '${name}'`);
  const type = slotTypes.find((known) => known === text);
  if (type !== undefined) return type;
  if (text === "unfeaturized") {
    const mapping = fillsItself ? `- type: from_entity\n        entity: ${name}` : "- type: custom";
    reader.report(
      "project/unfeaturized-slot",
      node,
      "The slot type 'unfeaturized' is gone since Rasa 3; it is read as 'any'.",
      {
        severity: "warning",
        hint: `\`tsbot data migrate\` does this: write\n  ${name}:\n    type: any\n    influence_conversation: false\n    mappings:\n      ${mapping}`,
      },
    );
    return "unfeaturized";
  }
  if (text !== null) {
    reader.report(
      "project/unknown-slot-type",
      node,
      `'${text}', the type of the slot '${name}', is no slot type.`,
      {
        hint: [didYouMeanType(text), `Types: ${slotTypes.join(", ")}.`].filter(Boolean).join(" "),
      },
    );
  }
  return "any";
}

function readMappings(source: SlotSource, isLegacy: boolean): readonly SlotMapping[] {
  const { reader, name, slot, fillsItself } = source;
  const node = getValue(slot, "mappings");
  const list = reader.sequence(node, `'mappings' of the slot '${name}'`);
  if (list === null) return [];
  if (list.items.length > 0) {
    return list.items
      .map((item) => readSlotMapping(reader, item, name))
      .filter((mapping) => mapping !== null);
  }
  const isWritten = node !== undefined;
  if (isWritten || !isLegacy) reportNoMappings(source, isWritten);
  if (name === REQUESTED_SLOT || isWritten || !fillsItself) return [{ type: "custom" }];
  return [{ type: "from_entity", entity: name }];
}

function reportNoMappings(
  { reader, name, slot, keyNode, fillsItself }: SlotSource,
  isWritten: boolean,
): void {
  const severity = "warning";
  if (name === REQUESTED_SLOT) return;
  if (isWritten) {
    const entry = slot.entries.find(({ key }) => key === "mappings");
    const message = `'mappings' of the slot '${name}' is empty: nothing ever fills it.`;
    const hint = "Write `- type: custom` below it when only actions set the slot.";
    reader.report("project/slot-without-mappings", entry?.keyNode ?? keyNode, message, { severity, hint });
    return;
  }
  reader.report(
    "project/slot-without-mappings",
    keyNode,
    fillsItself
      ? `The slot '${name}' has no mappings; as in Rasa 2, the entity '${name}' fills it.`
      : `The slot '${name}' has no mappings, which Rasa 3 wants; only actions set it.`,
    {
      severity,
      hint: fillsItself
        ? `Write\n    mappings:\n      - type: from_entity\n        entity: ${name}`
        : "Write\n    mappings:\n      - type: custom",
    },
  );
}
