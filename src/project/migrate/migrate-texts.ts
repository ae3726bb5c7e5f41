import { canonicalJson, jsonEquals, TsbotError } from "../../base/index.ts";
import { changeFile, joinResponses, openRoot } from "./change-file.ts";
import { moveItems } from "./change-forms.ts";
import { describeChanges, type MigrationChange } from "./describe-changes.ts";
import { applyEdits, type TextEdit } from "./edits.ts";
import { expectedData } from "./expected-data.ts";
import { type MigrationPlan, needsNothing, planMigration } from "./plan.ts";
import { readSource } from "./read-source.ts";
import type { SourceText } from "./source-text.ts";
import { asMapping, entriesOf, entryOf, toData } from "./syntax-nodes.ts";
import { writeOutAliases } from "./write-out-aliases.ts";

/** A file of a domain, by the name that messages use. */
export interface DomainText {
  readonly name: string;
  readonly text: string;
}

export interface MigratedTexts {
  /** In the order given; those that need nothing are the same as before. */
  readonly files: readonly DomainText[];
  /** What changed, with its place in the files given. Empty when the domain is of Rasa 3 already. */
  readonly changes: readonly MigrationChange[];
}

/**
 * Brings the files of one domain into the format of Rasa 3. Only what changes is written anew: comments, quotes, order and
 * layout of all else stay. Throws {@link TsbotError} for what must be mended first.
 */
export function migrateTexts(texts: readonly DomainText[]): MigratedTexts {
  const originals = texts.map(({ name, text }) => readSource(name, text));
  for (const file of originals) refuseDuplicateResponses(file);
  const plan = planMigration(originals);
  if (needsNothing(plan)) return { files: texts, changes: [] };
  const prepared = prepare(originals, plan);
  const preparedPlan = planMigration(prepared);
  const moved = moveItems(preparedPlan.slots);
  const files = prepared.map((file) => edited(file, changeFile(file, preparedPlan, moved)));
  check(originals, files, plan);
  return { files: files.map(({ name, source }) => ({ name, text: source })), changes: describeChanges(plan) };
}

/** Layouts in which nothing can be changed at one place only are resolved first, where there is something to change. */
function prepare(originals: readonly SourceText[], plan: MigrationPlan): readonly SourceText[] {
  const isTouched = (file: SourceText): boolean =>
    Object.values(plan).some((changes: readonly { readonly file: SourceText }[]) =>
      changes.some((change) => change.file === file),
    );
  return originals.map((original) => {
    if (!isTouched(original)) return original;
    const isRewritten = [...plan.slots, ...plan.forms].some(({ file }) => file === original);
    const whole = isRewritten ? edited(original, writeOutAliases(original)) : original;
    const opening = openRoot(whole);
    const open = opening === null ? whole : edited(whole, [opening]);
    return edited(open, joinResponses(open));
  });
}

function edited(file: SourceText, edits: readonly TextEdit[]): SourceText {
  return edits.length === 0 ? file : readSource(file.name, applyEdits(file.source, edits));
}

/** Nothing may be written that says something else than was planned, lacks a comment, or would be migrated again. */
function check(originals: readonly SourceText[], files: readonly SourceText[], plan: MigrationPlan): void {
  for (const [index, original] of originals.entries()) {
    const data = files[index] === undefined ? null : toData(files[index].root);
    if (!jsonEquals(data, expectedData(original, plan))) throw unsafe(original);
  }
  const lost = findLostComment(originals, files);
  if (lost !== undefined) throw unsafe(lost);
  const [again] = Object.values(planMigration(files)).flat() as readonly { readonly file: SourceText }[];
  if (again !== undefined) throw unsafe(again.file);
}

/** A file with a comment that none of the new ones has. */
function findLostComment(
  originals: readonly SourceText[],
  files: readonly SourceText[],
): SourceText | undefined {
  const counts = new Map<string, number>();
  for (const { text } of files.flatMap(({ comments }) => comments)) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return originals.find(({ comments }) =>
    comments.some(({ text }) => {
      const left = counts.get(text) ?? 0;
      counts.set(text, left - 1);
      return left === 0;
    }),
  );
}

function unsafe(file: SourceText): TsbotError {
  return new TsbotError(
    "migrate/layout",
    `'${file.name}' is laid out in a way that cannot be changed without risk; nothing was written.`,
    {
      at: file.position(0),
      hint: "Write its slots and forms as plain indented lines, without brackets, anchors and `?` keys, and try again.",
    },
  );
}

/** One response below both keys: which is meant is for the person to say. */
function refuseDuplicateResponses(file: SourceText): void {
  const responses = asMapping(entryOf(file.root, "responses")?.value);
  const templates = asMapping(entryOf(file.root, "templates")?.value);
  if (responses === null || templates === null) return;
  for (const { key, keyNode, value } of entriesOf(templates)) {
    const first = entryOf(responses, key);
    if (first === undefined) continue;
    const { line } = file.position(first.keyNode.start);
    const isSame = canonicalJson(toData(first.value)) === canonicalJson(toData(value));
    throw new TsbotError(
      "project/defined-twice",
      `The response '${key}' stands below 'templates' here and below 'responses' in line ${line}.`,
      {
        at: file.position(keyNode.start, keyNode.end),
        hint: isSame ? "Both say the same: remove one of them." : "Remove the one that is not meant.",
      },
    );
  }
}
