import { type ParsedPattern, parsePattern } from "./parse-pattern.ts";
import { findAll, type Match, type StepBudget } from "./run-program.ts";
import { PatternError } from "./syntax.ts";
import { writeProgram } from "./write-program.ts";

/** A regular expression of a project. */
export interface Pattern {
  /** All matches that are not empty, from the left, none inside another, as far as the budget goes. */
  findAll(text: string, budget: StepBudget): readonly Match[];
}

/** Why a pattern cannot be used: it is no pattern, or one that would cost too much. */
export interface PatternProblem {
  readonly kind: "syntax" | "size";
  /** The end of a sentence, without a full stop. */
  readonly problem: string;
}

/** Characters that a pattern may have. */
const LONGEST_PATTERN = 20_000;

/** A pattern of Python's `re` (or of JavaScript), ready to match, with its first group if asked; what is wrong with it otherwise. */
export function compilePattern(
  source: string,
  { ignoresCase = false, keepsGroup = false } = {},
): Pattern | PatternProblem {
  try {
    const program = writeProgram(parse(source, ignoresCase), { keepsGroup });
    return { findAll: (text, budget) => findAll(program, text, budget) };
  } catch (error) {
    if (error instanceof PatternError) return { kind: error.kind, problem: error.message };
    throw error;
  }
}

function parse(source: string, ignoresCase: boolean): ParsedPattern {
  if (source.length > LONGEST_PATTERN)
    throw new PatternError(`it is longer than ${LONGEST_PATTERN.toLocaleString("en")} characters`, "size");
  return parsePattern(source, { ignoresCase, isMultiline: false, dotMatchesAll: false, isVerbose: false });
}
