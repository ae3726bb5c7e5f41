import { isJsonObject, type JsonArray, type JsonObject, jsonEquals } from "../../base/index.ts";
import { REQUESTED_SLOT } from "../../domain/index.ts";
import type { FormPlan } from "./plan-forms.ts";
import type { SourceText } from "./source-text.ts";
import {
  asMapping,
  asSequence,
  entriesOf,
  entryOf,
  isEmpty,
  resolve,
  type SyntaxEntry,
  type SyntaxMapping,
  toData,
} from "./syntax-nodes.ts";

/** One slot mapping that a slot gets. */
export interface PlannedMapping {
  /** The item of a form it comes from; null for one of our own. */
  readonly source: SyntaxMapping | null;
  /** Without conditions. */
  readonly data: JsonObject;
  readonly conditions: readonly JsonObject[];
}

/** What a slot needs. */
export interface SlotPlan {
  /** Where it is, or is to be. */
  readonly file: SourceText;
  readonly name: string;
  /** Null for a slot that forms ask for and the domain does not define. */
  readonly entry: SyntaxEntry | null;
  /** The type to write; null keeps what is there. */
  readonly type: string | null;
  readonly dropsAutoFill: boolean;
  /** `influence_conversation: true`, which an `unfeaturized` slot must not have. */
  readonly dropsInfluence: boolean;
  readonly added: readonly PlannedMapping[];
  /** Mappings of the slot that hold in further cases. */
  readonly extended: readonly { readonly node: SyntaxMapping; readonly conditions: readonly JsonObject[] }[];
  /** Forms whose mappings it gets. */
  readonly forms: readonly FormPlan[];
}

/** A slot while mappings are added to it. */
interface Draft {
  readonly file: SourceText;
  readonly name: string;
  readonly entry: SyntaxEntry | null;
  readonly mappings: DraftMapping[];
  readonly forms: FormPlan[];
}

interface DraftMapping {
  readonly source: PlannedMapping["source"];
  /** Of a mapping that the slot has already. */
  readonly own: SyntaxMapping | null;
  readonly data: JsonObject;
  readonly conditions: JsonObject[];
  readonly before: number;
}

/** What the slots of a domain need, those left out that need nothing. */
export function planSlots(files: readonly SourceText[], forms: readonly FormPlan[]): readonly SlotPlan[] {
  const drafts = files.flatMap((file) => {
    const section = asMapping(entryOf(file.root, "slots")?.value);
    return (section === null ? [] : entriesOf(section)).map((entry) => draftOf(file, entry));
  });
  for (const form of forms) addForm(drafts, files, form);
  const entities = entityNames(files);
  return drafts.map((draft) => finish(draft, entities)).filter(isChange);
}

function draftOf(file: SourceText, entry: SyntaxEntry): Draft {
  const items = asSequence(entryOf(asMapping(entry.value), "mappings")?.value)?.items ?? [];
  const mappings = items.flatMap((item) => {
    const node = asMapping(item);
    return node === null ? [] : [draftMapping(node, null, node)];
  });
  return { file, name: entry.key, entry, mappings, forms: [] };
}

function draftMapping(
  node: SyntaxMapping,
  source: DraftMapping["source"],
  own: DraftMapping["own"],
): DraftMapping {
  const { conditions, ...data } = toData(node) as { readonly conditions?: JsonArray } & JsonObject;
  const written = (Array.isArray(conditions) ? conditions : []).filter(isJsonObject);
  return { source, own, data: data as JsonObject, conditions: [...written], before: written.length };
}

/** As `rasa data migrate` does: each mapping of a form holds while the form runs. */
function addForm(drafts: Draft[], files: readonly SourceText[], form: FormPlan): void {
  for (const { name, mappings } of form.slots) {
    let slot = drafts.find((draft) => draft.name === name);
    if (slot === undefined) {
      slot = { file: homeOfNewSlot(files, form), name, entry: null, mappings: [], forms: [] };
      drafts.push(slot);
    }
    slot.forms.push(form);
    for (const { node } of mappings) addMapping(slot, form, node);
  }
}

function addMapping(slot: Draft, form: FormPlan, node: SyntaxMapping): void {
  const moved = draftMapping(node, node, null);
  const condition = conditionOf(slot.name, form.name, moved.data);
  const same = slot.mappings.find(({ data }) => jsonEquals(data, moved.data));
  if (same === undefined) {
    if (!moved.conditions.some((known) => jsonEquals(known, condition))) moved.conditions.push(condition);
    slot.mappings.push({ ...moved, before: 0 });
    return;
  }
  // One that holds always holds in this form too.
  const holdsAlways = same.conditions.length === 0;
  if (!holdsAlways && !same.conditions.some((known) => jsonEquals(known, condition))) {
    same.conditions.push(condition);
  }
}

function conditionOf(slot: string, form: string, { type }: JsonObject): JsonObject {
  const isFree = type === "from_entity" || type === "from_trigger_intent";
  return { active_loop: form, ...(!isFree && { requested_slot: slot }) };
}

/** The file of the form when it defines slots, else the first that does, else the form's. */
function homeOfNewSlot(files: readonly SourceText[], { file }: FormPlan): SourceText {
  const hasSlots = (candidate: SourceText): boolean => entryOf(candidate.root, "slots") !== undefined;
  return hasSlots(file) ? file : (files.find(hasSlots) ?? file);
}

function finish(draft: Draft, entities: ReadonlySet<string>): SlotPlan {
  const { file, name, entry, mappings, forms } = draft;
  const slot = asMapping(entry?.value);
  const written = (key: string): unknown => {
    const found = entryOf(slot, key);
    return found === undefined ? undefined : toData(found.value);
  };
  const isUnfeaturized = written("type") === "unfeaturized";
  const isBlank = entry === null || isEmpty(entry.value);
  const isForeign = entry !== null && slot === null && !isBlank;
  const added: PlannedMapping[] = mappings
    .filter(({ own }) => own === null)
    .map(({ source, data, conditions }) => ({ source, data, conditions }));
  if (!isForeign) added.push(...ownMappings(draft, slot, entities, added.length > 0));
  return {
    file,
    name,
    entry,
    type: isUnfeaturized || isBlank ? "any" : null,
    dropsAutoFill: written("auto_fill") !== undefined,
    dropsInfluence: isUnfeaturized && written("influence_conversation") === true,
    added,
    extended: mappings.flatMap(({ own, conditions, before }) =>
      own !== null && conditions.length > before ? [{ node: own, conditions: conditions.slice(before) }] : [],
    ),
    forms,
  };
}

/** What `auto_fill` did in Rasa 2, or a mapping that says that only actions set the slot. */
function ownMappings(
  { name, mappings }: Draft,
  slot: SyntaxMapping | null,
  entities: ReadonlySet<string>,
  isFilled: boolean,
): readonly PlannedMapping[] {
  const written = entryOf(slot, "mappings");
  const autoFill = entryOf(slot, "auto_fill");
  const flag = autoFill === undefined ? undefined : toData(autoFill.value);
  // A slot of Rasa 3 says itself what fills it.
  const mayFill = flag === true || (written === undefined && flag !== false);
  const data = { type: "from_entity", entity: name };
  const isKnown = mappings.some(
    (mapping) => mapping.conditions.length === 0 && jsonEquals(mapping.data, data),
  );
  if (mayFill && name !== REQUESTED_SLOT && entities.has(name) && !isKnown) {
    return [{ source: null, data, conditions: [] }];
  }
  const isListed = written !== undefined && !isEmpty(written.value);
  return isFilled || isListed ? [] : [{ source: null, data: { type: "custom" }, conditions: [] }];
}

function isChange({ entry, type, dropsAutoFill, dropsInfluence, added, extended }: SlotPlan): boolean {
  return (
    entry === null ||
    type !== null ||
    dropsAutoFill ||
    dropsInfluence ||
    added.length > 0 ||
    extended.length > 0
  );
}

/** Entities that fill slots of their name in Rasa 2; none when the domain says that entities fill no slots. */
function entityNames(files: readonly SourceText[]): ReadonlySet<string> {
  const isOff = files.some(({ root }) => {
    const entry = entryOf(asMapping(entryOf(root, "config")?.value), "store_entities_as_slots");
    return entry !== undefined && toData(entry.value) === false;
  });
  if (isOff) return new Set();
  return new Set(
    files.flatMap(({ root }) =>
      (asSequence(entryOf(root, "entities")?.value)?.items ?? []).flatMap((item) => {
        const node = resolve(item);
        if (node.kind === "mapping") return entriesOf(node).map(({ key }) => key);
        return node.kind === "scalar" && node.value !== null ? [String(node.value)] : [];
      }),
    ),
  );
}
