import type { SourcePosition } from "../../base/index.ts";
import type { Diagnostic, Project } from "../project.ts";

/** What the project's surroundings know. */
export interface Known {
  /** TypeScript actions found in the project; null when they could not be loaded. */
  readonly actionNames: ReadonlySet<string> | null;
  readonly componentNames: ReadonlySet<string>;
  readonly policyNames: ReadonlySet<string>;
  readonly channelNames: ReadonlySet<string>;
}

/** Where a rule puts its findings. */
export type Report = (
  at: SourcePosition,
  message: string,
  finding?: { readonly hint?: string; readonly related?: Diagnostic["related"] },
) => void;

/** One thing that can be wrong across a project's files. */
export interface ValidationRule {
  /** Stable, `project/what-is-wrong`. */
  readonly code: string;
  readonly severity: Diagnostic["severity"];
  /** A paragraph: what it means, why it matters, what to do. */
  readonly explanation: string;
  check(project: Project, report: Report, known: Known): void;
}
