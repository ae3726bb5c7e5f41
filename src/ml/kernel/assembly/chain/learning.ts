// One step of the gradient.

import { sumOf } from "../numbers";
import { allErrors, backward, errors, forward, labelAt, row, sharedFeatures, sharedValues } from "./memory";
import { addRow, moveFeature, moveToken } from "./scores";
import { moveTransitions } from "./transitions";

/** Tokens whose labels are more certain than this teach nothing. */
const LEAST_ERROR: f32 = 1e-3;

/**
 * After `sumPaths`: one step of the gradient towards `path`, the right one. Weights count `scale` times, so they move the
 * further the smaller it is.
 */
export function learn(length: i32, shared: i32, rate: f32, scale: f32): void {
  const tokens = <usize>length;
  const factor = rate / scale;
  memory.fill(allErrors, 0, row);
  for (let token: usize = 0; token < tokens; token++) {
    const largest = findErrors(token);
    addRow(allErrors, errors, 1);
    if (largest >= LEAST_ERROR) moveToken(token, factor);
  }
  // The mean, not the sum: what counts for all tokens would move further than what counts for one.
  const mean = factor / <f32>length;
  for (let k: usize = 0; k < (<usize>shared) << 2; k += 4) {
    const value = mean * load<f32>(sharedValues + k);
    moveFeature(allErrors, load<u32>(sharedFeatures + k), value);
  }
  moveTransitions(tokens, rate);
}

/** What is too little of each label: minus its probability, and 1 more for the right one. Gives the largest error. */
function findErrors(token: usize): f32 {
  const ahead = forward + token * row;
  const behind = backward + token * row;
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < row; at += 16) {
    const value = f32x4.mul(v128.load(ahead + at), v128.load(behind + at));
    v128.store(errors + at, value);
    sum = f32x4.add(sum, value);
  }
  const scale = f32x4.splat(-1 / sumOf(sum));
  for (let at = errors; at < errors + row; at += 16) v128.store(at, f32x4.mul(scale, v128.load(at)));
  const right = errors + labelAt(token);
  // No other error can be larger: they sum up to 0.
  const largest = load<f32>(right) + 1;
  store<f32>(right, largest);
  return largest;
}
