/** What is wrong with a file's YAML; the file is read as far as its meaning is clear. */
export interface YamlProblem {
  readonly code:
    | "project/yaml-syntax"
    | "project/yaml-duplicate-key"
    | "project/yaml-too-complex"
    | "project/yaml-unknown-tag"
    | "project/variable-not-set";
  readonly message: string;
  readonly hint?: string;
  /** Offsets in the source, end exclusive. */
  readonly start: number;
  readonly end: number;
}
