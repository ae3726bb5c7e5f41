import type { FormDefinition, SlotMapping } from "../../domain/index.ts";
import { formKeys } from "../shapes/domain.ts";
import { isNull, type SourceReader } from "../source-reader.ts";
import { getValue, type YamlEntry, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import type { Placed } from "./domain-parts.ts";
import { readSlotMapping } from "./slot-mappings.ts";

/** A form, and the slot mappings that stood in it, as in Rasa 2. */
export interface ReadForm {
  readonly form: Placed<FormDefinition>;
  readonly mappings: readonly { readonly slot: string; readonly mapping: SlotMapping }[];
}

/** One form of `forms:`; mappings inside it, as in Rasa 2, are read for their slots. */
export function readForm(reader: SourceReader, entry: YamlEntry): ReadForm {
  const { key: name, keyNode, value: node } = entry;
  const form =
    reader.mapping(node, `the form '${name}'`, `Write\n  ${name}:\n    required_slots:\n      - …`) ??
    bareForm(node);
  const ignored = getValue(form, "ignored_intents");
  const legacy = legacySlots(form);
  if (legacy === null) reader.checkKeys(form, formKeys, "a form");
  else reportLegacy(reader, entry, form);
  const value: FormDefinition = {
    name,
    requiredSlots: legacy?.map(({ key }) => key) ?? readSlots(reader, getValue(form, "required_slots"), name),
    ignoredIntents: reader.texts(ignored, `'ignored_intents' of '${name}'`),
  };
  const mappings = (legacy ?? []).flatMap((slot) => readLegacyMappings(reader, slot, name));
  return { form: { at: reader.at(keyNode), value: reader.remember(value, form) }, mappings };
}

/** The names of the slots; those that are not written as a list count all the same. */
function readSlots(reader: SourceReader, node: YamlNode | undefined, name: string): readonly string[] {
  const what = `'required_slots' of '${name}'`;
  const list = reader.sequence(node, what);
  if (list !== null) return reader.texts(list, what);
  if (node?.kind === "mapping") return node.entries.map(({ key }) => key);
  return node?.kind === "scalar" ? String(node.value).split(/[\s,]+/) : [];
}

/** A form that was written as the list of its slots. */
function bareForm(slots: YamlNode): YamlMapping {
  const entries = slots.kind === "sequence" ? [{ key: "required_slots", keyNode: slots, value: slots }] : [];
  return { kind: "mapping", entries, start: slots.start, end: slots.end };
}

/** Slots with their mappings, below `required_slots` (2.6) or the form itself (2.0); null in a form of Rasa 3. */
function legacySlots(form: YamlMapping): readonly YamlEntry[] | null {
  const required = getValue(form, "required_slots");
  if (required !== undefined) {
    const isBare = required.kind === "mapping" && required.entries.every(({ value }) => isNull(value));
    return required.kind === "mapping" && !isBare ? required.entries : null;
  }
  const slots = form.entries.filter(({ key }) => key !== "ignored_intents");
  const isLegacy = slots.length > 0 && slots.every(({ value }) => holdsMappings(value));
  return isLegacy ? slots : null;
}

function holdsMappings(node: YamlNode): boolean {
  return (
    node.kind === "sequence" && node.items.length > 0 && node.items.every((item) => item.kind === "mapping")
  );
}

function reportLegacy(reader: SourceReader, { key: name, keyNode }: YamlEntry, form: YamlMapping): void {
  const required = form.entries.find(({ key }) => key === "required_slots");
  reader.report(
    "project/form-mappings",
    required?.keyNode ?? keyNode,
    `The form '${name}' holds slot mappings, as in Rasa 2; they are read for its slots.`,
    {
      severity: "warning",
      hint: `\`tsbot data migrate\` does this: list the slots' names under \`required_slots:\`, and move each mapping to its slot:\n  mappings:\n    - type: …\n      conditions:\n        - active_loop: ${name}`,
    },
  );
}

/** As `rasa data migrate` writes them: only while the form is active, and asks for the slot where that matters. */
function readLegacyMappings(
  reader: SourceReader,
  { key: slot, value }: YamlEntry,
  form: string,
): ReadForm["mappings"] {
  const nodes = value.kind === "sequence" ? value.items : value.kind === "mapping" ? [value] : [];
  return nodes.flatMap((node) => {
    const mapping = readSlotMapping(reader, node, slot);
    if (mapping === null) return [];
    const isFree = mapping.type === "from_entity" || mapping.type === "from_trigger_intent";
    const condition = { activeLoop: form, ...(!isFree && { requestedSlot: slot }) };
    const conditioned: SlotMapping = { ...mapping, conditions: [condition] };
    return [{ slot, mapping: reader.places.copy(mapping, conditioned) }];
  });
}
