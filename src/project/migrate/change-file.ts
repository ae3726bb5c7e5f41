import { newestVersion } from "../shapes/version.ts";
import { formEntry } from "./change-forms.ts";
import { type MovedItems, slotEntry } from "./change-slots.ts";
import type { TextEdit } from "./edits.ts";
import { type BuiltEntry, type EntryPiece, newMapping, printEntry, printMapping, shift } from "./pieces.ts";
import type { MigrationPlan } from "./plan.ts";
import { blockEndOf, keyNote, keyText, readMapping, readSequence } from "./read-pieces.ts";
import { columnOf, type SourceText } from "./source-text.ts";
import { asMapping, asSequence, type SyntaxEntry, type SyntaxMapping } from "./syntax-nodes.ts";

/** The edits that a plan makes in one file, which must be in block layout at the top and free of aliases there. */
export function changeFile(file: SourceText, plan: MigrationPlan, moved: MovedItems): readonly TextEdit[] {
  const here = <Change extends { readonly file: SourceText }>(
    changes: readonly Change[],
  ): readonly Change[] => changes.filter((change) => change.file === file);
  return [
    ...here(plan.versions).map(({ entry: { value } }) => ({
      start: value.start,
      end: value.end,
      text: JSON.stringify(newestVersion),
    })),
    ...here(plan.templates).map(({ entry: { keyNode } }) => ({
      start: keyNode.start,
      end: keyNode.end,
      text: "responses",
    })),
    ...here(plan.bareTexts).map((bareText) => addTextKey(file, bareText)),
    ...changeSlots(file, here(plan.slots), moved),
    ...changeForms(file, here(plan.forms), moved),
  ];
}

/** `- hello` becomes `- text: hello`; further lines of it must stand behind the key. */
function addTextKey(file: SourceText, { node, isInFlow }: MigrationPlan["bareTexts"][number]): TextEdit {
  const { start, end } = node;
  const written = file.source.slice(start, end);
  if (isInFlow) return { start, end, text: `{text: ${written}}` };
  const [first = "", ...rest] = written.split("\n");
  return { start, end, text: [`text: ${first}`, ...shift(rest, 2)].join("\n") };
}

function changeSlots(
  file: SourceText,
  plans: MigrationPlan["slots"],
  moved: MovedItems,
): readonly TextEdit[] {
  if (plans.length === 0) return [];
  const section = file.root.entries.find(({ key }) => key === "slots");
  const added = plans
    .filter(({ entry }) => entry === null)
    .map((plan): EntryPiece => ({ lead: [], leadColumn: 0, body: slotEntry(plan, moved) }));
  if (section === undefined) return [addSection(file, "slots", added)];
  const bodies = new Map<SyntaxEntry, BuiltEntry>();
  for (const plan of plans) {
    if (plan.entry !== null) bodies.set(plan.entry, slotEntry(plan, moved));
  }
  return changeSection(file, section, bodies, added);
}

function changeForms(
  file: SourceText,
  plans: MigrationPlan["forms"],
  moved: MovedItems,
): readonly TextEdit[] {
  const section = file.root.entries.find(({ key }) => key === "forms");
  if (plans.length === 0 || section === undefined) return [];
  if (asSequence(section.value) !== null) return [listToMapping(file, section, plans, moved)];
  const bodies = new Map<SyntaxEntry, BuiltEntry>();
  for (const entry of asMapping(section.value)?.entries ?? []) {
    const plan = plans.find(({ nameNode }) => nameNode === entry.keyNode);
    if (plan !== undefined) bodies.set(entry, formEntry(plan, moved));
  }
  return changeSection(file, section, bodies, []);
}

/** Entries of a section replaced one by one, or the section written anew where it stands in brackets. */
function changeSection(
  file: SourceText,
  section: SyntaxEntry,
  bodies: ReadonlyMap<SyntaxEntry, BuiltEntry>,
  added: readonly EntryPiece[],
): readonly TextEdit[] {
  const mapping = asMapping(section.value);
  if (mapping === null || mapping.isFlow) return [rebuildSection(file, section, mapping, bodies, added)];
  const column = columnOf(file.source, mapping.contentStart);
  const edits = mapping.entries.flatMap((entry): TextEdit[] => {
    const body = bodies.get(entry);
    if (body === undefined) return [];
    const end = blockEndOf(file, entry.end);
    return [{ start: entry.keyNode.start, end, text: join(file, printEntry(body, column, file.style)) }];
  });
  if (added.length === 0) return edits;
  const lines = printMapping(newMapping(added), column, file.style);
  const end = blockEndOf(file, section.end);
  return [...edits, { start: end, end, text: file.lineBreak + join(file, lines) }];
}

function rebuildSection(
  file: SourceText,
  section: SyntaxEntry,
  mapping: SyntaxMapping | null,
  bodies: ReadonlyMap<SyntaxEntry, BuiltEntry>,
  added: readonly EntryPiece[],
): TextEdit {
  const written = mapping === null ? newMapping([]) : readMapping(file, mapping);
  const entries = written.entries.map((piece, index): EntryPiece => {
    const entry = mapping?.entries[index];
    const body = entry === undefined ? undefined : bodies.get(entry);
    return body === undefined ? piece : { ...piece, body };
  });
  return replaceSection(file, section, { ...written, entries: [...entries, ...added] });
}

function replaceSection(file: SourceText, section: SyntaxEntry, value: BuiltEntry["value"]): TextEdit {
  const body = { key: keyText(file, section), note: keyNote(file, section), value };
  return {
    start: section.keyNode.start,
    end: blockEndOf(file, section.end),
    text: join(file, printEntry(body, columnOf(file.source, section.keyNode.start), file.style)),
  };
}

/** Forms that are listed become keys. */
function listToMapping(
  file: SourceText,
  section: SyntaxEntry,
  plans: MigrationPlan["forms"],
  moved: MovedItems,
): TextEdit {
  const list = asSequence(section.value);
  if (list === null) throw new TypeError("This section is no list.");
  const pieces = readSequence(file, list);
  const entries = pieces.items.flatMap((item, index): EntryPiece[] => {
    const node = list.items[index];
    const mapping = asMapping(node);
    const { lead, leadColumn } = item;
    if (mapping === null) {
      const plan = plans.find(({ nameNode }) => nameNode === node);
      return plan === undefined ? [] : [{ lead, leadColumn, body: formEntry(plan, moved) }];
    }
    const inner = readMapping(file, mapping).entries.map((entry, at): EntryPiece => {
      const plan = plans.find(({ nameNode }) => nameNode === mapping.entries[at]?.keyNode);
      const isSame = plan === undefined || plan.change === null;
      return isSame ? entry : { ...entry, body: formEntry(plan, moved) };
    });
    const [first, ...others] = inner;
    return first === undefined ? [] : [{ ...first, lead: [...lead, ...first.lead], leadColumn }, ...others];
  });
  return replaceSection(file, section, { kind: "mapping", indent: null, entries, tail: pieces.tail });
}

/** A section that the file did not have, behind its forms. */
function addSection(file: SourceText, key: string, added: readonly EntryPiece[]): TextEdit {
  const last = file.root.entries.find((entry) => entry.key === "forms") ?? file.root.entries.at(-1);
  const at = blockEndOf(file, last?.end ?? 0);
  const lines = printEntry({ key, note: "", value: newMapping(added) }, 0, file.style);
  return { start: at, end: at, text: file.lineBreak.repeat(2) + join(file, lines) };
}

/** The edit that takes the whole file out of its brackets; null when it stands in none. */
export function openRoot(file: SourceText): TextEdit | null {
  const { root } = file;
  if (!root.isFlow) return null;
  const lines = printMapping(readMapping(file, root), 0, file.style);
  return { start: root.start, end: root.end, text: join(file, lines) };
}

/** Edits that put what stands below `templates` behind the `responses` of the same file; none without both. */
export function joinResponses(file: SourceText): readonly TextEdit[] {
  const find = (key: string): SyntaxEntry | undefined => file.root.entries.find((entry) => entry.key === key);
  const responses = find("responses");
  const templates = find("templates");
  if (responses === undefined || templates === undefined) return [];
  const [own, old] = [responses, templates].map(({ value }) => {
    const mapping = asMapping(value);
    return mapping === null ? newMapping([]) : readMapping(file, mapping);
  });
  const entries = [...(own?.entries ?? []), ...(old?.entries ?? [])];
  const tail = [...(own?.tail ?? []), ...(old?.tail ?? [])];
  const note = keyNote(file, templates).trimStart();
  return [
    replaceSection(file, responses, { kind: "mapping", indent: null, entries, tail }),
    { start: templates.keyNode.start, end: blockEndOf(file, templates.end), text: note },
  ];
}

function join({ lineBreak }: SourceText, lines: readonly string[]): string {
  return lines.join(lineBreak);
}
