import { describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../../src/base/index.ts";
import type { Chain, Costs, Transitions } from "../../../src/ml/crf/chain.ts";
import { FIRST, INSIDE, LAST, labelCount } from "../../../src/ml/crf/span-labels.ts";
import {
  type DrawnModel,
  type DrawnSequence,
  drawBetween,
  drawModel,
  drawSequence,
  readTable,
  scoresOf,
  toChain,
  toNumbered,
  weightSlopes,
} from "./drawn-model.ts";
import { allPaths, type PathScores } from "./label-paths.ts";
import { type ScoredChain, scoreChain } from "./scored-chain.ts";
import { addCosts, probabilityOf, slopesOf } from "./softmax-margin.ts";

/** Tokens whose labels are more certain than this teach nothing. */
const LEAST_ERROR = 1e-3;
/** Scores of transitions are between ± this. */
const MOST_TRANSITION = 12;

/** What one step is made of. */
interface Step {
  readonly sequence: DrawnSequence;
  readonly right: readonly number[];
  readonly rate: number;
  readonly scale: number;
  readonly costs: Costs | null;
}

function drawStep(random: Random, model: DrawnModel): Step {
  const sequence = drawSequence(random, 1 + random.below(model.kinds > 3 ? 3 : 4));
  const paths = allPaths(scoresOf(model, sequence, 1));
  const cost = () => drawBetween(random, 0, 4);
  return {
    sequence,
    right: paths[random.below(paths.length)]!.labels,
    rate: drawBetween(random, 0.1, 1),
    scale: drawBetween(random, 0.3, 1.5),
    costs: random.below(4) === 0 ? null : { invented: cost(), missed: cost(), mistaken: cost() },
  };
}

function scoresWithCosts(model: DrawnModel, { sequence, right, scale, costs }: Step): PathScores {
  const scores = scoresOf(model, sequence, scale);
  return costs === null ? scores : addCosts(scores, right, costs);
}

/** A model after a step, by the list of all paths. */
function moved(model: DrawnModel, step: Step): DrawnModel {
  const { sequence, right, rate, scale } = step;
  const slopes = slopesOf(scoresWithCosts(model, step), right);
  const labels = labelCount(model.kinds);
  const isTaught = (token: number): boolean =>
    slopes.emissions[token * labels + right[token]!]! >= LEAST_ERROR;
  const own = weightSlopes(model, sequence, slopes, isTaught);
  const { between, within } = model;
  return {
    ...model,
    // What a weight says counts `scale` times, and moves by the rate.
    weights: model.weights.map((weight, at) => weight + (rate / scale) * own[at]!),
    between: between.map((score, at) => score + rate * slopes.between[at]!),
    within: within.map((score, at) => score + rate * slopes.within[at]!),
  };
}

function take(chain: Chain, { sequence, right, scale, costs }: Step): void {
  chain.take(toNumbered(sequence));
  chain.path = right;
  chain.sumPaths(scale, costs);
}

function learn(chain: Chain, step: Step): void {
  take(chain, step);
  chain.learn(step.rate, step.scale);
}

function largestDifference(left: ArrayLike<number>, right: ArrayLike<number>): number {
  return Array.from(left).reduce((most, value, at) => Math.max(most, Math.abs(value - right[at]!)), 0);
}

function expectNear(chain: Chain, model: DrawnModel): void {
  const { between, within } = chain.transitions;
  const labels = labelCount(model.kinds);
  const table = readTable(chain, model);
  model.seen.forEach((_, feature) => {
    const [from, to] = [feature * labels, (feature + 1) * labels];
    expect(largestDifference(table.subarray(from, to), model.weights.subarray(from, to))).toBeLessThan(1e-4);
  });
  expect(largestDifference(between, model.between)).toBeLessThan(1e-4);
  expect(largestDifference(within, model.within)).toBeLessThan(1e-4);
}

describe("a step of learning", () => {
  it.each([0, 1, 2, 3, 4, 5, 6])(
    "moves weights and transitions by the slopes of the softmax-margin objective, for %d kinds",
    (kinds) => {
      const random = createRandom(kinds);
      for (let run = 0; run < 8; run++) {
        let model = drawModel(random, kinds);
        const chain = toChain(model);
        expectNear(chain, model);
        for (let count = 0; count < 3; count++) {
          const step = drawStep(random, model);
          take(chain, step);
          const truth = probabilityOf(scoresWithCosts(model, step), step.right);
          expect(chain.probability(0, step.right.length - 1)).toBeCloseTo(truth, 5);
          chain.learn(step.rate, step.scale);
          model = moved(model, step);
          expectNear(chain, model);
        }
      }
    },
  );

  it("teaches nothing to the features of a token whose label is certain", () => {
    const all = [0, 1, 2, 3, 4];
    const learned = (certainty: number) => {
      const weights = Float64Array.of(certainty, 0, 0, 0, 0, 0, 0, 0, 0, 0);
      const [between, within] = [new Float64Array(6), new Float64Array(4)];
      const model = { kinds: 1, seen: [all, all], weights, between, within };
      const chain = toChain(model);
      const sequence = { tokens: [[0], [1]], shared: [], sharedValues: [] };
      learn(chain, { sequence, right: [0, 0], rate: 1, scale: 1, costs: null });
      const table = readTable(chain, model);
      return [table.subarray(0, 5), table.subarray(5)] as const;
    };
    const [certain, uncertain] = learned(9);
    expect([...certain]).toEqual([9, 0, 0, 0, 0]);
    expect(uncertain[0]).toBeGreaterThan(0.3);
    // Of 6.5 about 0.2 % are missing.
    expect(learned(6.5)[0][0]! - 6.5).toBeCloseTo(0.002, 3);
  });

  it("knows nothing of sequences that were summed up and forgotten", () => {
    const random = createRandom(3);
    for (let run = 0; run < 12; run++) {
      const model = drawModel(random, run % 6);
      const [seen, learned, tagged] = [1, 2, 3].map(() => drawStep(random, model)) as [Step, Step, Step];
      const [used, fresh] = [toChain(model), toChain(model)];
      take(used, seen);
      used.forget();
      learn(used, learned);
      learn(fresh, learned);
      expect(used.transitions).toEqual(fresh.transitions);
      expect(readTable(used, model)).toEqual(readTable(fresh, model));
      expectNear(used, moved(model, learned));
      const tag = (chain: Chain) => {
        take(chain, tagged);
        const probability = chain.probability(0, tagged.right.length - 1);
        chain.findBestPath();
        return { probability, path: chain.path };
      };
      expect(tag(used)).toEqual(tag(fresh));
    }
  });
});

describe("scores of transitions", () => {
  const flat = (): PathScores => ({
    kinds: 1,
    length: 3,
    emissions: new Float64Array(3 * 5),
    between: new Float64Array(6),
    within: new Float64Array(4),
  });
  const places = [
    ...Array.from({ length: 6 }, (_, at) => ["between", at] as const),
    ...Array.from({ length: 4 }, (_, at) => ["within", at] as const),
  ];

  /** What a chain sums up is what one does that was given its transitions, for extreme scores as well. */
  const expectAsFresh = (sums: ScoredChain, { between, within }: Transitions): void => {
    const random = createRandom(2);
    for (const spread of [MOST_TRANSITION, 1e3])
      for (let run = 0; run < 20; run++) {
        const emissions = flat().emissions.map(() => drawBetween(random, -spread, spread));
        const kept = { between: Float64Array.from(between), within: Float64Array.from(within) };
        const fresh = scoreChain({ ...flat(), ...kept, emissions });
        expect(sums.change(emissions).marginals).toEqual(fresh.marginals);
      }
  };

  it.each([-1, 1])("count as if they were between ±12 (beyond: times %d)", (sign) => {
    for (const [list, at] of places) {
      const scores = (size: number): PathScores => ({
        ...flat(),
        [list]: flat()[list].with(at, sign * size),
      });
      const [far, near] = [scoreChain(scores(40)), scores(MOST_TRANSITION)];
      for (const { labels } of allPaths(near)) {
        const truth = Math.log(probabilityOf(near, labels));
        // What is less probable than that may be taken for impossible.
        if (truth > Math.log(1e-5)) expect(Math.log(far.probability(labels, 0, 2))).toBeCloseTo(truth, 2);
      }
      expect(far.marginals).toEqual(scoreChain(near).marginals);
    }
  });

  it("are kept between ±12", () => {
    const sums = scoreChain(flat());
    const { chain } = sums;
    const far = Float32Array.of(-13, 13, -12, 12, 1e9, -1e9);
    chain.setTransitions({ between: far, within: far.subarray(0, 4) });
    expect([...chain.transitions.between]).toEqual([-12, 12, -12, 12, 12, -12]);
    expect([...chain.transitions.within]).toEqual([-12, 12, -12, 12]);
    chain.shrinkTransitions(0.5);
    expect([...chain.transitions.between]).toEqual([-6, 6, -6, 6, 6, -6]);
    expectAsFresh(sums, chain.transitions);
  });

  it("are kept between ±12 by steps, however long, which count at once", () => {
    const sums = scoreChain(flat());
    const { between, within } = sums.learn([FIRST, INSIDE, LAST], 1e3);
    expect(Math.max(...between, ...within)).toBe(MOST_TRANSITION);
    expect(Math.min(...between, ...within)).toBe(-MOST_TRANSITION);
    expectAsFresh(sums, { between, within });
  });
});
