/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is not set, by its place in the text. */
export interface MissingVariable {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

const VARIABLE = /\$\{([^}]+)\}|\$([A-Za-z_][A-Za-z0-9_]*)/g;

/** A text with its `${NAME}` and `$NAME` replaced where they are set, and those that are not. */
export function expandVariables(
  text: string,
  environment: Environment,
): { readonly text: string; readonly missing: readonly MissingVariable[] } {
  const missing: MissingVariable[] = [];
  const expanded = text.replace(
    VARIABLE,
    (match: string, braced: string | undefined, plain: string | undefined, offset: number) => {
      const name = braced ?? plain ?? "";
      const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
      // Inside a word, `$` without braces is a character like others (`US$b`).
      const isMeant = braced !== undefined || offset === 0 || /\s/.test(text[offset - 1] ?? "");
      if (value === undefined && isMeant) missing.push({ name, offset, length: match.length });
      return value ?? match;
    },
  );
  return { text: expanded, missing };
}
