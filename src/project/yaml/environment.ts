/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLE = /\$\{([^}]+)\}|\$([A-Za-z_][A-Za-z0-9_]*)/g;

/** A text with its `${NAME}` and `$NAME` replaced where they are set, and the names that are not. */
export function expandVariables(
  text: string,
  environment: Environment,
): { readonly text: string; readonly missing: readonly string[] } {
  const missing: string[] = [];
  const expanded = text.replace(VARIABLE, (match: string, braced?: string, plain?: string) => {
    const name = braced ?? plain ?? "";
    const value = environment[name];
    if (value === undefined) missing.push(name);
    return value ?? match;
  });
  // Rasa complains only of a word that begins with the variable; inside a word `$` is a character like others.
  const isReported = text.split(/\s+/).some((word) => word.startsWith("$"));
  return { text: expanded, missing: isReported ? missing : [] };
}
