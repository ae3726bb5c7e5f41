// Scores of labels by the weights of features, and how weights move.

import {
  barred,
  common,
  emissions,
  errors,
  listLabels,
  listStarts,
  listWeights,
  matrix,
  outside,
  path,
  row,
  rowOf,
  sharedFeatures,
  sharedValues,
  taken,
  tokenFeatures,
  tokenStarts,
} from "./memory";

/** target += value · the weights of a feature whose weights are a list */
function addList(target: usize, feature: usize, value: f32): void {
  const start = listStarts + (feature << 2);
  const end = (<usize>load<u32>(start, 4)) << 2;
  for (let at = (<usize>load<u32>(start)) << 2; at < end; at += 4) {
    const place = target + ((<usize>load<u32>(listLabels + at)) << 2);
    store<f32>(place, load<f32>(place) + value * load<f32>(listWeights + at));
  }
}

/** The list of a feature += value · source */
function moveList(source: usize, feature: usize, value: f32): void {
  const start = listStarts + (feature << 2);
  const end = (<usize>load<u32>(start, 4)) << 2;
  for (let at = (<usize>load<u32>(start)) << 2; at < end; at += 4) {
    const error = load<f32>(source + ((<usize>load<u32>(listLabels + at)) << 2));
    store<f32>(listWeights + at, load<f32>(listWeights + at) + value * error);
  }
}

/** target += value · source, rows */
export function addRow(target: usize, source: usize, value: f32): void {
  const factor = f32x4.splat(value);
  for (let at: usize = 0; at < row; at += 16) {
    const sum = f32x4.add(v128.load(target + at), f32x4.mul(factor, v128.load(source + at)));
    v128.store(target + at, sum);
  }
}

/** The weights of a feature += value · source */
export function moveFeature(source: usize, feature: usize, value: f32): void {
  const own = load<i32>(rowOf + (feature << 2));
  if (own < 0) moveList(source, feature, value);
  else addRow(matrix + <usize>own * row, source, value);
}

/** target += the rows that `taken` points to */
function addTaken(target: usize, count: usize): void {
  const end = taken + (count << 2);
  for (let column: usize = 0; column < row; column += 64) {
    const at = target + column;
    let a = v128.load(at);
    let b = v128.load(at, 16);
    let c = v128.load(at, 32);
    let d = v128.load(at, 48);
    for (let entry = taken; entry < end; entry += 4) {
      const source = <usize>load<u32>(entry) + column;
      a = f32x4.add(a, v128.load(source));
      b = f32x4.add(b, v128.load(source, 16));
      c = f32x4.add(c, v128.load(source, 32));
      d = f32x4.add(d, v128.load(source, 48));
    }
    v128.store(at, a);
    v128.store(at, b, 16);
    v128.store(at, c, 32);
    v128.store(at, d, 48);
  }
}

/** Scores the labels of the sequence at hand; weights count `scale` times. */
export function score(length: i32, shared: i32, scale: f32): void {
  memory.fill(common, 0, row);
  for (let k: usize = 0; k < (<usize>shared) << 2; k += 4) {
    const feature = load<u32>(sharedFeatures + k);
    const value = load<f32>(sharedValues + k);
    const own = load<i32>(rowOf + ((<usize>feature) << 2));
    if (own < 0) addList(common, feature, value);
    else addRow(common, matrix + <usize>own * row, value);
  }
  const factor = f32x4.splat(scale);
  for (let token: usize = 0; token < <usize>length; token++) {
    const target = emissions + token * row;
    memory.copy(target, common, row);
    const start = tokenStarts + (token << 2);
    const end = tokenFeatures + ((<usize>load<u32>(start, 4)) << 2);
    let count: usize = 0;
    for (let at = tokenFeatures + ((<usize>load<u32>(start)) << 2); at < end; at += 4) {
      const feature = load<u32>(at);
      const own = load<i32>(rowOf + ((<usize>feature) << 2));
      if (own < 0) addList(target, feature, 1);
      else store<u32>(taken + (count++ << 2), <u32>(matrix + <usize>own * row));
    }
    addTaken(target, count);
    for (let at: usize = 0; at < row; at += 16) {
      const scaled = f32x4.mul(factor, v128.load(target + at));
      v128.store(target + at, f32x4.add(v128.load(barred + at), scaled));
    }
  }
}

/**
 * Adds to the score of every label but the right one what it would cost to take it for right: a span where there is none,
 * none where there is one, and one for another (softmax-margin, Gimpel & Smith 2010).
 */
export function addCosts(length: i32, invented: f32, missed: f32, mistaken: f32): void {
  for (let token: usize = 0; token < <usize>length; token++) {
    const target = emissions + token * row;
    const right = (<usize>load<u32>(path + (token << 2))) << 2;
    const isOutside = right === outside();
    const all = isOutside ? invented : mistaken;
    const cost = f32x4.splat(all);
    for (let at = target; at < target + row; at += 16) v128.store(at, f32x4.add(cost, v128.load(at)));
    store<f32>(target + right, load<f32>(target + right) - all);
    if (isOutside) continue;
    const none = target + outside();
    store<f32>(none, load<f32>(none) + missed - all);
  }
}

export function moveToken(token: usize, factor: f32): void {
  const start = tokenStarts + (token << 2);
  const end = tokenFeatures + ((<usize>load<u32>(start, 4)) << 2);
  for (let at = tokenFeatures + ((<usize>load<u32>(start)) << 2); at < end; at += 4) {
    moveFeature(errors, load<u32>(at), factor);
  }
}
