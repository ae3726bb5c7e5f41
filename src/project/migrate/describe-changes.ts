import type { SourcePosition } from "../../base/index.ts";
import { newestVersion } from "../shapes/version.ts";
import type { MigrationPlan } from "./plan.ts";
import type { FormPlan } from "./plan-forms.ts";
import type { SlotPlan } from "./plan-slots.ts";
import type { SourceText } from "./source-text.ts";
import { isEmpty, type SyntaxNode } from "./syntax-nodes.ts";

/** One thing that changed, for people. */
export interface MigrationChange {
  /** In the file as it was. */
  readonly at: SourcePosition;
  readonly message: string;
  /** What a person should look at, as nothing in the files says what is right; null for most changes. */
  readonly check: string | null;
}

/** The changes of a plan, by place. */
export function describeChanges(plan: MigrationPlan): readonly MigrationChange[] {
  const changes = [
    ...plan.versions.map(({ file, entry }) =>
      change(
        file,
        entry.value,
        `version ${file.source.slice(entry.value.start, entry.value.end)} → "${newestVersion}"`,
      ),
    ),
    ...plan.templates.map(({ file, entry }) => change(file, entry.keyNode, "'templates' → 'responses'")),
    ...plan.bareTexts.map(({ file, node, response }) =>
      change(file, node, `response '${response}': the text stands behind 'text:'`),
    ),
    ...plan.forms.flatMap((form) => describeForm(form, plan.slots)),
    ...plan.slots.flatMap(describeSlot),
  ];
  return changes.sort(({ at: left }, { at: right }) => {
    if (left.file !== right.file) return left.file < right.file ? -1 : 1;
    return left.line - right.line || left.column - right.column;
  });
}

function change(
  file: SourceText,
  node: SyntaxNode,
  message: string,
  check: string | null = null,
): MigrationChange {
  return { at: file.position(node.start, node.end), message, check };
}

function describeForm(
  { file, name, nameNode, change: kind, slots, isListed }: FormPlan,
  plans: readonly SlotPlan[],
): MigrationChange[] {
  const form = `form '${name}'`;
  if (kind === null) return [change(file, nameNode, `${form}: it is a key now`)];
  if (kind === "no-required-slots") {
    const message = isListed ? "it is a key now, with 'required_slots: []'" : "it gets 'required_slots: []'";
    const check = `No file says which slots the form '${name}' asks for: list them, or let its validation action do it.`;
    return [change(file, nameNode, `${form}: ${message}`, isListed ? check : null)];
  }
  return [
    change(file, nameNode, `${form}: 'required_slots' lists its slots by name`),
    ...slots.flatMap(({ name: slot, entry, mappings }) => {
      if (mappings.length === 0) return [];
      const amount = mappings.length === 1 ? "its mapping goes" : `its ${mappings.length} mappings go`;
      const message = `${amount} ${destination(file, slot, plans)}, for while the form runs`;
      return [change(file, entry.keyNode, `${form}, slot '${slot}': ${message}`)];
    }),
  ];
}

/** Where a slot is, seen from a form's file. */
function destination(from: SourceText, name: string, plans: readonly SlotPlan[]): string {
  const plan = plans.find((candidate) => candidate.name === name);
  if (plan === undefined || plan.entry === null) return "to the slot";
  const { line } = plan.file.position(plan.entry.keyNode.start);
  return plan.file === from ? `to the slot in line ${line}` : `to the slot at ${plan.file.name}:${line}`;
}

function describeSlot(plan: SlotPlan): MigrationChange[] {
  const { file, name, entry, type, forms } = plan;
  const place = entry?.keyNode ?? forms[0]?.slots.find((slot) => slot.name === name)?.entry.keyNode;
  if (place === undefined) return [];
  const home = entry === null ? (forms[0]?.file ?? file) : file;
  const say = (message: string, check: string | null = null): MigrationChange =>
    change(home, place, `slot '${name}': ${message}`, check);
  return [
    ...(entry === null
      ? [
          say(
            "the form asks for it and the domain did not define it; it is defined with the type any",
            `Give the slot '${name}' a type of its own if it is to influence the conversation.`,
          ),
        ]
      : []),
    ...(type === null || entry === null
      ? []
      : [say(isEmpty(entry.value) ? `it gets the type '${type}'` : `type 'unfeaturized' → '${type}'`)]),
    ...(plan.dropsInfluence ? [say("it does not influence the conversation")] : []),
    ...(plan.dropsAutoFill ? [say("'auto_fill' is gone")] : []),
    ...plan.added.flatMap(({ source, data }) => {
      if (source !== null) return [];
      if (data["type"] === "from_entity")
        return [say(`the entity '${name}' fills it, as it did by itself in Rasa 2`)];
      return [
        say(
          "it gets a custom mapping",
          `Nothing but actions fills the slot '${name}': check that this is right.`,
        ),
      ];
    }),
  ];
}
