import { didYouMean, type JsonValue } from "../../base/index.ts";
import type { SlotDefinition, SlotMapping, SlotType } from "../../domain/index.ts";
import type { SourceReader } from "../source-reader.ts";
import { getValue, type YamlEntry, type YamlMapping } from "../yaml/nodes.ts";
import { readSlotMapping } from "./slot-mappings.ts";

const TYPES = ["text", "bool", "categorical", "float", "list", "any"] as const satisfies readonly SlotType[];

const KEYS = [
  "type",
  "mappings",
  "initial_value",
  "influence_conversation",
  "values",
  "min_value",
  "max_value",
  "auto_fill",
  "value_reset_delay",
  "shared_for_coexistence",
];

/** One slot of `slots:`; `entities` are the domain's, for slots of Rasa 2 that fill themselves. */
export function readSlot(
  reader: SourceReader,
  { key: name, keyNode, value }: YamlEntry,
  entities: ReadonlySet<string>,
): SlotDefinition | null {
  const slot = reader.mapping(value, `the slot '${name}'`);
  if (slot === null) return null;
  reader.checkKeys(slot, KEYS, "a slot");
  const type = readType(reader, slot, name);
  const influences = reader.flag(
    getValue(slot, "influence_conversation"),
    `'influence_conversation' of '${name}'`,
    type !== "any" && type !== "unfeaturized",
  );
  if (type === "any" && influences) {
    reader.report(
      "project/any-slot-influences",
      keyNode,
      `The slot '${name}' of type 'any' cannot influence the conversation.`,
      {
        hint: "Write `influence_conversation: false`, or give the slot another type.",
      },
    );
  }
  const initial = getValue(slot, "initial_value");
  return {
    name,
    type: type === "unfeaturized" ? "any" : type,
    influenceConversation: influences && type !== "any" && type !== "unfeaturized",
    initialValue: initial === undefined ? null : reader.json(initial),
    mappings: readMappings(reader, slot, { name, keyNode, entities, isLegacy: type === "unfeaturized" }),
    ...typeOptions(reader, slot, type),
    isBuiltIn: false,
  };
}

function readType(reader: SourceReader, slot: YamlMapping, name: string): SlotType | "unfeaturized" {
  const node = getValue(slot, "type");
  if (node === undefined) {
    reader.report("project/missing-key", slot, `The slot '${name}' needs 'type'.`, {
      hint: `Types: ${TYPES.join(", ")}.`,
    });
    return "any";
  }
  const text = reader.text(node, `'type' of the slot '${name}'`);
  const type = TYPES.find((known) => known === text);
  if (type !== undefined) return type;
  if (text === "unfeaturized") {
    reader.report(
      "project/unfeaturized-slot",
      node,
      `The slot type 'unfeaturized' is gone since Rasa 3; it is read as 'any'.`,
      {
        severity: "warning",
        hint: `Write\n  ${name}:\n    type: any\n    influence_conversation: false\n    mappings:\n      - type: from_entity\n        entity: ${name}`,
      },
    );
    return "unfeaturized";
  }
  if (text !== null) {
    reader.report(
      "project/unknown-slot-type",
      node,
      `The slot '${name}' has the type '${text}', which is no slot type.`,
      {
        hint: [didYouMean(text, TYPES), `Types: ${TYPES.join(", ")}.`].filter(Boolean).join(" "),
      },
    );
  }
  return "any";
}

interface MappingsContext {
  readonly name: string;
  readonly keyNode: YamlEntry["keyNode"];
  readonly entities: ReadonlySet<string>;
  readonly isLegacy: boolean;
}

function readMappings(
  reader: SourceReader,
  slot: YamlMapping,
  { name, keyNode, entities, isLegacy }: MappingsContext,
): readonly SlotMapping[] {
  const list = reader.sequence(getValue(slot, "mappings"), `'mappings' of the slot '${name}'`);
  const mappings = (list?.items ?? [])
    .map((item) => readSlotMapping(reader, item, name))
    .filter((mapping) => mapping !== null);
  if (mappings.length > 0 || (list?.items.length ?? 0) > 0 || list === null) return mappings;
  // Rasa 2 filled a slot from the entity of the same name (auto_fill) without being told to.
  const fills = entities.has(name) && reader.flag(getValue(slot, "auto_fill"), "'auto_fill'", true);
  if (!isLegacy) {
    reader.report(
      "project/slot-without-mappings",
      keyNode,
      `The slot '${name}' has no mappings, so Rasa 3 refuses it.`,
      {
        severity: "error",
        hint: fills
          ? `Write\n    mappings:\n      - type: from_entity\n        entity: ${name}`
          : "Write `mappings:` with `- type: custom` when only actions set it.",
      },
    );
  }
  return fills ? [{ type: "from_entity", entity: name }] : [{ type: "custom" }];
}

function typeOptions(
  reader: SourceReader,
  slot: YamlMapping,
  type: SlotType | "unfeaturized",
): Partial<Pick<SlotDefinition, "values" | "minValue" | "maxValue">> {
  if (type === "categorical") {
    const list = reader.sequence(getValue(slot, "values"), "'values' of a categorical slot");
    const values = (list?.items ?? [])
      .map((item) => categoryText(reader.json(item)))
      .filter((text) => text !== "__other__");
    return { values };
  }
  if (type !== "float") return {};
  const minValue = reader.number(getValue(slot, "min_value"), "'min_value'") ?? 0;
  const maxValue = reader.number(getValue(slot, "max_value"), "'max_value'") ?? 1;
  if (minValue >= maxValue) {
    reader.report(
      "project/empty-range",
      slot,
      `'min_value' (${minValue}) must be below 'max_value' (${maxValue}).`,
    );
  }
  return { minValue, maxValue };
}

function categoryText(value: JsonValue): string {
  return String(value).toLowerCase();
}
