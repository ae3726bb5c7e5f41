import { readFileSync } from "node:fs";

/**
 * What assembly/chain.ts computes. Numbers are counts but for those of the memory, which are bytes; places may move when
 * room is made.
 */
export interface ChainFunctions {
  /** 0 where there is no room. */
  open(groups: number, width: number, features: number, rows: number, listed: number): number;
  /** 0 where there is no room; then nothing has changed. */
  reserve(tokens: number, features: number, shared: number): number;
  refresh(): void;
  score(length: number, shared: number, scale: number): void;
  addCosts(length: number, invented: number, missed: number, mistaken: number): void;
  sumPaths(length: number): void;
  forget(): void;
  probability(first: number, last: number): number;
  findBest(length: number): void;
  learn(length: number, shared: number, rate: number, scale: number): void;
}

/** Where the lists of numbers begin that are read and written from outside. */
const PLACES = [
  "between",
  "within",
  "rowOf",
  "listStarts",
  "listLabels",
  "listWeights",
  "matrix",
  "tokenStarts",
  "tokenFeatures",
  "sharedFeatures",
  "sharedValues",
  "path",
] as const;

export type ChainPlace = (typeof PLACES)[number];

/** A chain in a memory of its own. */
export interface ChainKernel {
  readonly functions: ChainFunctions;
  /** Views go stale when room is made. */
  floats(place: ChainPlace, length: number): Float32Array;
  integers(place: ChainPlace, length: number): Uint32Array;
}

const MOST_PAGES = 32_768;

let compiled: WebAssembly.Module | null = null;

/** An empty chain; `open` comes first. */
export function createChainKernel(): ChainKernel {
  compiled ??= new WebAssembly.Module(readFileSync(new URL("./chain.wasm", import.meta.url)));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const places = exports as Readonly<Record<ChainPlace, { readonly value: number }>>;
  return {
    functions: exports as unknown as ChainFunctions,
    floats: (place, length) => new Float32Array(memory.buffer, places[place].value, length),
    integers: (place, length) => new Uint32Array(memory.buffer, places[place].value, length),
  };
}
