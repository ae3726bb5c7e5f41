import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/base/index.ts";
import { ALONE, FIRST, INSIDE, LAST, labelCount } from "../../../src/ml/crf/span-labels.ts";
import { type PathScores, scoreOf, transitionAt, weighPaths } from "./label-paths.ts";
import { type ScoredChain, scoreChain } from "./scored-chain.ts";

/** Scores as trained models have them. */
const SPREAD = 4;

const sizes = fc.record({ kinds: fc.nat(3), length: fc.integer({ min: 1, max: 5 }) });

/** Lattices with scores between ±spread. */
function lattices(spread: number): fc.Arbitrary<PathScores> {
  return sizes.chain(({ kinds, length }) => {
    const numbers = (size: number) =>
      fc
        .array(fc.double({ min: -spread, max: spread, noNaN: true }), { minLength: size, maxLength: size })
        .map((values) => Float64Array.from(values));
    return fc.record({
      kinds: fc.constant(kinds),
      length: fc.constant(length),
      emissions: numbers(length * labelCount(kinds)),
      between: numbers((kinds + 2) * (kinds + 1)),
      within: numbers(kinds * 4),
    });
  });
}

function trueMarginals(scores: PathScores): Float64Array {
  const labels = labelCount(scores.kinds);
  const marginals = new Float64Array(scores.length * labels);
  for (const { labels: path, probability } of weighPaths(scores).paths)
    path.forEach((label, token) => {
      marginals[token * labels + label]! += probability;
    });
  return marginals;
}

function largestDifference(left: Float64Array, right: Float64Array): number {
  return left.reduce((most, value, at) => Math.max(most, Math.abs(value - right[at]!)), 0);
}

/** A lattice of one kind with these scores, and no transitions. */
function lattice(tokens: readonly Partial<Record<number, number>>[], others = 0): PathScores {
  const emissions = new Float64Array(tokens.length * 5).fill(others);
  tokens.forEach((scores, token) => {
    for (const [label, score] of Object.entries(scores)) emissions[token * 5 + Number(label)] = score!;
  });
  const [between, within] = [new Float64Array(6), new Float64Array(4)];
  return { kinds: 1, length: tokens.length, emissions, between, within };
}

describe("the paths of labels", () => {
  it("are summed as if all were listed", () => {
    fc.assert(
      fc.property(lattices(SPREAD), (scores) => {
        const { marginals } = scoreChain(scores);
        const difference = largestDifference(trueMarginals(scores), marginals);
        expect(difference).toBeLessThan(1e-5);
      }),
      { numRuns: 200 },
    );
  });

  it("have a best one, which is found", () => {
    fc.assert(
      fc.property(lattices(SPREAD), (scores) => {
        const path = scoreChain(scores).bestPath();
        expect(scoreOf(scores, path)).toBeCloseTo(weighPaths(scores).best, 5);
      }),
      { numRuns: 60 },
    );
  });

  it("go through a part of the best one as often as the list says", () => {
    fc.assert(
      fc.property(lattices(SPREAD), fc.nat(4), fc.nat(4), (scores, one, other) => {
        const [first, last] = [one % scores.length, other % scores.length].sort((a, b) => a - b) as [
          number,
          number,
        ];
        const sums = scoreChain(scores);
        const path = sums.bestPath();
        const same = weighPaths(scores).paths.filter(({ labels }) =>
          labels.every((label, at) => at < first || at > last || label === path[at]),
        );
        const truth = same.reduce((sum, { probability }) => sum + probability, 0);
        expect(sums.probability(path, first, last)).toBeCloseTo(truth, 5);
      }),
      { numRuns: 60 },
    );
  });

  it("finds a span that looks improbable at its first token and is sure at its last", () => {
    const scores = lattice([{ 0: 3, [FIRST]: -3 }, { [LAST]: 3 }], -3);
    scores.within[1] = 3;
    expect([...scoreChain(scores).bestPath()]).toEqual([FIRST, LAST]);
  });

  // Of the three best paths two begin with labels that have a share of e^-10 up to there: O O O, A O O and F L O.
  it("counts what goes on outside, however improbable it is up to there", () => {
    const scores = lattice([{ [FIRST]: 10 }, { 0: 10 }, { 0: 10 }]);
    const sums = scoreChain(scores);
    expect(largestDifference(trueMarginals(scores), sums.marginals)).toBeLessThan(0.02);
    const path = sums.bestPath();
    expect(sums.probability(path, 0, 2)).toBeCloseTo(1 / 3, 2);
  });
});

describe("the gradient of transitions", () => {
  it("is the slope of the right path's log-likelihood", () => {
    fc.assert(
      fc.property(lattices(SPREAD), fc.nat(), (scores, choice) => {
        const { paths } = weighPaths(scores);
        const { labels } = paths[choice % paths.length]!;
        const sums = scoreChain(scores);
        const rate = 1e-2;
        const moved = sums.learn(labels, rate);
        const step = 1e-4;
        for (const list of ["between", "within"] as const) {
          scores[list].forEach((value, at) => {
            const likelihood = (moved: number): number => {
              const other = { ...scores, [list]: scores[list].with(at, value + moved) };
              return scoreOf(other, labels) - weighPaths(other).logTotal;
            };
            const slope = (likelihood(step) - likelihood(-step)) / (2 * step);
            expect(Math.abs((moved[list][at]! - value) / rate - slope)).toBeLessThan(2e-3);
          });
        }
      }),
      { numRuns: 12 },
    );
  });

  it("is taken at one point, however long the step is", () => {
    const scores = lattice([{}, {}, {}]);
    const moved = (rate: number) => {
      const { within } = scoreChain(scores).learn([0, 0, 0], rate);
      return Float64Array.from(within, (value) => value / rate);
    };
    expect(largestDifference(moved(1), moved(1e-6))).toBeLessThan(1e-3);
  });

  it("is 0 in all, since the right path has as many transitions as any", () => {
    fc.assert(
      fc.property(lattices(SPREAD), (scores) => {
        const sums = scoreChain(scores);
        const rate = 1e-2;
        const path = sums.bestPath();
        const learned = sums.learn(path, rate);
        const { between, within } = learned;
        const moved = [
          ...between.map((value, at) => value - scores.between[at]!),
          ...within.map((value, at) => value - scores.within[at]!),
        ];
        expect(moved.reduce((sum, value) => sum + value, 0) / rate).toBeCloseTo(0, 2);
        const first = transitionAt(scores, null, path[0]!);
        expect(learned[first.list][first.at]!).toBeGreaterThan(scores[first.list][first.at]! - 1e-5);
      }),
    );
  });
});

/** Tokens of a long text whose scores say now this, now that. */
function longScores(length: number, scoresAt: (token: number) => readonly number[]): PathScores {
  const emissions = Float64Array.from({ length: length * 5 }, (_, at) => {
    return scoresAt(Math.floor(at / 5))[at % 5]!;
  });
  return { kinds: 1, length, emissions, between: new Float64Array(6), within: new Float64Array(4) };
}

const isSum = (scores: PathScores, { marginals }: ScoredChain): boolean => {
  const labels = labelCount(scores.kinds);
  return Array.from({ length: scores.length }, (_, token) =>
    marginals.subarray(token * labels, (token + 1) * labels).reduce((sum, value) => sum + value, 0),
  ).every((sum) => Math.abs(sum - 1) < 1e-3);
};

/** Short random lattices, all labels' scores between ±spread. */
function expectProbabilities(spread: number): void {
  const random = createRandom(5);
  for (let run = 0; run < 3_000; run++) {
    const kinds = 1 + random.below(3);
    const length = 1 + random.below(12);
    const size = length * labelCount(kinds);
    const emissions = Float64Array.from({ length: size }, () => (random.next() * 2 - 1) * spread);
    const between = new Float64Array((kinds + 2) * (kinds + 1));
    const scores = { kinds, length, emissions, between, within: new Float64Array(kinds * 4) };
    expect(isSum(scores, scoreChain(scores))).toBe(true);
  }
}

describe("extreme scores", () => {
  it("are summed up over 2,000 tokens", () => {
    const random = createRandom(11);
    for (const spread of [1, 3, 8]) {
      const scores = longScores(2_000, () =>
        Array.from({ length: 5 }, () => (random.next() * 2 - 1) * spread),
      );
      const sums = scoreChain(scores);
      expect(isSum(scores, sums)).toBe(true);
      const path = sums.bestPath();
      expect(Number.isFinite(scoreOf(scores, path))).toBe(true);
      expect(sums.probability(path, 0, 1_999)).toBeLessThanOrEqual(1);
    }
  });

  it.each([1e3, 1e6])("of ±%d for one label give it all or nothing", (size) => {
    for (const label of [0, ALONE]) {
      const high = scoreChain(lattice([{ [label]: size }, { [label]: size }, { [label]: size }]));
      expect([...high.bestPath()]).toEqual([label, label, label]);
      const low = scoreChain(lattice([{ [label]: -size }, { [label]: -size }, { [label]: -size }]));
      expect(low.bestPath()).not.toContain(label);
    }
  });

  it("of ±1,000 for all labels still give probabilities", () => expectProbabilities(1e3));
  it("of ±1,000,000 for all labels still give probabilities", () => expectProbabilities(1e6));

  it("of a long text with a span every other token still give probabilities", () => {
    const scores = longScores(2_000, (token) =>
      token % 2 === 0 ? [0, -7, -40, -40, -40] : [-40, -40, -40, 0, -40],
    );
    expect(isSum(scores, scoreChain(scores))).toBe(true);
  });

  it("never move transitions further than there are tokens", () => {
    const random = createRandom(5);
    for (let run = 0; run < 2_000; run++) {
      const length = 2 + random.below(10);
      const scores = longScores(length, () => Array.from({ length: 5 }, () => (random.next() * 2 - 1) * 30));
      const sums = scoreChain(scores);
      const { between, within } = sums.learn(sums.bestPath(), 1);
      for (const moved of [...between, ...within]) expect(Math.abs(moved)).toBeLessThan(length + 0.01);
    }
  });

  it("of a lattice that was used before do not remain", () => {
    const long = lattice([{ [FIRST]: 2 }, { [INSIDE]: 2 }, { [LAST]: 2 }, { 0: 1 }]);
    const short = lattice([{ 0: 1 }, { [ALONE]: 2 }]);
    const used = scoreChain(long).change(short.emissions);
    const fresh = scoreChain(short);
    expect(used.marginals).toEqual(fresh.marginals);
    expect(used.bestPath()).toEqual(fresh.bestPath());
  });
});
