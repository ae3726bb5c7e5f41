// Times, in milliseconds, of reading a file of stories by js-yaml's `load` and by tsbot, as JSON. A process of its own and
// of built code: nothing else has filled the heap, and both run as they are shipped. Run with `--expose-gc FILE RUNS`.

import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { parseYaml } from "../../dist/project/yaml/parse-yaml.js";

const [, , file = "", runs = "7"] = process.argv;
const source = readFileSync(file, "utf8");
const times = { load: [], tsbot: [] };
for (let run = 0; run < Number(runs); run++) {
  times.load.push(time(() => load(source)));
  times.tsbot.push(time(() => parseYaml(file, source, {})));
}
console.log(JSON.stringify(times));

function time(work) {
  globalThis.gc();
  const start = performance.now();
  work();
  return performance.now() - start;
}
