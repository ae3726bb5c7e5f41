// Scores of one label behind another, the factors made of them, and how they move.

import { boundedExponential } from "../exponential";
import {
  between,
  betweenFactors,
  expectedBetween,
  expectedWithin,
  groupOf,
  groups,
  isExpected,
  labelAt,
  row,
  stepWithin,
  strip,
  within,
  withinFactors,
} from "./memory";

/** Scores of transitions are between ± this: products of a few factors stay numbers. */
const MOST_TRANSITION: f32 = 12;

/** Turns the scores of transitions into factors; to be called when they were set from outside. */
export function refresh(): void {
  const strips = <usize>(groups + 1) * strip;
  for (let at: usize = 0; at < strips; at += 16)
    settle(between + at, v128.load(between + at), betweenFactors + at);
  for (let at: usize = 0; at < row; at += 16) settle(within + at, v128.load(within + at), withinFactors + at);
  for (let group = 0; group <= groups; group++) clearPadding(betweenFactors + <usize>group * strip);
  // Outside never goes on.
  for (let step: usize = 0; step < 4; step++) {
    store<f32>(withinFactors + step * strip, 0);
    clearPadding(withinFactors + step * strip);
  }
}

/** Stores four scores and their factors. */
function settle(target: usize, scores: v128, factors: usize): void {
  const most = f32x4.splat(MOST_TRANSITION);
  const score = f32x4.max(f32x4.neg(most), f32x4.min(most, scores));
  v128.store(target, score);
  v128.store(factors, boundedExponential(score));
}

/** Groups that are only there to fill four never follow. */
export function clearPadding(target: usize): void {
  for (let at = (<usize>groups) << 2; at < strip; at += 4) store<f32>(target + at, 0);
}

/** Forgets what `sumPaths` expected, where nothing is learned from it. */
export function forget(): void {
  memory.fill(expectedWithin, 0, row);
  for (let group: usize = 0; group <= <usize>groups; group++) {
    if (load<u8>(isExpected + group) === 0) continue;
    memory.fill(expectedBetween + group * strip, 0, strip);
    store<u8>(isExpected + group, 0);
  }
}

export function moveTransitions(tokens: usize, rate: f32): void {
  for (let token: usize = 0; token < tokens; token++) {
    const label = labelAt(token);
    const position = label / strip;
    if (token > 0 && (position === 1 || position === 2)) {
      const at = within + stepWithin(labelAt(token - 1), label);
      store<f32>(at, load<f32>(at) + rate);
    } else {
      const group = token === 0 ? <usize>groups : groupOf(labelAt(token - 1)) >>> 2;
      const at = between + group * strip + groupOf(label);
      store<f32>(at, load<f32>(at) + rate);
      store<u8>(isExpected + group, 1);
    }
  }
  const step = f32x4.splat(-rate);
  for (let group: usize = 0; group <= <usize>groups; group++) {
    if (load<u8>(isExpected + group) === 0) continue;
    const offset = group * strip;
    move(between + offset, expectedBetween + offset, betweenFactors + offset, strip, step);
    clearPadding(betweenFactors + offset);
    store<u8>(isExpected + group, 0);
  }
  move(within, expectedWithin, withinFactors, row, step);
  for (let strips: usize = 0; strips < 4; strips++) {
    store<f32>(withinFactors + strips * strip, 0);
    clearPadding(withinFactors + strips * strip);
  }
}

function move(scores: usize, expected: usize, factors: usize, bytes: usize, step: v128): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const score = f32x4.add(v128.load(scores + at), f32x4.mul(step, v128.load(expected + at)));
    v128.store(expected + at, f32x4.splat(0));
    settle(scores + at, score, factors + at);
  }
}
