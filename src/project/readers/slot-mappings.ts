import { didYouMean } from "../../base/index.ts";
import type { MappingCondition, SlotMapping } from "../../domain/index.ts";
import { type MappingType, mappingConditionKeys, mappingKeys, mappingTypes } from "../shapes/slots.ts";
import { isNull, type SourceReader } from "../source-reader.ts";
import { capital } from "../type-hints.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";

/** One entry of a slot's `mappings`, or null when it cannot be understood. */
export function readSlotMapping(reader: SourceReader, node: YamlNode, slot: string): SlotMapping | null {
  const mapping = readMapping(reader, node, slot);
  return mapping === null ? null : reader.remember(mapping, node);
}

function readMapping(reader: SourceReader, node: YamlNode, slot: string): SlotMapping | null {
  const what = `a mapping of the slot '${slot}'`;
  const known = mappingTypes.find((type) => node.kind === "scalar" && node.value === type);
  const written = reader.mapping(node, what, known === undefined ? undefined : `Write \`- type: ${known}\`.`);
  if (written === null) return null;
  const type = readType(reader, written, what);
  if (type === null) return null;
  const mapping = reader.checkKeys(written, mappingKeys(type), `a '${type}' mapping`);
  const conditions = readConditions(reader, mapping, what);
  const shared = conditions.length > 0 ? { conditions } : {};
  if (type === "custom") {
    const action = reader.text(getValue(mapping, "action"), `'action' of ${what}`);
    return { type, ...shared, ...(action !== null && { action }) };
  }
  const intents = readIntents(reader, mapping);
  if (type === "from_text") return { type, ...shared, ...intents };
  if (type === "from_entity") return readFromEntity(reader, mapping, { ...shared, ...intents });
  const value = getValue(mapping, "value");
  if (value === undefined) {
    reader.report(
      "project/missing-key",
      mapping,
      `A '${type}' mapping needs 'value', what the slot is set to.`,
      {
        hint: "Write `value: true`, or another value for the slot.",
      },
    );
    return null;
  }
  return { type, value: reader.json(value), ...shared, ...intents };
}

function readType(reader: SourceReader, mapping: YamlMapping, what: string): MappingType | null {
  const node = getValue(mapping, "type");
  if (node === undefined) {
    reader.report("project/missing-key", mapping, `${capital(what)} needs 'type'.`, {
      hint: `Types: ${mappingTypes.join(", ")}.`,
    });
    return null;
  }
  const name = reader.text(node, `'type' of ${what}`);
  const type = mappingTypes.find((known) => known === name);
  if (type !== undefined || name === null) return type ?? null;
  reader.report("project/unknown-mapping-type", node, `'${name}' is no type of slot mapping.`, {
    hint: [didYouMean(name, mappingTypes), `Types: ${mappingTypes.join(", ")}.`].filter(Boolean).join(" "),
  });
  return null;
}

function readFromEntity(
  reader: SourceReader,
  mapping: YamlMapping,
  rest: { readonly intent?: readonly string[]; readonly notIntent?: readonly string[] },
): SlotMapping | null {
  const entity = reader.text(getValue(mapping, "entity"), "'entity' of a mapping");
  if (entity === null) {
    if (getValue(mapping, "entity") === undefined) {
      reader.report("project/missing-key", mapping, "A 'from_entity' mapping needs 'entity'.", {
        hint: "Write `entity: …`, the name of one of the domain's entities.",
      });
    }
    return null;
  }
  const role = reader.text(getValue(mapping, "role"), "'role' of a mapping");
  const group = reader.text(getValue(mapping, "group"), "'group' of a mapping");
  return {
    type: "from_entity",
    entity,
    ...(role !== null && { role }),
    ...(group !== null && { group }),
    ...rest,
  };
}

function readIntents(
  reader: SourceReader,
  mapping: YamlMapping,
): { readonly intent?: readonly string[]; readonly notIntent?: readonly string[] } {
  const intent = reader.texts(getValue(mapping, "intent"), "'intent' of a mapping");
  const notIntent = reader.texts(getValue(mapping, "not_intent"), "'not_intent' of a mapping");
  return { ...(intent.length > 0 && { intent }), ...(notIntent.length > 0 && { notIntent }) };
}

function readConditions(
  reader: SourceReader,
  mapping: YamlMapping,
  what: string,
): readonly MappingCondition[] {
  const list = reader.sequence(getValue(mapping, "conditions"), `'conditions' of ${what}`);
  const conditions: MappingCondition[] = [];
  for (const item of list?.items ?? []) {
    const condition = reader.mapping(item, "a condition of a mapping");
    if (condition === null) continue;
    reader.checkKeys(condition, mappingConditionKeys, "a condition of a mapping");
    const loop = getValue(condition, "active_loop");
    const slot = reader.text(getValue(condition, "requested_slot"), "'requested_slot' of a condition");
    const activeLoop =
      loop === undefined ? undefined : isNull(loop) ? null : reader.text(loop, "'active_loop'");
    if (condition.entries.length === 0) continue;
    const read = {
      ...(activeLoop !== undefined && { activeLoop }),
      ...(slot !== null && { requestedSlot: slot }),
    };
    conditions.push(reader.remember(read, condition));
  }
  return conditions;
}
