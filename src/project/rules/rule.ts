import { didYouMean, type JsonObject, type SourcePosition, type TsbotError } from "../../base/index.ts";
import type { Diagnostic, Project } from "../project.ts";
import type { FindingExplanation } from "../reading-findings.ts";
import type { Script } from "../scripts/index.ts";

/** What the project's surroundings know. */
export interface Known {
  /** TypeScript actions found in the project; null when they could not be loaded. */
  readonly actionNames: ReadonlySet<string> | null;
  readonly componentNames: ReadonlySet<string>;
  readonly policyNames: ReadonlySet<string>;
  readonly channelNames: ReadonlySet<string> | null;
  /** What a channel's section of credentials.yml would be refused for at the start; each names its `key` in its details. */
  readonly findBadKeys: (channel: string, keys: JsonObject) => readonly TsbotError[];
  /** What the project's TypeScript names; absent where nobody looked. */
  readonly code?: CodeMentions;
  /** The conversation scripts of the project's tests; absent where nobody read them. */
  readonly scripts?: readonly Script[];
  /** What stories and rules say against each other; policies/ knows how they are learned. */
  readonly checkStories: (project: Project) => readonly StoryFinding[];
}

/** What a project's own code names. */
export interface CodeMentions {
  /** Every text and name in it. */
  readonly words: ReadonlySet<string>;
  /** The intents of reminders that are scheduled or cancelled there. */
  readonly reminders: readonly { readonly intent: string; readonly at: SourcePosition }[];
}

/** What the rules know: besides the surroundings, what was found once for several of them. */
export interface Knowledge extends Known {
  readonly storyFindings: readonly StoryFinding[];
}

/** One pair of stories or rules that cannot both hold. */
export interface StoryFinding {
  readonly kind:
    | "rule-contradiction"
    | "unreachable-rule"
    | "incomplete-rule"
    | "story-conflict"
    | "too-many-paths"
    | "rule-too-long";
  readonly at: SourcePosition;
  readonly message: string;
  readonly hint: string;
  readonly related: Diagnostic["related"];
}

/** Where a rule puts its findings; a finding without a place (of what stands in no file) is none. */
export type Report = (
  at: SourcePosition | undefined,
  message: string,
  finding?: {
    readonly hint?: string;
    readonly related?: Diagnostic["related"];
    /** Where it differs from the rule's. */
    readonly severity?: Diagnostic["severity"];
  },
) => void;

/** One thing that can be wrong across a project's files. */
export interface ValidationRule extends FindingExplanation {
  /** What must have been read without gaps: the rule keeps silent when it is missing or broken, in one file or all. */
  readonly needs: readonly (keyof Project["missing"])[];
  /**
   * Sees the names of policies as they are written, to report those that do not exist; the others see what was meant, so
   * that one misspelt name is one finding.
   */
  readonly seesNamesAsWritten?: true;
  check(project: Project, report: Report, known: Knowledge): void;
}

/** A hint of several sentences; the first is `Did you mean …?` when a candidate is close to the word. */
export function hintFor(word: string, candidates: Iterable<string>, ...sentences: readonly string[]): string {
  return [didYouMean(word, candidates), ...sentences].filter((sentence) => sentence !== "").join(" ");
}
