/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a file's variables come from; null where they stay as they are written, as in files that are written again. */
export type VariableSource = Environment | null;

/** A variable that is not set, by its place in the text. */
export interface MissingVariable {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

const VARIABLE = /\$\{([^}]+)\}/g;

/** A text with its `${NAME}` replaced where they are set, and those that are not; null leaves all as written. */
export function expandVariables(
  text: string,
  environment: Environment | null,
): { readonly text: string; readonly missing: readonly MissingVariable[] } {
  const missing: MissingVariable[] = [];
  if (environment === null) return { text, missing };
  // Behind the last brace there is no variable; to look for one would go through the rest for each `${`.
  const end = text.lastIndexOf("}") + 1;
  const expanded = text.slice(0, end).replace(VARIABLE, (match: string, name: string, offset: number) => {
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (value === undefined) missing.push({ name, offset, length: match.length });
    return value ?? match;
  });
  return { text: expanded + text.slice(end), missing };
}
