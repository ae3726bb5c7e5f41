import { readFileSync } from "node:fs";

/** What the kernel computes; pointers are bytes into its memory, widths are multiples of {@link LANES} numbers. */
interface KernelFunctions {
  gather(out: number, matrix: number, width: number, indices: number, values: number, count: number): void;
  scatter(
    matrix: number,
    width: number,
    indices: number,
    values: number,
    count: number,
    row: number,
    factor: number,
  ): void;
  multiply(out: number, vector: number, matrix: number, rows: number, width: number): void;
  backward(
    out: number,
    error: number,
    vector: number,
    matrix: number,
    rows: number,
    width: number,
    factor: number,
  ): void;
  /** As `gather`, from a matrix of numbers of 8 bits (two's complement); its width is a multiple of 16. */
  gatherBytes: KernelFunctions["gather"];
  /** Fills a list with numbers between -spread and spread. */
  fillRandomly(numbers: number, width: number, spread: number, random: number): void;
  /** Squashes numbers in place. */
  tanh(numbers: number, width: number): void;
  /** Learns some rows of sparse examples, one after the other; `learner` is what `placeLearner` wrote. */
  learn(learner: number, order: number, count: number, length: number, decay: number): void;
  /** Writes the scores of some rows, each padded to the kernel's width. */
  infer(learner: number, order: number, count: number, out: number): void;
}

/** Rows of the kernel's matrices are this many numbers, or a multiple. */
const LANES = 8;

/** The multiple of {@link LANES} that holds as many numbers. */
export function padded(width: number): number {
  return Math.ceil(width / LANES) * LANES;
}

/** A list of numbers in a kernel's memory. */
export interface Placed<Numbers> {
  readonly pointer: number;
  readonly numbers: Numbers;
}

/** Numbers in a memory of their own, and the functions that compute on them. Freed when nobody holds it. */
export interface Kernel extends KernelFunctions {
  floats(length: number): Placed<Float32Array>;
  integers(length: number): Placed<Uint32Array>;
  bytes(length: number): Placed<Int8Array>;
}

const PAGE = 65_536;
const MOST_PAGES = 32_768;
const ALIGNMENT = 16;

let compiled: WebAssembly.Module | null = null;

/**
 * A kernel with room for `size` numbers of 32 bits in all, in `lists` lists; lists start at zero. The room is taken at
 * once, since memory that grows would leave the lists behind.
 */
export function createKernel(size: number, lists: number): Kernel {
  compiled ??= new WebAssembly.Module(readFileSync(new URL("./kernel.wasm", import.meta.url)));
  const pages = Math.ceil((size * 4 + (lists + 1) * ALIGNMENT) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: MOST_PAGES });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  let next = ALIGNMENT;
  const take = (length: number): number => {
    const pointer = next;
    next = Math.ceil((pointer + length * 4) / ALIGNMENT) * ALIGNMENT;
    return pointer;
  };
  const functions = exports as unknown as KernelFunctions;
  return {
    ...functions,
    floats(length) {
      const pointer = take(length);
      return { pointer, numbers: new Float32Array(memory.buffer, pointer, length) };
    },
    bytes(length) {
      const pointer = take(length / 4);
      return { pointer, numbers: new Int8Array(memory.buffer, pointer, length) };
    },
    integers(length) {
      const pointer = take(length);
      return { pointer, numbers: new Uint32Array(memory.buffer, pointer, length) };
    },
  };
}
