// Writes english.json, the words that compromise's English lexicon knows, by what they are: for those who run the sources
// and in dist/ for those who run the build. Made here since loading compromise takes longer than training a small bot.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import compromise from "compromise";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
/** Verbs of several words tell nothing of entities. */
const LEFT_OUT = new Set(["PhrasalVerb"]);

const words = new Map();
for (const [word, tags] of Object.entries(compromise.model().one.lexicon))
  for (const tag of [tags].flat()) {
    if (LEFT_OUT.has(tag)) continue;
    const same = words.get(tag);
    if (same === undefined) words.set(tag, [word]);
    else same.push(word);
  }
const file = path("./english.json");
const sorted = [...words].sort(([left], [right]) => (left < right ? -1 : 1));
writeFileSync(file, JSON.stringify(Object.fromEntries(sorted.map(([tag, own]) => [tag, own.sort()]))));
const built = path("../../../dist/nlu/lexicon/");
mkdirSync(built, { recursive: true });
copyFileSync(file, `${built}/english.json`);
// The list is a part of that package, so its licence goes with it.
copyFileSync(path("../../../node_modules/compromise/LICENSE"), `${built}/LICENSE-compromise`);
