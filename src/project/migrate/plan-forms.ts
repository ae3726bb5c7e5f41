import type { JsonObject } from "../../base/index.ts";
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
  type SyntaxNode,
  toData,
} from "./syntax-nodes.ts";

/** A slot that a form of Rasa 2 asks for, with its mappings there. */
export interface FormSlot {
  readonly name: string;
  readonly entry: SyntaxEntry;
  readonly mappings: readonly { readonly node: SyntaxMapping; readonly data: JsonObject }[];
}

/** How a form is written: null in the format of Rasa 3. */
export type FormChange =
  /** Slots with their mappings below `required_slots`. */
  | "mappings"
  /** The same right below the form's name. */
  | "direct-mappings"
  /** `required_slots` is missing, or says nothing. */
  | "no-required-slots"
  | null;

export interface FormPlan {
  readonly file: SourceText;
  readonly name: string;
  readonly change: FormChange;
  /** An item of a list, as forms were in Rasa 1. */
  readonly isListed: boolean;
  readonly nameNode: SyntaxNode;
  /** Null for a name alone. */
  readonly entry: SyntaxEntry | null;
  /** Empty for forms of Rasa 3. */
  readonly slots: readonly FormSlot[];
}

/** All forms of a domain, those that need no change too. */
export function planForms(files: readonly SourceText[]): readonly FormPlan[] {
  return files.flatMap((file) => {
    const node = entryOf(file.root, "forms")?.value;
    const mapping = asMapping(node);
    if (mapping !== null) {
      return entriesOf(mapping).map((entry) =>
        planForm(file, entry.keyNode, { name: entry.key, entry, isListed: false }),
      );
    }
    return (asSequence(node)?.items ?? []).flatMap((item) => planListed(file, item));
  });
}

function planListed(file: SourceText, item: SyntaxNode): readonly FormPlan[] {
  const node = resolve(item);
  if (node.kind === "scalar" && node.value !== null) {
    return [planForm(file, item, { name: String(node.value), entry: null, isListed: true })];
  }
  return node.kind === "mapping"
    ? entriesOf(node).map((entry) =>
        planForm(file, entry.keyNode, { name: entry.key, entry, isListed: true }),
      )
    : [];
}

function planForm(
  file: SourceText,
  nameNode: SyntaxNode,
  form: Pick<FormPlan, "name" | "entry" | "isListed">,
): FormPlan {
  const { entry } = form;
  const mapping = asMapping(entry?.value);
  const isForm = mapping !== null || entry === null || isEmpty(entry.value);
  return { ...form, file, nameNode, ...(isForm ? readForm(file, mapping) : UNCHANGED) };
}

type FormReading = Pick<FormPlan, "change" | "slots">;

const UNCHANGED: FormReading = { change: null, slots: [] };
const WITHOUT_SLOTS: FormReading = { change: "no-required-slots", slots: [] };

function readForm(file: SourceText, form: SyntaxMapping | null): FormReading {
  const entries = form === null ? [] : entriesOf(form);
  const required = entries.find(({ key }) => key === "required_slots");
  if (required !== undefined) return readRequiredSlots(required.value);
  const others = entries.filter(({ key }) => key !== "ignored_intents");
  const isDirect = others.some(({ value: slot }) => holdsMappings(slot)) && others.every(mayBeSlot);
  if (isDirect) return { change: "direct-mappings", slots: others.map(readFormSlot) };
  // `form: {}` is complete in Rasa 3; null, or `ignored_intents` alone, is not.
  const isComplete = others.length > 0 || (form !== null && entries.length === 0 && isNewFormat(file));
  return isComplete ? UNCHANGED : WITHOUT_SLOTS;
}

function readRequiredSlots(node: SyntaxNode): FormReading {
  const slots = asMapping(node);
  if (slots !== null && !isEmpty(slots)) {
    return { change: "mappings", slots: entriesOf(slots).map(readFormSlot) };
  }
  return isEmpty(node) && asSequence(node) === null ? WITHOUT_SLOTS : UNCHANGED;
}

function holdsMappings(node: SyntaxNode): boolean {
  const list = asSequence(node);
  if (list === null) return entryOf(asMapping(node), "type") !== undefined;
  return list.items.length > 0 && list.items.every((item) => asMapping(item) !== null);
}

function mayBeSlot({ value }: SyntaxEntry): boolean {
  return holdsMappings(value) || isEmpty(value);
}

function readFormSlot(entry: SyntaxEntry): FormSlot {
  const single = asMapping(entry.value);
  const nodes = single === null ? (asSequence(entry.value)?.items ?? []) : isEmpty(single) ? [] : [single];
  const mappings = nodes.flatMap((item) => {
    const node = asMapping(item);
    return node === null ? [] : [{ node, data: toData(node) as JsonObject }];
  });
  return { name: entry.key, entry, mappings };
}

/** Whether a file says itself that it is of Rasa 3. */
function isNewFormat(file: SourceText): boolean {
  const entry = entryOf(file.root, "version");
  return entry !== undefined && /^3\./.test(String(toData(entry.value)));
}
