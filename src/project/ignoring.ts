import type { SourcePosition } from "../base/index.ts";
import { createFindingList } from "./finding-list.ts";
import type { Diagnostic, Project } from "./project.ts";
import type { FindingExplanation } from "./reading-findings.ts";
import { IGNORE_WORD, type IgnoreComment } from "./yaml/ignore-comments.ts";

const UNUSED = "project/unused-ignore";
const BAD = "project/bad-ignore";

/** What can be wrong with asking to ignore something. */
export const ignoreFindings: readonly FindingExplanation[] = [
  {
    code: UNUSED,
    severity: "note",
    explanation:
      "A comment `# tsbot-ignore CODE` hides nothing: what it was written for is mended, or stands elsewhere. Remove it, or move it to the line of the finding. While a file of the project cannot be read this is not reported.",
  },
  {
    code: BAD,
    severity: "warning",
    explanation:
      "A comment `# tsbot-ignore CODE` names a code that does not exist or cannot be ignored, or no code. Write `# tsbot-ignore unused-intent, few-examples -- the reason`: codes as validate shows them, with or without `project/`, separated by commas.",
  },
];

export interface IgnoreContext {
  /** Full codes to leave out everywhere. */
  readonly ignored: ReadonlySet<string>;
  /** The code that is meant, with `project/`; undefined when there is none. */
  fullCode(code: string): string | undefined;
  /** Errors of a file that was not read cannot, whatever their code. */
  canBeIgnored(code: string): boolean;
  /** `Did you mean …?`, or an empty string. */
  similar(code: string): string;
  /** Whether all rules could speak: otherwise what an unused comment hides is not known. */
  readonly isComplete: boolean;
}

/** One code of a comment. */
interface Ignore {
  readonly comment: IgnoreComment;
  readonly at: SourcePosition;
  readonly code: string;
  isUsed: boolean;
}

/** Leaves out what is ignored, and adds what is wrong with the comments that ask for it. */
export function applyIgnores(
  diagnostics: readonly Diagnostic[],
  project: Pick<Project, "ignores" | "unreadable">,
  context: IgnoreContext,
): Diagnostic[] {
  const unreadable = new Set(project.unreadable);
  const mayHide = ({ code, severity, at }: Diagnostic): boolean =>
    context.canBeIgnored(code) && (severity !== "error" || !unreadable.has(at.file));
  const { ignores, findings } = understand(project.ignores, context);
  const hide = hiderOf(ignores);
  const isHidden = (diagnostic: Diagnostic): boolean => mayHide(diagnostic) && hide(diagnostic);
  const kept = diagnostics.filter((diagnostic) => !isHidden(diagnostic));
  const onComments = [...findings, ...(context.isComplete ? unusedOf(ignores) : [])];
  const keptOnComments = onComments.filter((finding) => !isHidden(finding));
  // A comment may hide the notes about itself; one that does not even do that is reported too.
  const useless = context.isComplete ? unusedOf(ignores, true) : [];
  return [...kept, ...keptOnComments, ...useless].filter(
    (diagnostic) => !(context.ignored.has(diagnostic.code) && mayHide(diagnostic)),
  );
}

/** The nearest comment above a finding that is for its line hides it: a second one for the same would hide nothing. */
function hiderOf(ignores: readonly Ignore[]): (diagnostic: Diagnostic) => boolean {
  const groups = new Map<string, Ignore[]>();
  for (const ignore of ignores) {
    const key = `${ignore.at.file}\n${ignore.code}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [ignore]);
    else group.push(ignore);
  }
  return ({ code, at: { file, line } }) => {
    const nearest = nearestAbove(groups.get(`${file}\n${code}`) ?? [], line);
    // Comments for the same line stand in one column above it, and no other is between them and the line.
    if (nearest === undefined || nearest.comment.lastLine < line) return false;
    nearest.isUsed = true;
    return true;
  };
}

/** The last of those in a file that begin at a line or above it; they are in the order of the file. */
function nearestAbove(ignores: readonly Ignore[], line: number): Ignore | undefined {
  let low = 0;
  let high = ignores.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ignores[middle] as Ignore).comment.firstLine <= line) low = middle + 1;
    else high = middle;
  }
  return ignores[low - 1];
}

/** Those that hid nothing; the ones about comments themselves can only be judged when the others have been. */
function unusedOf(ignores: readonly Ignore[], aboutComments = false): readonly Diagnostic[] {
  return ignores
    .filter(({ code, isUsed }) => !isUsed && (code === UNUSED || code === BAD) === aboutComments)
    .map(({ at, code }) => ({
      code: UNUSED,
      severity: "note",
      message: `There is no '${code.slice("project/".length)}' here to ignore.`,
      at,
      hint: "Remove it, or move it to the line of the finding or above it.",
      related: [],
    }));
}

function understand(
  comments: readonly IgnoreComment[],
  { fullCode, canBeIgnored, similar }: IgnoreContext,
): { readonly ignores: readonly Ignore[]; readonly findings: readonly Diagnostic[] } {
  const ignores: Ignore[] = [];
  const list = createFindingList();
  let suggestions = MOST_SUGGESTIONS;
  const hintFor = (written: string): string =>
    [suggestions-- > 0 ? similar(written) : "", HOW].filter(Boolean).join(" ");
  const report = (at: SourcePosition, message: string, hint: string): void => {
    list.add({ code: BAD, severity: "warning", message, at, hint, related: [] });
  };
  for (const comment of comments) {
    const { word, codes, at: whole } = comment;
    if (word !== IGNORE_WORD) {
      report(whole, `'${word}' asks for nothing.`, `Did you mean '${IGNORE_WORD}'?`);
      continue;
    }
    if (codes.length === 0) report(whole, "This comment names no code to ignore.", HOW);
    for (const { code: written, at } of codes) {
      const code = fullCode(written);
      if (code !== undefined && canBeIgnored(code)) ignores.push({ comment, at, code, isUsed: false });
      else if (code !== undefined) report(at, notIgnorable(written), MEND);
      else report(at, `There is no code '${written}' to ignore.`, hintFor(written));
    }
  }
  return { ignores, findings: list.all() };
}

/** Whoever writes more codes that do not exist did not misspell them, and looking for similar ones takes time. */
const MOST_SUGGESTIONS = 100;

const MEND = "Mend it.";

function notIgnorable(code: string): string {
  return `'${code}' cannot be ignored: training and serving cannot go on with it.`;
}

const HOW =
  "Write `# tsbot-ignore CODE, CODE -- why` with codes as validate shows them, with or without `project/`.";
