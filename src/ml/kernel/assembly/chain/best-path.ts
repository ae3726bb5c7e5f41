// The most probable path.

import {
  best,
  betweenFactors,
  emissions,
  entering,
  groupOf,
  groups,
  outside,
  path,
  row,
  strip,
  withinFactors,
} from "./memory.ts";
import { largestOf } from "./numbers.ts";
import { NEGLIGIBLE } from "./sums.ts";

/** After `sumPaths`: writes the most probable path (Viterbi) to `path`. */
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

function enterBest(token: usize): void {
  if (token === 0) {
    memory.copy(entering, betweenFactors + <usize>groups * strip, strip);
    return;
  }
  memory.fill(entering, 0, strip);
  const before = best + (token - 1) * row;
  for (let group: usize = 0; group < <usize>groups; group++) {
    const value = max(
      load<f32>(before + 2 * strip + (group << 2)),
      load<f32>(before + 3 * strip + (group << 2)),
    );
    if (value < NEGLIGIBLE) continue;
    const factor = f32x4.splat(value);
    const factors = betweenFactors + group * strip;
    for (let at: usize = 0; at < strip; at += 16) {
      const most = f32x4.max(v128.load(entering + at), f32x4.mul(factor, v128.load(factors + at)));
      v128.store(entering + at, most);
    }
  }
}

/** As `goForward`, with the best of what came before instead of the sum. */
function goBest(token: usize, isLast: boolean): void {
  const x = emissions + token * row;
  const own = best + token * row;
  const before = own - row;
  const open = isLast ? f32x4.splat(0) : f32x4.splat(1);
  const began = token > 0;
  let largest = f32x4.splat(0);
  for (let at: usize = 0; at < strip; at += 16) {
    const enters = v128.load(entering + at);
    let first = f32x4.mul(open, f32x4.mul(enters, v128.load(x + at)));
    if (at === 0) first = f32x4.replace_lane(first, 0, 0);
    const alone = f32x4.mul(enters, v128.load(x + 3 * strip + at));
    let inside = f32x4.splat(0);
    let last = inside;
    if (began) {
      const wasFirst = v128.load(before + at);
      const wasInside = v128.load(before + strip + at);
      inside = f32x4.max(
        f32x4.mul(wasFirst, v128.load(withinFactors + at)),
        f32x4.mul(wasInside, v128.load(withinFactors + 2 * strip + at)),
      );
      inside = f32x4.mul(open, f32x4.mul(inside, v128.load(x + strip + at)));
      last = f32x4.max(
        f32x4.mul(wasFirst, v128.load(withinFactors + strip + at)),
        f32x4.mul(wasInside, v128.load(withinFactors + 3 * strip + at)),
      );
      last = f32x4.mul(last, v128.load(x + 2 * strip + at));
    }
    v128.store(own + at, first);
    v128.store(own + strip + at, inside);
    v128.store(own + 2 * strip + at, last);
    v128.store(own + 3 * strip + at, alone);
    largest = f32x4.max(largest, f32x4.max(f32x4.max(first, inside), f32x4.max(last, alone)));
  }
  const scale = f32x4.splat(1 / largestOf(largest));
  for (let at = own; at < own + row; at += 16) v128.store(at, f32x4.mul(scale, v128.load(at)));
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
    const first = load<f32>(before + group) * load<f32>(withinFactors + step * strip + group);
    const inside = load<f32>(before + strip + group) * load<f32>(withinFactors + (2 + step) * strip + group);
    return first >= inside ? group : strip + group;
  }
  let place: usize = outside();
  let most: f32 = -1;
  for (let at: usize = 2 * strip; at < row; at += 4) {
    const value = load<f32>(before + at) * load<f32>(betweenFactors + (groupOf(at) >>> 2) * strip + group);
    if (value <= most) continue;
    most = value;
    place = at;
  }
  return place;
}
