// Understands texts with a model: `parse-texts.mjs MODEL INPUT OUTPUT`. A process of its own and of built code, so that
// nothing else has filled the heap. INPUT is JSON: `texts` to understand, and how many `passes` over them are timed.

import { readFileSync, writeFileSync } from "node:fs";
import { loadModel } from "../../../dist/model/index.js";

const [, , model, input, output] = process.argv;
const { texts, passes } = JSON.parse(readFileSync(input, "utf8"));
/** Messages that are understood before times are taken, if any are. */
const warm = passes > 0 ? 3_000 : 0;
const { pipeline } = await loadModel(model, { only: "nlu" });
await pipeline.warmUp();
const predictions = [];
for (const text of texts) {
  // Messages come in stripped.
  const { intent, entities } = await pipeline.parse(text.trim());
  const skipped = text.length - text.trimStart().length;
  predictions.push({
    text,
    intent: { name: intent.name, confidence: intent.confidence ?? 0 },
    entities: entities.map(({ start, end, entity }) => ({
      start: countPoints(text, start + skipped),
      end: countPoints(text, end + skipped),
      entity,
    })),
  });
}
for (let done = texts.length; done < warm; done += texts.length) {
  for (const text of texts) await pipeline.parse(text.trim());
}
const times = Array.from({ length: passes }, () => new Float64Array(texts.length));
for (const pass of times) {
  for (const [index, text] of texts.entries()) {
    const start = performance.now();
    await pipeline.parse(text.trim());
    pass[index] = performance.now() - start;
  }
}
writeFileSync(output, JSON.stringify({ predictions, times: times.map((pass) => [...pass]) }));

/** Offsets as Python counts them. */
function countPoints(text, units) {
  return [...text.slice(0, units)].length;
}
