/** A word; a value in quotes may hold spaces, `name="…"` as well as `"name=…"`. JSON in double quotes stays JSON. */
const WORD = /(?<name>[^\s'"=]*=)?(?:'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\.)*)")(?=\s|$)|\S+/gs;

/** Splits a line into words as a shell would, as far as people need it for `name=value`. */
export function splitWords(line: string): readonly string[] {
  return [...line.matchAll(WORD)].map(({ 0: word, groups }) => {
    const { name = "", single, double } = groups ?? {};
    if (single !== undefined) return name + single;
    if (double === undefined || name.endsWith(":=")) return word;
    return name + double.replaceAll(/\\(.)/gs, "$1");
  });
}
