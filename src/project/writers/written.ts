import type { JsonValue } from "../../base/index.ts";
import type { Diagnostic, ProjectNluData } from "../project.ts";

/** NLU data with the responses that belong to them, as they go into a file. */
export interface NluContent {
  readonly nlu: Pick<ProjectNluData, "examples" | "synonyms" | "regexes" | "lookups">;
  readonly responses: ReadonlyMap<string, JsonValue>;
  /** Texts among them that hold environment variables; all others are meant as they stand. */
  readonly variables: ReadonlySet<string>;
}

/** The text of a file, and what the format could not say. With an error among the findings the text must not be used. */
export interface WrittenNlu {
  readonly text: string;
  readonly findings: readonly Diagnostic[];
}
