// Writes english.json, the words that compromise's English lexicon knows, by what they are: for those who run the sources
// and in dist/ for those who run the build. Made here since loading compromise takes longer than training a small bot.
// Does nothing when compromise and this are older. Run by `npm run build`.
import { copyFileSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const changed = (file) => statSync(path(file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
const source = "../../../node_modules/compromise";
const file = "./english.json";
/** Verbs of several words tell nothing of entities. */
const LEFT_OUT = new Set(["PhrasalVerb"]);

if (changed(file) <= Math.max(changed("./build.mjs"), changed(`${source}/package.json`))) {
  const { default: compromise } = await import("compromise");
  const words = new Map();
  for (const [word, tags] of Object.entries(compromise.model().one.lexicon))
    for (const tag of [tags].flat()) {
      if (LEFT_OUT.has(tag)) continue;
      const same = words.get(tag);
      if (same === undefined) words.set(tag, [word]);
      else same.push(word);
    }
  const sorted = [...words].sort(([left], [right]) => (left < right ? -1 : 1));
  const tables = Object.fromEntries(sorted.map(([tag, own]) => [tag, own.sort()]));
  writeFileSync(path(file), JSON.stringify(tables));
}
const built = path("../../../dist/nlu/lexicon/");
mkdirSync(built, { recursive: true });
copyFileSync(path(file), `${built}/english.json`);
// The list is a part of that package, so its licence goes with it.
copyFileSync(path(`${source}/LICENSE`), `${built}/LICENSE-compromise`);
