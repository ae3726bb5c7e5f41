import { type MovedItems, withConditions } from "./change-slots.ts";
import {
  type BuiltEntry,
  type EntryPiece,
  type ItemPiece,
  type MappingPiece,
  newEntry,
  newItem,
  newMapping,
  newSequence,
  type SequencePiece,
} from "./pieces.ts";
import type { FormPlan, FormSlot } from "./plan-forms.ts";
import type { SlotPlan } from "./plan-slots.ts";
import {
  behind,
  behindEnd,
  blockEndOf,
  commentsBetween,
  keyNote,
  keyText,
  openItem,
  readMapping,
  readSequence,
} from "./read-pieces.ts";
import { columnOf, lineEndOf, type SourceText } from "./source-text.ts";
import { asMapping, asSequence, entryOf, type SyntaxEntry, type SyntaxMapping } from "./syntax-nodes.ts";

/** The mappings of forms that go to slots, with their conditions. */
export function moveItems(slots: readonly SlotPlan[]): MovedItems {
  const moved = new Map<SyntaxMapping, ItemPiece>();
  for (const { added, forms, name } of slots) {
    const items = new Map(forms.flatMap((form) => itemsOf(form, name)));
    for (const { source, conditions } of added) {
      const found = source === null ? undefined : items.get(source);
      if (source === null || found === undefined) continue;
      moved.set(source, withConditions(found.file, found.item, source, newConditions(source, conditions)));
    }
  }
  return moved;
}

/** Those that are not written at the mapping itself already. */
function newConditions(node: SyntaxMapping, all: SlotPlan["added"][number]["conditions"]): typeof all {
  return all.slice(asSequence(entryOf(node, "conditions")?.value)?.items.length ?? 0);
}

type FoundItem = { readonly file: SourceText; readonly item: ItemPiece };

function itemsOf({ file, slots }: FormPlan, slotName: string): (readonly [SyntaxMapping, FoundItem])[] {
  return slots
    .filter(({ name }) => name === slotName)
    .flatMap(({ entry }) => {
      const list = asSequence(entry.value);
      if (list === null) {
        const node = asMapping(entry.value);
        const body = { note: "", value: node === null ? "" : readMapping(file, node) };
        return node === null ? [] : [[node, { file, item: { ...newItem(""), body } }] as const];
      }
      return readSequence(file, list).items.flatMap((item, index) => {
        const node = asMapping(list.items[index]);
        if (node === null) return [];
        const lead = item.lead.filter((line) => line.trim() !== "");
        return [[node, { file, item: openItem(file, { ...item, lead }, node) }] as const];
      });
    });
}

/** A form as it is to be written. */
export function formEntry(plan: FormPlan, moved: MovedItems): BuiltEntry {
  const { file, nameNode, entry } = plan;
  const key = file.source.slice(nameNode.contentStart, nameNode.end);
  const note = entry === null ? behind(file, nameNode.end) : keyNote(file, entry);
  return { key, note, value: formMapping(plan, asMapping(entry?.value), moved) };
}

const NO_SLOTS = newEntry("required_slots", "[]");

function formMapping(plan: FormPlan, form: SyntaxMapping | null, moved: MovedItems): MappingPiece {
  const { file, nameNode } = plan;
  const written = form === null ? newMapping([]) : readMapping(file, form);
  const indent =
    form === null || form.isFlow
      ? null
      : columnOf(file.source, form.contentStart) - columnOf(file.source, nameNode.start);
  if (plan.change === "direct-mappings" && form !== null) {
    return { ...written, indent, entries: collectDirect(plan, form, written, moved) };
  }
  const entries = written.entries.map((piece, index): EntryPiece => {
    const entry = form?.entries[index];
    if (form === null || entry?.key !== "required_slots") return piece;
    return { ...piece, body: requiredSlots(plan, entry, moved) };
  });
  const isWritten = form?.entries.some(({ key }) => key === "required_slots") === true;
  return { ...written, indent, entries: isWritten ? entries : [NO_SLOTS, ...entries] };
}

function requiredSlots(plan: FormPlan, entry: SyntaxEntry, moved: MovedItems): BuiltEntry {
  const { file } = plan;
  const slots = asMapping(entry.value);
  const key = keyText(file, entry);
  if (plan.change === "no-required-slots" || slots === null) {
    return { key, note: behind(file, entry.end), value: "[]" };
  }
  const pieces = readMapping(file, slots);
  const value: SequencePiece = {
    ...newSequence(pieces.entries.map((piece, index) => slotItem(plan, piece, plan.slots[index], moved))),
    tail: pieces.tail,
  };
  return { key, note: keyNote(file, entry), value };
}

/** Slots that stand right below the form's name get `required_slots` above them. */
function collectDirect(
  plan: FormPlan,
  form: SyntaxMapping,
  written: MappingPiece,
  moved: MovedItems,
): readonly EntryPiece[] {
  const items: ItemPiece[] = [];
  const others: EntryPiece[] = [];
  written.entries.forEach((piece, index) => {
    const slot = plan.slots.find(({ entry }) => entry === form.entries[index]);
    if (slot === undefined) others.push(piece);
    else items.push(slotItem(plan, piece, slot, moved));
  });
  const list = newEntry("required_slots", newSequence(items));
  const isFirst = form.entries[0]?.key !== "ignored_intents";
  return isFirst ? [list, ...others] : [...others, list];
}

/** A slot's name in the list, with the comments on it; those on its mappings go along with them. */
function slotItem(
  { file }: FormPlan,
  piece: EntryPiece,
  slot: FormSlot | undefined,
  moved: MovedItems,
): ItemPiece {
  if (slot === undefined) throw new TypeError("A form has more entries than slots.");
  const note = keyNote(file, slot.entry);
  return {
    lead: piece.lead,
    leadColumn: piece.leadColumn,
    body: { note, value: keyText(file, slot.entry) },
    after: commentsLeft(file, slot, note.trim(), moved),
  };
}

/** Comments of a slot's mappings that no moved mapping takes along; `note` stays behind the slot's name anyway. */
function commentsLeft(
  file: SourceText,
  { entry }: FormSlot,
  note: string,
  moved: MovedItems,
): readonly string[] {
  const list = asSequence(entry.value);
  const collection = list ?? asMapping(entry.value);
  const isFlow = collection?.isFlow === true;
  const endOf = (end: number): number => (isFlow ? behindEnd(file, end) : blockEndOf(file, end));
  // What stands between the name and the mappings stays with the name.
  const first = isFlow ? collection.contentStart : lineEndOf(file.source, entry.keyNode.end);
  const left = [...commentsBetween(file, entry.keyNode.end, first)];
  let from = first;
  for (const item of list?.items ?? [entry.value]) {
    const mapping = asMapping(item);
    const end = Math.max(from, endOf(item.end));
    if (mapping === null || !moved.has(mapping)) left.push(...commentsBetween(file, from, end));
    from = end;
  }
  left.push(...commentsBetween(file, from, behindEnd(file, entry.end)));
  const own = left.indexOf(note);
  return note === "" || own < 0 ? left : left.filter((_, index) => index !== own);
}
