import { type JsonValue, toText } from "../../base/index.ts";
import type { SlotDefinition, SlotType } from "../../domain/index.ts";
import { isNull, type SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping } from "../yaml/nodes.ts";

type TypeOptions = Partial<Pick<SlotDefinition, "values" | "minValue" | "maxValue">>;

interface SlotKind extends TypeOptions {
  readonly type: SlotType;
  readonly name: string;
}

/** What only some types have: the values of a categorical slot, the range of a float. */
export function readTypeOptions(reader: SourceReader, slot: YamlMapping, kind: SlotKind): TypeOptions {
  if (kind.type === "categorical") return { values: readValues(reader, slot, kind.name) };
  return kind.type === "float" ? readRange(reader, slot, kind.name) : {};
}

function readValues(reader: SourceReader, slot: YamlMapping, name: string): readonly string[] {
  const items = reader.sequence(getValue(slot, "values"), `'values' of the slot '${name}'`)?.items;
  if (items === undefined) return [];
  if (items.length === 0) {
    reader.report(
      "project/categorical-without-values",
      getValue(slot, "type") ?? slot,
      `The categorical slot '${name}' has no values: every value would count as __other__.`,
      { hint: "List them under `values:`, or take the type text." },
    );
  }
  const values = new Set<string>();
  for (const item of items) {
    if (isNull(item) || item.kind !== "scalar") {
      reader.report("project/bad-slot-value", item, `A value of the categorical slot '${name}' is a text.`, {
        severity: "warning",
        hint: "It is left out. Put words such as null into quotes.",
      });
      continue;
    }
    const value = String(item.value).toLowerCase();
    if (values.has(value)) {
      reader.report(
        "project/duplicate-slot-value",
        item,
        `The value '${item.value}' of the slot '${name}' is there already: values are compared in lower case.`,
        { severity: "warning", hint: "Remove one of them." },
      );
    }
    values.add(value);
  }
  values.delete("__other__");
  return [...values];
}

function readRange(reader: SourceReader, slot: YamlMapping, name: string): TypeOptions {
  const minValue = reader.number(getValue(slot, "min_value"), "'min_value'") ?? 0;
  const maxValue = reader.number(getValue(slot, "max_value"), "'max_value'") ?? 1;
  if (minValue < maxValue) return { minValue, maxValue };
  reader.report(
    "project/empty-range",
    getValue(slot, "min_value") ?? getValue(slot, "max_value") ?? slot,
    `'min_value' (${minValue}) of the slot '${name}' must be below 'max_value' (${maxValue}).`,
    { hint: "The default range is from 0 to 1." },
  );
  return { minValue: 0, maxValue: 1 };
}

/** The slot's initial value; one that does not fit the type is reported. */
export function checkInitialValue(reader: SourceReader, slot: YamlMapping, kind: SlotKind): JsonValue {
  const node = getValue(slot, "initial_value");
  if (node === undefined) return null;
  const value = reader.json(node);
  const problem = value === null ? null : explainMisfit(value, kind);
  if (problem !== null) {
    reader.report("project/bad-slot-value", node, `'initial_value' of the slot '${kind.name}' ${problem}.`, {
      severity: "warning",
      hint: "Correct the value, or the slot's type.",
    });
  }
  return value;
}

/** Why a value does not fit a slot, as the end of a sentence; null when it does. */
export function explainMisfit(
  value: JsonValue,
  { type, values, minValue, maxValue }: Omit<SlotKind, "name">,
) {
  switch (type) {
    case "bool":
      return typeof value === "boolean" ? null : "should be true or false";
    case "float": {
      if (typeof value !== "number") return "should be a number";
      const [least, most] = [minValue ?? 0, maxValue ?? 1];
      return value < least || value > most ? `lies outside ${least} to ${most}, so it is clamped` : null;
    }
    case "categorical": {
      const isListed = values?.includes(toText(value).toLowerCase()) === true || values?.length === 0;
      return isListed ? null : `is none of its values (${values?.join(", ")})`;
    }
    case "list":
      return Array.isArray(value) ? null : "should be a list";
    case "text":
    case "any":
      return null;
  }
}
