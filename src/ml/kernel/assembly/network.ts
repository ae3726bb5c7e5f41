// Training of a small network, example by example, and its layer of tanh.

import { boundedExponential, hyperbolicTangent } from "./exponential";
import { largestOf, sumOf } from "./numbers";
import { backward, gather, multiply, scatter } from "./rows";

/** What `learn` works on, as the caller lays it out in memory: see `LEARNER` in kernel.ts. */
@unmanaged
class Learner {
  /** Sparse rows: row r lies from offsets[r] to offsets[r + 1]. */
  offsets: usize;
  rowIndices: usize;
  rowValues: usize;
  labels: usize;
  embeddings: usize;
  output: usize;
  bias: usize;
  /** By class: the probability that it has beside the right one. */
  spread: usize;
  /** Room for the example at hand. */
  hidden: usize;
  gradient: usize;
  scores: usize;
  indices: usize;
  values: usize;
  /** Room of 256 bytes. */
  packing: usize;
  dimensions: i32;
  width: i32;
  /** State of the random numbers. */
  random: u32;
  /** Features whose random number is smaller are left out. */
  threshold: u32;
  /** What the others are multiplied by for that. */
  gain: f32;
  /** The probability that the right class has more than others. */
  share: f32;
  /** How much more slowly biases move. */
  biasStep: f32;
}

/** Learns `count` examples, the rows at `order`; the step's length falls by `decay` with each. */
export function learn(learner: usize, order: usize, count: i32, length: f32, decay: f32): void {
  const own = changetype<Learner>(learner);
  const hiddenEnd = (<usize>own.dimensions) << 2;
  let step = length;
  fillPacking(own.packing);
  for (let at = 0; at < count; at++) {
    const row = <usize>load<u32>(order + ((<usize>at) << 2));
    const kept = dropOut(own, row);
    forward(own, own.indices, own.values, kept);
    toErrors(own, load<u32>(own.labels + (row << 2)));
    backward(own.gradient, own.scores, own.hidden, own.output, own.dimensions, own.width, -step);
    moveBias(own, step * own.biasStep);
    for (let column: usize = 0; column < hiddenEnd; column += 16) {
      const value = v128.load(own.hidden + column);
      const slope = f32x4.sub(f32x4.splat(1), f32x4.mul(value, value));
      const target = own.gradient + column;
      v128.store(target, f32x4.mul(v128.load(target), slope));
    }
    scatter(own.embeddings, own.dimensions, own.indices, own.values, kept, own.gradient, -step);
    step -= decay;
  }
}

/** Writes the scores of `count` rows, those at `order`, one behind the other; nothing is left out. */
export function infer(learner: usize, order: usize, count: i32, out: usize): void {
  const own = changetype<Learner>(learner);
  const width = (<usize>own.width) << 2;
  for (let at = 0; at < count; at++) {
    const row = <usize>load<u32>(order + ((<usize>at) << 2));
    const start = load<u32>(own.offsets + (row << 2));
    const length = load<u32>(own.offsets + (row << 2), 4) - start;
    const place = (<usize>start) << 2;
    forward(own, own.rowIndices + place, own.rowValues + place, length);
    copy(out + <usize>at * width, own.scores, width);
  }
}

/** Computes the hidden numbers and the scores of an example. */
function forward(own: Learner, indices: usize, values: usize, count: i32): void {
  clear(own.hidden, (<usize>own.dimensions) << 2);
  gather(own.hidden, own.embeddings, own.dimensions, indices, values, count);
  tanh(own.hidden, own.dimensions);
  copy(own.scores, own.bias, (<usize>own.width) << 2);
  multiply(own.scores, own.hidden, own.output, own.dimensions, own.width);
}

// A call of memory.fill or memory.copy takes longer than so few numbers.
function clear(target: usize, end: usize): void {
  for (let at: usize = 0; at < end; at += 16) v128.store(target + at, f32x4.splat(0));
}

function copy(target: usize, source: usize, end: usize): void {
  for (let at: usize = 0; at < end; at += 16) v128.store(target + at, v128.load(source + at));
}

/** Squashes `width` numbers in place. */
export function tanh(numbers: usize, width: i32): void {
  const end = numbers + ((<usize>width) << 2);
  for (let at = numbers; at < end; at += 16) v128.store(at, hyperbolicTangent(v128.load(at)));
}

/** By which of four are kept: where each byte of the kept ones, one behind the other, comes from. */
function fillPacking(table: usize): void {
  for (let mask: usize = 0; mask < 16; mask++) {
    let place = table + (mask << 4);
    for (let lane: usize = 0; lane < 4; lane++) {
      if (((mask >> lane) & 1) === 0) continue;
      for (let byte: usize = 0; byte < 4; byte++) store<u8>(place++, <u8>((lane << 2) + byte));
    }
  }
}

/**
 * Copies the row's features but for those left out, which the others make up for. Gives their number. Four at a time
 * without a branch, which no processor could foresee. Reads and writes up to three numbers beyond their ends.
 */
function dropOut(own: Learner, row: usize): i32 {
  const start = <usize>load<u32>(own.offsets + (row << 2));
  const end = <usize>load<u32>(own.offsets + (row << 2), 4);
  const threshold = i32x4.splat(own.threshold);
  const gain = f32x4.splat(own.gain);
  const next = i32x4.splat(NEXT);
  let state = startOf(own.random);
  const packing = own.packing;
  const rowIndices = own.rowIndices;
  const rowValues = own.rowValues;
  let index = own.indices;
  const toValue = own.values - index;
  for (let at = start; at < end; at += 4) {
    let mask = i32x4.bitmask(v128.ge<u32>(randomNumbers(state), threshold));
    state = i32x4.add(state, next);
    if (end - at < 4) mask &= (1 << (<i32>(end - at))) - 1;
    const order = v128.load(packing + ((<usize>mask) << 4));
    const indices = v128.load(rowIndices + (at << 2));
    const values = v128.load(rowValues + (at << 2));
    v128.store(index, i8x16.swizzle(indices, order));
    v128.store(index + toValue, f32x4.mul(i8x16.swizzle(values, order), gain));
    index += (<usize>popcnt(mask)) << 2;
  }
  own.random = i32x4.extract_lane(state, 0) - APART;
  return <i32>((index - own.indices) >> 2);
}

/** Fills a row with numbers between -spread and spread, as drawn from a state. */
export function fillRandomly(numbers: usize, width: i32, spread: f32, random: u32): void {
  const end = numbers + ((<usize>width) << 2);
  // From bits to [-spread, spread).
  const factor = f32x4.splat(spread / 2147483648);
  let state = startOf(random);
  for (let at = numbers; at < end; at += 16) {
    v128.store(at, f32x4.mul(f32x4.convert_i32x4_s(randomNumbers(state)), factor));
    state = i32x4.add(state, i32x4.splat(NEXT));
  }
}

/** How far states are apart, and those of each fourth number. */
const APART: i32 = 0x6d2b79f5;
const NEXT: i32 = 0xb4ade7d4;

/** The next four states. */
function startOf(random: u32): v128 {
  return i32x4.add(i32x4.splat(random), i32x4(APART, 0xda56f3ea, 0x47826ddf, NEXT));
}

/** The numbers of `createRandom` (mulberry32) for four states. */
function randomNumbers(state: v128): v128 {
  let mixed = i32x4.mul(v128.xor(state, v128.shr<u32>(state, 15)), v128.or(state, i32x4.splat(1)));
  const other = i32x4.mul(v128.xor(mixed, v128.shr<u32>(mixed, 7)), v128.or(mixed, i32x4.splat(61)));
  mixed = v128.xor(mixed, i32x4.add(mixed, other));
  return v128.xor(mixed, v128.shr<u32>(mixed, 14));
}

/** Turns scores into how much too probable each class is, in place. */
function toErrors(own: Learner, label: u32): void {
  const scores = own.scores;
  const end = scores + ((<usize>own.width) << 2);
  let largest = v128.load(scores);
  for (let at = scores + 16; at < end; at += 16) largest = f32x4.pmax(largest, v128.load(at));
  const top = f32x4.splat(largestOf(largest));
  let sums = f32x4.splat(0);
  for (let at = scores; at < end; at += 16) {
    const weight = boundedExponential(f32x4.sub(v128.load(at), top));
    v128.store(at, weight);
    sums = f32x4.add(sums, weight);
  }
  const factor = f32x4.splat(1 / sumOf(sums));
  let spread = own.spread;
  for (let at = scores; at < end; at += 16) {
    v128.store(at, f32x4.sub(f32x4.mul(v128.load(at), factor), v128.load(spread)));
    spread += 16;
  }
  const right = scores + ((<usize>label) << 2);
  store<f32>(right, load<f32>(right) - own.share);
}

function moveBias(own: Learner, length: f32): void {
  const bias = own.bias;
  const end = (<usize>own.width) << 2;
  const factor = f32x4.splat(length);
  for (let column: usize = 0; column < end; column += 16) {
    const target = bias + column;
    v128.store(target, f32x4.sub(v128.load(target), f32x4.mul(factor, v128.load(own.scores + column))));
  }
}
