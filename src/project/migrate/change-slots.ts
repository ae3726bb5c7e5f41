import type { JsonObject } from "../../base/index.ts";
import {
  type BuiltEntry,
  type EntryPiece,
  type ItemPiece,
  inlineText,
  type MappingPiece,
  newEntry,
  newItem,
  newMapping,
  newSequence,
  type SequencePiece,
} from "./pieces.ts";
import type { PlannedMapping, SlotPlan } from "./plan-slots.ts";
import { behind, keyNote, keyText, openItem, readMapping, readSequence } from "./read-pieces.ts";
import { columnOf, type SourceText } from "./source-text.ts";
import {
  asMapping,
  asSequence,
  type SyntaxEntry,
  type SyntaxMapping,
  type SyntaxSequence,
} from "./syntax-nodes.ts";

/** Items of forms, by the mapping they hold. */
export type MovedItems = ReadonlyMap<SyntaxMapping, ItemPiece>;

/** A slot as it is to be written. */
export function slotEntry(plan: SlotPlan, moved: MovedItems): BuiltEntry {
  const { file, entry, name } = plan;
  if (entry === null) return { key: inlineText(name), note: "", value: slotMapping(plan, null, moved) };
  return {
    key: keyText(file, entry),
    note: keyNote(file, entry),
    value: slotMapping(plan, asMapping(entry.value), moved),
  };
}

function slotMapping(plan: SlotPlan, slot: SyntaxMapping | null, moved: MovedItems): MappingPiece {
  const { file, entry, added, extended } = plan;
  const written = slot === null ? newMapping([]) : readMapping(file, slot);
  const changed = changeEntries(plan, slot, written, moved);
  const isMissing = (key: string): boolean => !slot?.entries.some((known) => known.key === key);
  const entries = [
    ...(plan.type !== null && isMissing("type") ? [newEntry("type", plan.type)] : []),
    ...changed.entries,
    ...(isMissing("mappings") && added.length + extended.length > 0
      ? [newEntry("mappings", newSequence(added.map((mapping) => addedItem(mapping, moved))))]
      : []),
  ];
  const indent =
    slot === null || slot.isFlow || entry === null
      ? null
      : columnOf(file.source, slot.contentStart) - columnOf(file.source, entry.keyNode.start);
  return { ...changed, indent, entries };
}

function changeEntries(
  plan: SlotPlan,
  slot: SyntaxMapping | null,
  written: MappingPiece,
  moved: MovedItems,
): MappingPiece {
  const { file } = plan;
  const entries: EntryPiece[] = [];
  let carried: readonly string[] = [];
  written.entries.forEach((piece, index) => {
    const entry = slot?.entries[index];
    if (slot === null || entry === undefined) return;
    if (entry.key === "auto_fill" && plan.dropsAutoFill) {
      // The line goes, what is said about it stays.
      carried = [...carried, ...piece.lead, ...ownLine(behind(file, entry.end), piece.leadColumn)];
      return;
    }
    const body = changeEntry(plan, entry, moved) ?? piece.body;
    entries.push({ ...piece, lead: [...carried, ...piece.lead], body });
    carried = [];
  });
  const tail = carried.map((line) => line.trim()).filter((line) => line !== "");
  return { ...written, entries, tail: [...written.tail, ...tail] };
}

function ownLine(note: string, column: number): readonly string[] {
  return note === "" ? [] : [" ".repeat(column) + note.trim()];
}

function changeEntry(plan: SlotPlan, entry: SyntaxEntry, moved: MovedItems): BuiltEntry | null {
  const { file } = plan;
  const replaced = (value: string): BuiltEntry => ({
    key: keyText(file, entry),
    note: behind(file, entry.end),
    value,
  });
  if (entry.key === "type" && plan.type !== null) return replaced(plan.type);
  if (entry.key === "influence_conversation" && plan.dropsInfluence) return replaced("false");
  if (entry.key !== "mappings" || plan.added.length + plan.extended.length === 0) return null;
  const list = asSequence(entry.value);
  return {
    key: keyText(file, entry),
    note: keyNote(file, entry),
    value: changeMappings(plan, entry, list, moved),
  };
}

function changeMappings(
  plan: SlotPlan,
  entry: SyntaxEntry,
  list: SyntaxSequence | null,
  moved: MovedItems,
): SequencePiece {
  const { file, added, extended } = plan;
  const written = list === null ? newSequence([]) : readSequence(file, list);
  const items = written.items.map((item, index) => {
    const node = asMapping(list?.items[index]);
    const conditions = extended.find((extension) => extension.node === node)?.conditions;
    if (node === null || conditions === undefined) return item;
    return withConditions(file, openItem(file, item, node), node, conditions);
  });
  const isEmptyOrFlow = list === null || list.isFlow || list.items.length === 0;
  const indent = isEmptyOrFlow
    ? null
    : columnOf(file.source, list.contentStart) - columnOf(file.source, entry.keyNode.start);
  return { ...written, indent, items: [...items, ...added.map((mapping) => addedItem(mapping, moved))] };
}

function addedItem({ source, data }: PlannedMapping, moved: MovedItems): ItemPiece {
  const item = source === null ? undefined : moved.get(source);
  if (item !== undefined) return item;
  return newItem(
    newMapping(Object.entries(data).map(([key, value]) => newEntry(key, inlineText(String(value))))),
  );
}

/** An opened item with conditions behind those it has. */
export function withConditions(
  file: SourceText,
  item: ItemPiece,
  node: SyntaxMapping,
  conditions: readonly JsonObject[],
): ItemPiece {
  if ("lines" in item.body || typeof item.body.value === "string") return item;
  const mapping = item.body.value;
  const index = node.entries.findIndex(({ key }) => key === "conditions");
  const added = conditions.map((condition) =>
    newItem(
      newMapping(Object.entries(condition).map(([key, value]) => newEntry(key, inlineText(String(value))))),
    ),
  );
  const written = node.entries[index];
  const list = asSequence(written?.value);
  const before = list === null ? newSequence([]) : readSequence(file, list);
  const piece = newEntry("conditions", { ...before, items: [...before.items, ...added] });
  const entries =
    written === undefined
      ? [...mapping.entries, piece]
      : mapping.entries.map((entry, at) => (at === index ? { ...entry, body: piece.body } : entry));
  return { ...item, body: { ...item.body, value: { ...mapping, entries } } };
}
