// Sums over all paths.

import { boundedExponential } from "../exponential";
import { largestOf, sumOf } from "../numbers";
import {
  backward,
  best,
  betweenFactors,
  emissions,
  ended,
  entering,
  expectedBetween,
  expectedWithin,
  forward,
  groupOf,
  groups,
  isExpected,
  labelAt,
  row,
  scales,
  stepWithin,
  strip,
  withinFactors,
} from "./memory";
import { clearPadding } from "./transitions";

/** Scores lie at most this far below the best label's. */
const LOWEST: f32 = -35;
/** Groups that ended with less than this share of the probability are not followed further. */
const NEGLIGIBLE: f32 = 1e-9;
/** How well something goes on is no more than this: where next to nothing leads there it could grow without end. */
const MOST: f32 = 1e30;
const LEAST_SUM: f32 = 1e-35;

/** Turns a token's scores into factors, the largest of them 1. */
function exponentiate(target: usize): void {
  let largest = v128.load(target);
  for (let at: usize = 16; at < row; at += 16) largest = f32x4.max(largest, v128.load(target + at));
  const top = f32x4.splat(largestOf(largest));
  const lowest = f32x4.splat(LOWEST);
  for (let at = target; at < target + row; at += 16)
    v128.store(at, boundedExponential(f32x4.max(lowest, f32x4.sub(v128.load(at), top))));
}

/** entering[g] = Σₕ ended[h] · factor of g behind h, before a token is looked at */
function enter(token: usize): void {
  if (token === 0) {
    memory.copy(entering, betweenFactors + <usize>groups * strip, strip);
    return;
  }
  memory.fill(entering, 0, strip);
  const before = ended + (token - 1) * strip;
  for (let group: usize = 0; group < <usize>groups; group++) {
    const share = load<f32>(before + (group << 2));
    if (share < NEGLIGIBLE) continue;
    const factor = f32x4.splat(share);
    const factors = betweenFactors + group * strip;
    for (let at: usize = 0; at < strip; at += 16) {
      const sum = f32x4.add(v128.load(entering + at), f32x4.mul(factor, v128.load(factors + at)));
      v128.store(entering + at, sum);
    }
  }
}

/**
 * Sums over all paths through the sequence at hand by the forward–backward algorithm, each token's numbers scaled to a
 * sum of 1 (Rabiner 1989, "A Tutorial on Hidden Markov Models", section V). Scores become factors.
 */
export function sumPaths(length: i32): void {
  const tokens = <usize>length;
  for (let token: usize = 0; token < tokens; token++) {
    memory.copy(best + token * row, emissions + token * row, row);
    exponentiate(emissions + token * row);
    enter(token);
    goForward(token, token === tokens - 1);
  }
  endSpans(tokens - 1);
  for (let token = tokens - 1; token > 0; token--) goBackward(token - 1);
  expectBeginning();
}

function goForward(token: usize, isLast: boolean): void {
  const x = emissions + token * row;
  const own = forward + token * row;
  const before = own - row;
  const open = isLast ? f32x4.splat(0) : f32x4.splat(1);
  const began = token > 0;
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < strip; at += 16) {
    const enters = v128.load(entering + at);
    const first = f32x4.mul(open, f32x4.mul(enters, v128.load(x + at)));
    const alone = f32x4.mul(enters, v128.load(x + 3 * strip + at));
    let inside = f32x4.splat(0);
    let last = inside;
    if (began) {
      const wasFirst = v128.load(before + at);
      const wasInside = v128.load(before + strip + at);
      inside = f32x4.add(
        f32x4.mul(wasFirst, v128.load(withinFactors + at)),
        f32x4.mul(wasInside, v128.load(withinFactors + 2 * strip + at)),
      );
      inside = f32x4.mul(open, f32x4.mul(inside, v128.load(x + strip + at)));
      last = f32x4.add(
        f32x4.mul(wasFirst, v128.load(withinFactors + strip + at)),
        f32x4.mul(wasInside, v128.load(withinFactors + 3 * strip + at)),
      );
      last = f32x4.mul(last, v128.load(x + 2 * strip + at));
    }
    // Outside has no first token.
    const begins = at === 0 ? f32x4.replace_lane(first, 0, 0) : first;
    v128.store(own + at, begins);
    v128.store(own + strip + at, inside);
    v128.store(own + 2 * strip + at, last);
    v128.store(own + 3 * strip + at, alone);
    sum = f32x4.add(sum, f32x4.add(f32x4.add(begins, inside), f32x4.add(last, alone)));
  }
  const total = max(LEAST_SUM, sumOf(sum));
  store<f32>(scales + (token << 2), total);
  const scale = f32x4.splat(1 / total);
  for (let at = own; at < own + row; at += 16) v128.store(at, f32x4.mul(scale, v128.load(at)));
  const ends = ended + token * strip;
  for (let at: usize = 0; at < strip; at += 16)
    v128.store(ends + at, f32x4.add(v128.load(own + 2 * strip + at), v128.load(own + 3 * strip + at)));
}

/** Nothing follows the last token, and spans are finished there. */
function endSpans(token: usize): void {
  const own = backward + token * row;
  memory.fill(own, 0, 2 * strip);
  const one = f32x4.splat(1);
  for (let at = own + 2 * strip; at < own + row; at += 16) v128.store(at, one);
}

function limited(numbers: v128): v128 {
  return f32x4.min(f32x4.splat(MOST), numbers);
}

/** How well each group that begins at a token goes on from there, over what the token was scaled by. */
function weighEntering(token: usize): void {
  const x = emissions + token * row;
  const own = backward + token * row;
  const scale = f32x4.splat(1 / load<f32>(scales + (token << 2)));
  for (let at: usize = 0; at < strip; at += 16) {
    const first = f32x4.mul(v128.load(x + at), v128.load(own + at));
    const alone = f32x4.mul(v128.load(x + 3 * strip + at), v128.load(own + 3 * strip + at));
    v128.store(entering + at, limited(f32x4.mul(scale, f32x4.add(first, alone))));
  }
}

/** What follows behind a group that has `share` of the paths, of which the expected transitions are kept. */
function follow(group: usize, share: f32): f32 {
  const factors = betweenFactors + group * strip;
  const expected = expectedBetween + group * strip;
  const part = f32x4.splat(share);
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < strip; at += 16) {
    const value = f32x4.mul(v128.load(factors + at), v128.load(entering + at));
    sum = f32x4.add(sum, value);
    v128.store(expected + at, f32x4.add(v128.load(expected + at), f32x4.mul(part, value)));
  }
  store<u8>(isExpected + group, 1);
  return sumOf(sum);
}

function goBackward(token: usize): void {
  weighEntering(token + 1);
  const x = emissions + (token + 1) * row;
  const behind = backward + (token + 1) * row;
  const own = backward + token * row;
  const ahead = forward + token * row;
  const ends = ended + token * strip;
  const scale = f32x4.splat(1 / load<f32>(scales + ((token + 1) << 2)));
  for (let at: usize = 0; at < strip; at += 16) {
    const inside = limited(
      f32x4.mul(scale, f32x4.mul(v128.load(x + strip + at), v128.load(behind + strip + at))),
    );
    const last = f32x4.mul(
      scale,
      f32x4.mul(v128.load(x + 2 * strip + at), v128.load(behind + 2 * strip + at)),
    );
    const firstToInside = f32x4.mul(v128.load(withinFactors + at), inside);
    const firstToLast = f32x4.mul(v128.load(withinFactors + strip + at), last);
    const insideToInside = f32x4.mul(v128.load(withinFactors + 2 * strip + at), inside);
    const insideToLast = f32x4.mul(v128.load(withinFactors + 3 * strip + at), last);
    v128.store(own + at, f32x4.add(firstToInside, firstToLast));
    v128.store(own + strip + at, f32x4.add(insideToInside, insideToLast));
    const isFirst = v128.load(ahead + at);
    const isInside = v128.load(ahead + strip + at);
    expect(at, f32x4.mul(isFirst, firstToInside));
    expect(strip + at, f32x4.mul(isFirst, firstToLast));
    expect(2 * strip + at, f32x4.mul(isInside, insideToInside));
    expect(3 * strip + at, f32x4.mul(isInside, insideToLast));
  }
  for (let group: usize = 0; group < <usize>groups; group++) {
    const share = load<f32>(ends + (group << 2));
    const value: f32 = share < NEGLIGIBLE ? 0 : follow(group, share);
    store<f32>(own + 2 * strip + (group << 2), value);
    store<f32>(own + 3 * strip + (group << 2), value);
  }
  clearPadding(own + 2 * strip);
  clearPadding(own + 3 * strip);
}

function expect(at: usize, value: v128): void {
  v128.store(expectedWithin + at, f32x4.add(v128.load(expectedWithin + at), value));
}

function expectBeginning(): void {
  weighEntering(0);
  follow(groups, 1);
}

/** The factor of the label of a token behind the one before it. */
function factorBefore(token: usize): f32 {
  const label = labelAt(token);
  const position = label / strip;
  const group = groupOf(label);
  if (token === 0) return load<f32>(betweenFactors + <usize>groups * strip + group);
  const before = labelAt(token - 1);
  if (position === 1 || position === 2) return load<f32>(withinFactors + stepWithin(before, label));
  return load<f32>(betweenFactors + (groupOf(before) >>> 2) * strip + group);
}

/** After `sumPaths`: how probable it is that a path goes as `path` from token `first` to `last`. */
export function probability(first: i32, last: i32): f32 {
  let value: f64 = load<f32>(forward + <usize>first * row + labelAt(first));
  for (let token = <usize>first + 1; token <= <usize>last; token++) {
    const emission = load<f32>(emissions + token * row + labelAt(token));
    value *= (<f64>factorBefore(token) * emission) / load<f32>(scales + (token << 2));
  }
  value *= load<f32>(backward + <usize>last * row + labelAt(last));
  return <f32>min(1, value);
}
