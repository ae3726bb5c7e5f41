import type { JsonArray, JsonObject, SourcePosition } from "../../base/index.ts";
import type { FollowedStory } from "../../evaluation/index.ts";
import type { ScriptFailure, ScriptResult } from "../../testing/index.ts";

/** A test that was run, script or story, as reports tell of it. */
export interface TestOutcome {
  readonly kind: "script" | "story";
  readonly name: string;
  readonly at: SourcePosition;
  /** Null where it passed. */
  readonly failure: ScriptFailure | null;
  /** Real milliseconds. */
  readonly took: number;
}

/** A script's outcome. */
export function scriptOutcome({ name, at, failure }: ScriptResult, took: number): TestOutcome {
  return { kind: "script", name, at, failure, took };
}

/** A test story's outcome: its first step that is wrong, with all of them beside each other. */
export function storyOutcome({ name, at, steps }: FollowedStory): TestOutcome {
  const wrong = steps.filter(({ predicted }) => predicted !== null);
  const [first] = wrong;
  if (first === undefined) return { kind: "story", name, at, failure: null, took: 0 };
  const failure: ScriptFailure = {
    at: first.at,
    message:
      first.step?.type === "user" ? "A message is understood otherwise." : "Something else is predicted.",
    expected: wrong.map(({ expected }) => expected ?? ""),
    actual: wrong.map(({ predicted }) => predicted ?? ""),
    notes: [],
  };
  return { kind: "story", name, at, failure, took: 0 };
}

/** Outcomes as `--json` prints them. */
export function outcomesToJson(outcomes: readonly TestOutcome[]): JsonArray {
  return outcomes.map(({ kind, name, at, failure, took }) => ({
    kind,
    name,
    file: at.file,
    line: at.line,
    ok: failure === null,
    milliseconds: took,
    failure: failure === null ? null : failureToJson(failure),
  }));
}

function failureToJson({ at, message, expected, actual, notes }: ScriptFailure): JsonObject {
  const { file, line, column } = at;
  return { message, file, line, column, expected: [...expected], actual: [...actual], notes: [...notes] };
}
