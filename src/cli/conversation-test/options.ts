import type { PathOptions } from "../options.ts";

/** The options of `tsbot test` and `tsbot test core` as parsed. */
export interface ConversationTestOptions extends Omit<PathOptions, "config"> {
  readonly model?: string;
  readonly stories?: readonly string[];
  readonly maxStories?: number;
  readonly filter?: readonly string[];
  readonly out?: string;
  readonly e2e?: true;
  readonly endToEnd?: true;
  readonly failOnPredictionErrors?: true;
  readonly successes?: true;
  /** False with `--no-errors`. */
  readonly errors?: false;
  /** False with `--no-warnings`. */
  readonly warnings?: false;
  readonly junit?: string;
}
