import {
  ALONE,
  FIRST,
  INSIDE,
  kindOf,
  LAST,
  labelCount,
  mayFollow,
  POSITIONS,
  positionOf,
} from "./span-labels.ts";

/**
 * Scores of one label behind another. What may begin where something ended depends on what ended and what begins, not on
 * how long they are: `between[e · (kinds + 1) + b]`, where `e` and `b` are 0 for outside and `k + 1` for kind `k`, and the
 * last row is for the beginning. Within a span of kind `k`: `within[4k …]` from first to inside, first to last, inside to
 * inside, inside to last.
 */
export interface Transitions<Numbers = Float32Array> {
  readonly between: Numbers;
  readonly within: Numbers;
}

/** Spans that ended with less than this share of the probability are not followed further. */
const NEGLIGIBLE = 1e-5;
/** Kinds that lie further below the best of all kinds for every token of a sequence do not count in it. */
const REACH = 8;
/** Scores count as if they were no lower and no higher: never nothing, since the best may be out of reach. */
const LOWEST_SCORE = -30;
const HIGHEST_SCORE = 30;
/** Labels less probable than this are not on the best path, where there is one without them. */
const IMPROBABLE = 1e-3;
/** Expected transitions from a token to the next below this are not kept one by one. */
const SMALLEST_PAIR = 1e-4;
/** Expected steps within spans below this move nothing. */
const SMALLEST_STEP = 1e-6;

/**
 * All paths of labels through one sequence, summed over by the forward–backward algorithm, each token's numbers scaled to
 * a sum of 1 (Rabiner 1989, "A Tutorial on Hidden Markov Models", section V). Paths of negligible probability are left
 * out, which are nearly all. Lists hold a row of labels (span-labels.ts) for each token.
 */
export class Lattice {
  /** To be filled with scores of the labels; `sumPaths` changes them. */
  readonly emissions: Float64Array;
  /** After `sumPaths`: the probability of each label. */
  readonly marginals: Float64Array;
  readonly transitions: Transitions<Float64Array>;
  readonly #kinds: number;
  readonly #labels: number;
  readonly #groups: number;
  readonly #forward: Float64Array;
  readonly #backward: Float64Array;
  /** What each token's forward numbers were divided by. */
  readonly #scales: Float64Array;
  /** By token: how probable it is to stand behind outside, or behind a span of each kind. */
  readonly #ended: Float64Array;
  /** Of the token at hand: outside, or a span of each kind that begins there. */
  readonly #entering: Float64Array;
  /** The kinds that count for the sequence at hand, and how many they are. */
  readonly #live: Uint32Array;
  #liveCount = 0;
  readonly #between: Float64Array;
  readonly #within: Float64Array;
  /** Expected transitions between groups, and their sum at the token at hand with those too small to be kept. */
  #followed = 0;
  readonly #expectedWithin: Float64Array;
  readonly #pairs: number[] = [];
  readonly #pairValues: number[] = [];

  /** @param longest number of tokens there is room for. */
  constructor(kinds: number, longest: number, transitions = noTransitions(kinds)) {
    const labels = labelCount(kinds);
    const room = longest * labels;
    this.#kinds = kinds;
    this.#labels = labels;
    this.#groups = kinds + 1;
    this.emissions = new Float64Array(room);
    this.marginals = new Float64Array(room);
    this.transitions = transitions;
    this.#forward = new Float64Array(room);
    this.#backward = new Float64Array(room);
    this.#scales = new Float64Array(longest);
    this.#ended = new Float64Array((longest + 1) * (kinds + 1));
    this.#entering = new Float64Array(kinds + 1);
    this.#live = new Uint32Array(kinds);
    this.#expectedWithin = new Float64Array(kinds * POSITIONS);
    this.#between = transitions.between.map(toFactor);
    this.#within = transitions.within.map(toFactor);
  }

  sumPaths(length: number): void {
    const labels = this.#labels;
    const forward = this.#forward;
    const backward = this.#backward;
    const { marginals } = this;
    this.#pairs.length = 0;
    this.#pairValues.length = 0;
    this.#findLive(length);
    for (let token = 0; token < length; token++) {
      this.#exponentiate(token);
      this.#enter(token);
      this.#goForward(token, token === length - 1);
    }
    this.#endSpans(length - 1);
    for (let token = length - 2; token >= 0; token--) this.#goBackward(token);
    for (let row = 0; row < length * labels; row += labels) {
      let sum = 0;
      for (let at = row; at < row + labels; at++) {
        const value = (forward[at] as number) * (backward[at] as number);
        marginals[at] = value;
        sum += value;
      }
      // What was left out belongs to what was kept: gradients whose sum is not 0 would drift away.
      for (let at = row; at < row + labels; at++) marginals[at] = (marginals[at] as number) / sum;
    }
  }

  /** The kinds that some token may belong to. */
  #findLive(length: number): void {
    const isLive = new Uint8Array(this.#kinds);
    for (let token = 0; token < length; token++) {
      const row = token * this.#labels;
      const least = this.#top(row) - REACH;
      for (let kind = 0; kind < this.#kinds; kind++) {
        if (isLive[kind] === 1) continue;
        const at = row + kind * POSITIONS;
        for (let position = FIRST; position <= ALONE; position++)
          if ((this.emissions[at + position] as number) >= least) isLive[kind] = 1;
      }
    }
    this.#liveCount = 0;
    for (let kind = 0; kind < this.#kinds; kind++)
      if (isLive[kind] === 1) this.#live[this.#liveCount++] = kind;
  }

  /** The highest score of a token. */
  #top(row: number): number {
    const { emissions } = this;
    const end = row + this.#labels;
    let top = Number.NEGATIVE_INFINITY;
    for (let at = row; at < end; at++) if ((emissions[at] as number) > top) top = emissions[at] as number;
    return top;
  }

  /** Turns scores into factors, the largest of them 1. */
  #exponentiate(token: number): void {
    const { emissions } = this;
    const row = token * this.#labels;
    const top = this.#top(row);
    emissions[row] = toFactor((emissions[row] as number) - top);
    for (let index = 0; index < this.#liveCount; index++) {
      const at = row + (this.#live[index] as number) * POSITIONS;
      for (let position = FIRST; position <= ALONE; position++)
        emissions[at + position] = toFactor((emissions[at + position] as number) - top);
    }
  }

  /** How probable it is, before a token is looked at, that each group begins at it. */
  #enter(token: number): void {
    const groups = this.#groups;
    const between = this.#between;
    const entering = this.#entering;
    if (token === 0) {
      entering.set(between.subarray(groups * groups));
      return;
    }
    entering.fill(0);
    for (let group = 0; group < groups; group++) {
      const share = this.#ended[token * groups + group] as number;
      if (share < NEGLIGIBLE && group > 0) continue;
      const base = group * groups;
      for (let next = 0; next < groups; next++)
        entering[next] = (entering[next] as number) + share * (between[base + next] as number);
    }
  }

  #goForward(token: number, isLast: boolean): void {
    const { emissions } = this;
    const forward = this.#forward;
    const within = this.#within;
    const labels = this.#labels;
    const row = token * labels;
    const end = row + labels;
    forward.fill(0, row, end);
    const outside = (this.#entering[0] as number) * (emissions[row] as number);
    forward[row] = outside;
    let sum = outside;
    for (let index = 0; index < this.#liveCount; index++) {
      const kind = this.#live[index] as number;
      const at = row + kind * POSITIONS;
      const enters = this.#entering[kind + 1] as number;
      const alone = enters * (emissions[at + ALONE] as number);
      forward[at + ALONE] = alone;
      sum += alone;
      if (!isLast) {
        const first = enters * (emissions[at + FIRST] as number);
        forward[at + FIRST] = first;
        sum += first;
      }
      if (token === 0) continue;
      const rule = kind * POSITIONS;
      const wasFirst = forward[at - labels + FIRST] as number;
      const wasInside = forward[at - labels + INSIDE] as number;
      if (wasFirst + wasInside === 0) continue;
      const ends = wasFirst * (within[rule + 1] as number) + wasInside * (within[rule + 3] as number);
      const last = ends * (emissions[at + LAST] as number);
      forward[at + LAST] = last;
      sum += last;
      if (isLast) continue;
      const goesOn = wasFirst * (within[rule] as number) + wasInside * (within[rule + 2] as number);
      const inside = goesOn * (emissions[at + INSIDE] as number);
      forward[at + INSIDE] = inside;
      sum += inside;
    }
    this.#scales[token] = sum;
    this.#finish(token, 1 / sum);
  }

  /** Scales a token's forward numbers to a sum of 1, and tells what ended with it. */
  #finish(token: number, scale: number): void {
    const forward = this.#forward;
    const ended = this.#ended;
    const row = token * this.#labels;
    const behind = (token + 1) * this.#groups;
    forward[row] = (forward[row] as number) * scale;
    ended.fill(0, behind, behind + this.#groups);
    ended[behind] = forward[row] as number;
    for (let index = 0; index < this.#liveCount; index++) {
      const kind = this.#live[index] as number;
      const at = row + kind * POSITIONS;
      for (let position = FIRST; position <= ALONE; position++)
        forward[at + position] = (forward[at + position] as number) * scale;
      ended[behind + kind + 1] = (forward[at + LAST] as number) + (forward[at + ALONE] as number);
    }
  }

  /** Nothing follows the last token, and spans are finished there. */
  #endSpans(token: number): void {
    const row = token * this.#labels;
    for (let label = 0; label < this.#labels; label++) {
      const position = positionOf(label);
      this.#backward[row + label] = position === FIRST || position === INSIDE ? 0 : 1;
    }
  }

  #goBackward(token: number): void {
    const { emissions } = this;
    const backward = this.#backward;
    const within = this.#within;
    const labels = this.#labels;
    const groups = this.#groups;
    const row = token * labels;
    const behind = row + labels;
    const scale = 1 / (this.#scales[token + 1] as number);
    this.#weighEntering(token + 1);
    const firstPair = this.#pairs.length;
    this.#followed = 0;
    backward.fill(0, row, behind);
    backward[row] = this.#follow(0, this.#ended[(token + 1) * groups] as number, scale);
    for (let index = 0; index < this.#liveCount; index++) {
      const kind = this.#live[index] as number;
      const at = row + kind * POSITIONS;
      const share = this.#ended[(token + 1) * groups + kind + 1] as number;
      if (share >= NEGLIGIBLE) {
        const value = this.#follow(kind + 1, share, scale);
        backward[at + LAST] = value;
        backward[at + ALONE] = value;
      }
      const next = at + labels;
      const rule = kind * POSITIONS;
      const inside = (emissions[next + INSIDE] as number) * (backward[next + INSIDE] as number) * scale;
      const last = (emissions[next + LAST] as number) * (backward[next + LAST] as number) * scale;
      backward[at + FIRST] = (within[rule] as number) * inside + (within[rule + 1] as number) * last;
      backward[at + INSIDE] = (within[rule + 2] as number) * inside + (within[rule + 3] as number) * last;
    }
    this.#completePairs(firstPair);
  }

  /** Gives the pairs that were kept the share of those that were too small. */
  #completePairs(first: number): void {
    let kept = 0;
    for (let at = first; at < this.#pairValues.length; at++) kept += this.#pairValues[at] as number;
    for (let at = first; at < this.#pairValues.length; at++)
      this.#pairValues[at] = ((this.#pairValues[at] as number) / kept) * this.#followed;
  }

  /** How well each group that begins at a token goes on from there. */
  #weighEntering(token: number): void {
    const { emissions } = this;
    const backward = this.#backward;
    const row = token * this.#labels;
    this.#entering[0] = (emissions[row] as number) * (backward[row] as number);
    for (let index = 0; index < this.#liveCount; index++) {
      const kind = this.#live[index] as number;
      const at = row + kind * POSITIONS;
      this.#entering[kind + 1] =
        (emissions[at + FIRST] as number) * (backward[at + FIRST] as number) +
        (emissions[at + ALONE] as number) * (backward[at + ALONE] as number);
    }
  }

  /** What follows behind a group that has `share` of the paths; remembers expected transitions. */
  #follow(group: number, share: number, scale: number): number {
    const entering = this.#entering;
    const base = group * this.#groups;
    const expected = share * scale;
    let sum = 0;
    for (let index = -1; index < this.#liveCount; index++) {
      const next = index < 0 ? 0 : (this.#live[index] as number) + 1;
      const value = (this.#between[base + next] as number) * (entering[next] as number);
      sum += value;
      if (expected * value > SMALLEST_PAIR) {
        this.#pairs.push(base + next);
        this.#pairValues.push(expected * value);
      }
    }
    this.#followed += expected * sum;
    return sum * scale;
  }

  /** After `sumPaths`: one step of the gradient; `path` is the right one. */
  updateTransitions(path: Uint16Array, rate: number): void {
    const expected = this.#expectedWithin.fill(0);
    for (let token = 0; token + 1 < path.length; token++) this.#expectWithin(token);
    for (let at = 0; at < expected.length; at++)
      if (expected[at] !== 0) this.#moveWithin(at, -rate * (expected[at] as number));
    for (let at = 0; at < this.#pairs.length; at++)
      this.#moveBetween(this.#pairs[at] as number, -rate * (this.#pairValues[at] as number));
    const { marginals } = this;
    for (let group = 0; group < this.#groups; group++) {
      const at = (group - 1) * POSITIONS;
      const begins =
        group === 0
          ? (marginals[0] as number)
          : (marginals[at + FIRST] as number) + (marginals[at + ALONE] as number);
      if (begins > SMALLEST_STEP) this.#moveBetween(this.#groups * this.#groups + group, -rate * begins);
    }
    let before: number | null = null;
    for (const label of path) {
      const position = positionOf(label);
      if (before !== null && (position === INSIDE || position === LAST))
        this.#moveWithin(stepWithin(before, label), rate);
      else this.#moveBetween(placeBetween(before, label, this.#groups), rate);
      before = label;
    }
  }

  /** Expected steps within spans of each kind, from a token to the one behind it. */
  #expectWithin(token: number): void {
    const row = token * this.#labels;
    const scale = 1 / (this.#scales[token + 1] as number);
    for (let index = 0; index < this.#liveCount; index++) {
      const kind = this.#live[index] as number;
      const at = row + kind * POSITIONS;
      for (let step = 0; step < POSITIONS; step++) {
        const share = this.#forward[at + (step < 2 ? FIRST : INSIDE)] as number;
        if (share < SMALLEST_STEP) continue;
        const to = at + this.#labels + (step % 2 === 0 ? INSIDE : LAST);
        const goesOn = (this.emissions[to] as number) * (this.#backward[to] as number) * scale;
        const expected = share * (this.#within[kind * POSITIONS + step] as number) * goesOn;
        if (expected <= SMALLEST_STEP) continue;
        const place = kind * POSITIONS + step;
        this.#expectedWithin[place] = (this.#expectedWithin[place] as number) + expected;
      }
    }
  }

  #moveBetween(at: number, amount: number): void {
    this.transitions.between[at] = (this.transitions.between[at] as number) + amount;
    this.#between[at] = toFactor(this.transitions.between[at] as number);
  }

  #moveWithin(at: number, amount: number): void {
    this.transitions.within[at] = (this.transitions.within[at] as number) + amount;
    this.#within[at] = toFactor(this.transitions.within[at] as number);
  }

  /** Multiplies the scores of transitions. */
  shrinkTransitions(factor: number): void {
    const { between, within } = this.transitions;
    for (const at of between.keys()) this.#moveBetween(at, (factor - 1) * (between[at] as number));
    for (const at of within.keys()) this.#moveWithin(at, (factor - 1) * (within[at] as number));
  }

  /** After `sumPaths`: the most probable path (Viterbi). */
  bestPath(length: number): Uint16Array {
    return this.#bestPath(length, IMPROBABLE) ?? this.#bestPath(length, 0) ?? new Uint16Array(length);
  }

  /** The most probable path among labels that are more probable than `least`; null when there is none. */
  #bestPath(length: number, least: number): Uint16Array | null {
    const came = new Uint16Array(length * this.#labels);
    let live: readonly number[] = [];
    let scores: readonly number[] = [];
    for (let token = 0; token < length; token++) {
      const row = token * this.#labels;
      const reached: [label: number, value: number][] = [];
      for (let label = 0; label < this.#labels; label++) {
        if ((this.marginals[row + label] as number) <= least) continue;
        const best = token === 0 ? this.#begin(label) : this.#bestBefore(live, scores, label);
        came[row + label] = best.label;
        const value = best.value * (this.emissions[row + label] as number);
        if (value > 0) reached.push([label, value]);
      }
      if (reached.length === 0) return null;
      const top = reached.reduce((most, [, value]) => Math.max(most, value), 0);
      live = reached.map(([label]) => label);
      scores = reached.map(([, value]) => value / top);
    }
    const path = new Uint16Array(length);
    let best = live[scores.indexOf(1)] ?? 0;
    for (let token = length - 1; token >= 0; token--) {
      path[token] = best;
      best = came[token * this.#labels + best] as number;
    }
    return path;
  }

  #begin(label: number): { readonly label: number; readonly value: number } {
    return { label: 0, value: mayFollow(0, label) ? this.#factor(null, label) : 0 };
  }

  #bestBefore(
    live: readonly number[],
    scores: readonly number[],
    label: number,
  ): { readonly label: number; readonly value: number } {
    let best = 0;
    let most = 0;
    for (let at = 0; at < live.length; at++) {
      const before = live[at] as number;
      if (!mayFollow(before, label)) continue;
      const value = (scores[at] as number) * this.#factor(before, label);
      if (value <= most) continue;
      most = value;
      best = before;
    }
    return { label: best, value: most };
  }

  /** The factor of one label behind another; `before` is null at the beginning. */
  #factor(before: number | null, label: number): number {
    const position = positionOf(label);
    if (before !== null && (position === INSIDE || position === LAST))
      return this.#within[stepWithin(before, label)] as number;
    return this.#between[placeBetween(before, label, this.#groups)] as number;
  }

  /** After `sumPaths`: how probable it is that a path goes as this one from token `first` to `last`. */
  probability(path: Uint16Array, first: number, last: number): number {
    let value = this.#forward[first * this.#labels + (path[first] as number)] as number;
    for (let token = first + 1; token <= last; token++) {
      const label = path[token] as number;
      const emission = this.emissions[token * this.#labels + label] as number;
      value *= (this.#factor(path[token - 1] as number, label) * emission) / (this.#scales[token] as number);
    }
    return Math.min(1, value * (this.#backward[last * this.#labels + (path[last] as number)] as number));
  }
}

function toFactor(score: number): number {
  return Math.exp(Math.max(LOWEST_SCORE, Math.min(score, HIGHEST_SCORE)));
}

function noTransitions(kinds: number): Transitions<Float64Array> {
  return {
    between: new Float64Array((kinds + 2) * (kinds + 1)),
    within: new Float64Array(kinds * POSITIONS),
  };
}

/** Which number of `within` tells how a span goes on from one label to the next. */
function stepWithin(before: number, label: number): number {
  const step = (positionOf(before) === FIRST ? 0 : 2) + (positionOf(label) === LAST ? 1 : 0);
  return kindOf(label) * POSITIONS + step;
}

/** Which number of `between` tells how a label goes with the one before; `before` is null at the beginning. */
function placeBetween(before: number | null, label: number, groups: number): number {
  return (before === null ? groups : kindOf(before) + 1) * groups + kindOf(label) + 1;
}
