import { createRandom, type Random } from "../../src/base/index.ts";
import { pick } from "./pick.ts";
import type { SeedProject } from "./seeds.ts";
import { structureMutations } from "./structure-mutations.ts";
import { textMutations } from "./text-mutations.ts";

/** A seed with a few things changed. */
export interface Mutant {
  readonly seed: SeedProject;
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** What was done, in order. */
  readonly changes: readonly string[];
}

const MOST_CHANGES = 3;

/** The mutant of a run's seed and its own number: always the same one. */
export function createMutant(seeds: readonly SeedProject[], runSeed: number, number: number): Mutant {
  const random = createRandom(Math.imul(runSeed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  // The first numbers of neighbouring seeds resemble each other.
  for (let skipped = 0; skipped < 4; skipped++) random.next();
  const seed = pick(seeds, random);
  const files = new Map<string, string | Uint8Array>(seed.files);
  const changes: string[] = [];
  for (let count = 1 + random.below(MOST_CHANGES); count > 0; count--) changes.push(change(files, random));
  return { seed, files, changes };
}

function change(files: Map<string, string | Uint8Array>, random: Random): string {
  const name = pick([...files.keys()].sort(), random);
  const text = files.get(name);
  if (typeof text !== "string") return "nothing";
  const kind = random.below(40);
  if (kind === 0 && files.size > 1) {
    files.delete(name);
    return `${name}: removed`;
  }
  if (kind === 1) {
    files.set(name, damage(text, random));
    return `${name}: not UTF-8`;
  }
  if (kind === 2) {
    const other = pick([...files.keys()].sort(), random);
    files.set(name, files.get(other) ?? "");
    return `${name}: content of ${other}`;
  }
  const mutations = kind < 15 ? structureMutations : textMutations;
  const [what, mutate] = pick(Object.entries(mutations), random);
  files.set(name, mutate(text, random));
  return `${name}: ${what}`;
}

/** A byte that no UTF-8 has, or another encoding. */
function damage(text: string, random: Random): Uint8Array {
  if (random.below(2) === 0) return Buffer.from(`\uFEFF${text}`, "utf16le");
  const bytes = Buffer.from(text);
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff]), bytes.subarray(at)]);
}
