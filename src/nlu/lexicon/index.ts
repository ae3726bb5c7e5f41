// What is known of a language's words before any training: names of people, places and times, parts of speech.
// english.json is made by build.mjs from the lexicon of the package compromise. Start here.

import { readFileSync } from "node:fs";
import type { LookupTable } from "../component.ts";

/** Words by what they are, as lookup tables; none for languages that nothing is known of. */
export function lexiconOf(language: string): readonly LookupTable[] {
  if (!/^en\b/i.test(language)) return [];
  english ??= readEnglish();
  return english;
}

let english: readonly LookupTable[] | null = null;

function readEnglish(): readonly LookupTable[] {
  const text = readFileSync(new URL("./english.json", import.meta.url), "utf8");
  const words = JSON.parse(text) as Readonly<Record<string, readonly string[]>>;
  return Object.entries(words).map(([tag, elements]) => ({ name: `English ${tag}`, elements }));
}
