// The most probable path.

import { largestOf } from "../numbers";
import { best, between, entering, groupOf, groups, NEVER, outside, path, row, strip, within } from "./memory";

/**
 * After `sumPaths`: writes the most probable path to `path` (Viterbi 1967, "Error bounds for convolutional codes"). It
 * adds scores instead of multiplying factors, so that nothing is too improbable to be made up for later.
 */
export function findBest(length: i32): void {
  const tokens = <usize>length;
  for (let token: usize = 0; token < tokens; token++) {
    enterBest(token);
    goBest(token, token === tokens - 1);
  }
  let label = largestAt(best + (tokens - 1) * row, row);
  for (let token = tokens - 1; ; token--) {
    store<u32>(path + (token << 2), <u32>(label >>> 2));
    if (token === 0) return;
    label = bestBefore(token, label);
  }
}

/** entering[g] = maxₕ of what ended with h and the score of g behind it */
function enterBest(token: usize): void {
  if (token === 0) {
    memory.copy(entering, between + <usize>groups * strip, strip);
    return;
  }
  const before = best + (token - 1) * row;
  for (let group: usize = 0; group < <usize>groups; group++) {
    const ended = f32x4.splat(
      max(load<f32>(before + 2 * strip + (group << 2)), load<f32>(before + 3 * strip + (group << 2))),
    );
    const scores = between + group * strip;
    for (let at: usize = 0; at < strip; at += 16) {
      const score = f32x4.add(ended, v128.load(scores + at));
      v128.store(entering + at, group === 0 ? score : f32x4.max(v128.load(entering + at), score));
    }
  }
}

/** Scores of the best path up to each label of a token, the best of all 0. */
function goBest(token: usize, isLast: boolean): void {
  const own = best + token * row;
  const before = own - row;
  const never = f32x4.splat(NEVER);
  let largest = f32x4.splat(2 * NEVER);
  for (let at: usize = 0; at < strip; at += 16) {
    const enters = v128.load(entering + at);
    const first = isLast ? never : f32x4.add(enters, v128.load(own + at));
    const alone = f32x4.add(enters, v128.load(own + 3 * strip + at));
    let inside = never;
    let last = never;
    if (token > 0) {
      const wasFirst = v128.load(before + at);
      const wasInside = v128.load(before + strip + at);
      last = f32x4.max(
        f32x4.add(wasFirst, v128.load(within + strip + at)),
        f32x4.add(wasInside, v128.load(within + 3 * strip + at)),
      );
      last = f32x4.add(last, v128.load(own + 2 * strip + at));
      if (!isLast) {
        inside = f32x4.max(
          f32x4.add(wasFirst, v128.load(within + at)),
          f32x4.add(wasInside, v128.load(within + 2 * strip + at)),
        );
        inside = f32x4.add(inside, v128.load(own + strip + at));
      }
    }
    v128.store(own + at, first);
    v128.store(own + strip + at, inside);
    v128.store(own + 2 * strip + at, last);
    v128.store(own + 3 * strip + at, alone);
    largest = f32x4.max(largest, f32x4.max(f32x4.max(first, inside), f32x4.max(last, alone)));
  }
  const top = f32x4.splat(largestOf(largest));
  for (let at = own; at < own + row; at += 16) v128.store(at, f32x4.sub(v128.load(at), top));
}

/** Where the largest of some numbers stands, in bytes. */
function largestAt(from: usize, bytes: usize): usize {
  let place: usize = 0;
  for (let at: usize = 4; at < bytes; at += 4) if (load<f32>(from + at) > load<f32>(from + place)) place = at;
  return place;
}

/** The label before on the best path to a label. */
function bestBefore(token: usize, label: usize): usize {
  const before = best + (token - 1) * row;
  const group = groupOf(label);
  const position = label / strip;
  if (position === 1 || position === 2) {
    const step: usize = position - 1;
    const first = load<f32>(before + group) + load<f32>(within + step * strip + group);
    const inside = load<f32>(before + strip + group) + load<f32>(within + (2 + step) * strip + group);
    return first >= inside ? group : strip + group;
  }
  let place: usize = outside();
  let most: f32 = 4 * NEVER;
  for (let at: usize = 2 * strip; at < row; at += 4) {
    const value = load<f32>(before + at) + load<f32>(between + (groupOf(at) >>> 2) * strip + group);
    if (value <= most) continue;
    most = value;
    place = at;
  }
  return place;
}
