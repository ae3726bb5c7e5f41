import type { Kernel } from "./kernel.ts";

/** Pointers of what a network is learned from and of its parts, in the order in which the kernel expects them. */
const POINTERS = [
  "offsets",
  "rowIndices",
  "rowValues",
  "labels",
  "embeddings",
  "output",
  "bias",
  "spread",
  "hidden",
  "gradient",
  "scores",
  "indices",
  "values",
  "packing",
] as const;
const INTEGERS = ["dimensions", "width", "random", "threshold"] as const;
const NUMBERS = ["gain", "share", "biasStep"] as const;

/** What the kernel's `learn` works on; assembly/network.ts says what each is. */
export type Learner = Readonly<
  Record<(typeof POINTERS)[number], { readonly pointer: number }> &
    Record<(typeof INTEGERS)[number] | (typeof NUMBERS)[number], number>
>;

/** Numbers of 32 bits that a learner takes in the kernel's memory. */
export const LEARNER_SIZE = POINTERS.length + INTEGERS.length + NUMBERS.length;

/** Numbers that the kernel writes down in `packing`. */
export const PACKING_SIZE = 64;

/** Numbers that the kernel may read and write beyond the end of `rowIndices`, `rowValues`, `indices` and `values`. */
export const OVERRUN = 4;

/** Writes a learner into the kernel's memory. */
export function placeLearner(kernel: Kernel, learner: Learner): { readonly pointer: number } {
  const { pointer, numbers } = kernel.integers(LEARNER_SIZE);
  const floats = new Float32Array(numbers.buffer, pointer, LEARNER_SIZE);
  numbers.set(POINTERS.map((name) => learner[name].pointer));
  numbers.set(
    INTEGERS.map((name) => learner[name]),
    POINTERS.length,
  );
  floats.set(
    NUMBERS.map((name) => learner[name]),
    POINTERS.length + INTEGERS.length,
  );
  return { pointer };
}
