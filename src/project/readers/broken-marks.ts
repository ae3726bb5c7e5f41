import type { MarkupProblem, MarkupRange } from "./markup-problem.ts";

interface Mistake {
  readonly pattern: RegExp;
  readonly message: string;
  readonly hint: (surface: string, name: string) => string;
}

/** Longer lines are no examples of a person's, and looking at them takes long. */
const LONGEST_EXAMPLE = 2000;

const UNCLOSED = "Write [text](entity), with the bracket at its end.";

/**
 * What looks like a mark that went wrong, the surest first. `](` and `]{"` hardly stand in ordinary text; of other brackets
 * only those count in which all parts of a mark are there.
 */
const MISTAKES: readonly Mistake[] = [
  {
    pattern: /\[\s*\](?:\(([^()]*)\)|\{"[^{}]*\})/g,
    message: "This mark holds no text, so it is read as it is written, brackets and all.",
    hint: () => "Write the words that are the entity between [ and ].",
  },
  {
    pattern: /\[([^\][]+)\]\(\s*\)/g,
    message: "This mark names no entity, so it is read as it is written, brackets and all.",
    hint: (surface) => `Write [${surface}](entity).`,
  },
  {
    pattern: /\[([^\][]+)\](?:\(([^()]*)|\{"[^{}]*)$/g,
    message: "This mark is not closed, so it is read as it is written, brackets and all.",
    hint: (surface, name) => (name === "" ? UNCLOSED : `Write [${surface}](${name.trim()}).`),
  },
  {
    pattern: /(?<![^\s[\]()])([^\s[\]()]+)\]\(([^()]+)\)/g,
    message: "The [ of this mark is missing, so it is read as it is written, brackets and all.",
    hint: (surface, name) => `Write [${surface}](${name}).`,
  },
  {
    pattern: /\[([^\][()]+)\(([A-Za-z_][\w-]+)\)(?![^[]*\])/g,
    message: "The ] of this mark is missing, so it is read as it is written, brackets and all.",
    hint: (surface, name) => `Write [${surface.trim()}](${name}).`,
  },
  {
    pattern: /(?<![\w)])\(([^()[\]]+)\)\[([A-Za-z_][\w-]+)\]/g,
    message: "Round and square brackets are swapped here, so this is read as it is written.",
    hint: (surface, name) => `Write [${surface}](${name}).`,
  },
];

/** What looks like a mark beside those that were read. */
export function findBrokenMarks(source: string, read: readonly MarkupRange[]): readonly MarkupProblem[] {
  const found: MarkupProblem[] = [];
  if (source.length > LONGEST_EXAMPLE) return found;
  for (const { pattern, message, hint } of MISTAKES) {
    for (const match of source.matchAll(pattern)) {
      const [whole, surface = "", name = ""] = match;
      const range = { start: match.index, end: match.index + whole.length };
      if ([...read, ...found].some((other) => overlaps(other, range))) continue;
      found.push({ code: "project/annotation-broken", message, hint: hint(surface, name), ...range });
    }
  }
  return found;
}

function overlaps(left: MarkupRange, right: MarkupRange): boolean {
  return left.start < right.end && right.start < left.end;
}
