// What is known of a language's words before any training: names of people, places and times, parts of speech.
// english.json is made by build.mjs from the lexicon of the package compromise. Start here.

import { readFileSync } from "node:fs";
import type { LookupTable } from "../component.ts";

/** Words by what they are, as lookup tables; none for languages that nothing is known of. */
export function lexiconOf(language: string): readonly LookupTable[] {
  if (!/^en(?![a-z])/i.test(language)) return [];
  const text = readFileSync(new URL("./english.json", import.meta.url), "utf8");
  const words = JSON.parse(text) as Readonly<Record<string, readonly string[]>>;
  return Object.entries(words).map(([tag, elements]) => ({ name: `English ${tag}`, elements }));
}
