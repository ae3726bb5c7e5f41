import { type FormPlan, planForms } from "./plan-forms.ts";
import { planSlots, type SlotPlan } from "./plan-slots.ts";
import type { SourceText } from "./source-text.ts";
import {
  asMapping,
  asSequence,
  entryOf,
  isEmpty,
  resolve,
  type SyntaxEntry,
  type SyntaxNode,
  toData,
} from "./syntax-nodes.ts";

/** All that has to change in a domain's files. */
export interface MigrationPlan {
  readonly versions: readonly { readonly file: SourceText; readonly entry: SyntaxEntry }[];
  /** `templates:` keys. */
  readonly templates: readonly { readonly file: SourceText; readonly entry: SyntaxEntry }[];
  /** Variations of responses that are bare texts. */
  readonly bareTexts: readonly {
    readonly file: SourceText;
    readonly response: string;
    readonly node: SyntaxNode;
    readonly isInFlow: boolean;
  }[];
  readonly slots: readonly SlotPlan[];
  readonly forms: readonly FormPlan[];
}

/** What the files of one domain need to be in the format of Rasa 3. */
export function planMigration(files: readonly SourceText[]): MigrationPlan {
  const forms = planForms(files);
  return {
    versions: files.flatMap((file) => {
      const entry = entryOf(file.root, "version");
      return entry !== undefined && isOldVersion(entry.value) ? [{ file, entry }] : [];
    }),
    templates: files.flatMap((file) => {
      const entry = entryOf(file.root, "templates");
      return entry === undefined ? [] : [{ file, entry }];
    }),
    bareTexts: files.flatMap(findBareTexts),
    slots: planSlots(files, forms),
    forms: forms.filter(({ change, isListed }) => change !== null || isListed),
  };
}

export function needsNothing(plan: MigrationPlan): boolean {
  return Object.values(plan).every((changes: readonly unknown[]) => changes.length === 0);
}

/** "3.0" is fine as it is; a number is not, whichever it is. */
function isOldVersion(node: SyntaxNode): boolean {
  const value = toData(node);
  if (typeof value === "number") return value < 3.2;
  return typeof value === "string" && /^[12](?:\.\d+)*$/.test(value);
}

function findBareTexts(file: SourceText): MigrationPlan["bareTexts"] {
  return ["responses", "templates"].flatMap((key) => {
    const section = asMapping(entryOf(file.root, key)?.value);
    return (section?.entries ?? []).flatMap(({ key: response, value }) => {
      const list = asSequence(value);
      return (list?.items ?? []).flatMap((item) => {
        const { kind } = resolve(item);
        const isText = kind === "scalar" && !isEmpty(item);
        return isText ? [{ file, response, node: item, isInFlow: list?.isFlow === true }] : [];
      });
    });
  });
}
