import type { SourcePosition } from "../../base/index.ts";

/** What became of a script. */
export interface ScriptResult {
  readonly name: string;
  readonly at: SourcePosition;
  /** Null where all went as it should. */
  readonly failure: ScriptFailure | null;
  /** How much time passed for the assistant (milliseconds). */
  readonly simulated: number;
}

/** The first thing that was otherwise than expected. */
export interface ScriptFailure {
  readonly at: SourcePosition;
  readonly message: string;
  /** Beside each other, line by line. */
  readonly expected: readonly string[];
  readonly actual: readonly string[];
  /** What the assistant warned of meanwhile, and requests that nobody answered. */
  readonly notes: readonly string[];
}

/** What a step finds wrong; the place is the step's unless it is told. */
export type Mismatch = Omit<ScriptFailure, "at" | "notes"> & { readonly at?: SourcePosition };
