import { createRandom, type Random } from "../base/index.ts";
import { createKernel, type Placed, padded } from "./kernel/kernel.ts";
import { LEARNER_SIZE, OVERRUN, PACKING_SIZE, placeLearner } from "./kernel/learner.ts";
import type { SparseRows } from "./sparse-rows.ts";

/**
 * A small classifier of sparse vectors: each feature has an embedding, a vector's embeddings are summed by its values and
 * squashed by tanh, and a linear layer gives a score to every class.
 */
export interface EmbeddingNetwork {
  readonly dimensions: number;
  readonly classes: number;
  /** By feature: `features` rows of `dimensions` numbers. */
  readonly embeddings: Float32Array;
  /** By dimension: `dimensions` rows of `classes` numbers. */
  readonly output: Float32Array;
  readonly bias: Float32Array;
}

export interface NetworkOptions {
  readonly features: number;
  readonly classes: number;
  /** Passes over the examples. */
  readonly epochs: number;
  readonly seed: number;
  /** Multiple of 8 (default 32). */
  readonly dimensions?: number;
}

export interface NetworkExamples {
  readonly rows: SparseRows;
  /** Class of each row. */
  readonly labels: Uint32Array;
  /** The rows to learn from. */
  readonly kept: Uint32Array;
  /** Rows to score when all is learned. */
  readonly heldOut: Uint32Array;
}

export interface TrainedNetwork {
  readonly network: EmbeddingNetwork;
  /** Of the rows that were held out, one behind the other: scores of all classes. */
  readonly scores: Float32Array;
}

const DIMENSIONS = 32;
/** First step length; it falls to 0 in a straight line. */
const STEP = 0.2;
/** Biases move more slowly: a class is known by its words, not by how common it is. */
const BIAS_STEP = 0.1;
/** Share of an example's features that is left out each time it is seen. */
const DROPOUT = 0.6;
/**
 * The probability of this many examples of each class is spread over all classes: where there are hundreds of each, they
 * tell themselves how sure one can be. At most this share.
 */
const SMOOTHED = 4;
const MOST_SMOOTHING = 0.1;
/** Weights begin between ±SPREAD / dimensions. */
const SPREAD = 10;

/**
 * Trains by stochastic gradient descent on the cross-entropy with smoothed labels (Szegedy et al. 2016, "Rethinking the
 * Inception Architecture"), with dropout of features (Srivastava et al. 2014). The embeddings are those of Joulin et al.
 * 2017, "Bag of Tricks for Efficient Text Classification". Deterministic for a seed.
 */
export function trainNetwork(examples: NetworkExamples, options: NetworkOptions): TrainedNetwork {
  const { classes, epochs, seed, dimensions = DIMENSIONS } = options;
  const random = createRandom(seed);
  const workspace = createWorkspace(examples, { ...options, dimensions });
  const { kernel, width, embeddings, output, bias, order } = workspace;
  const fill = ({ pointer, numbers }: Placed<Float32Array>): void =>
    kernel.fillRandomly(pointer, numbers.length, SPREAD / dimensions, random.below(2 ** 32));
  fill(embeddings);
  fill(output);
  bias.numbers.fill(IMPOSSIBLE, classes);

  const learner = placeLearner(kernel, {
    ...workspace,
    dimensions,
    random: random.below(2 ** 32),
    threshold: Math.round(DROPOUT * 2 ** 32),
    gain: 1 / (1 - DROPOUT),
    share: 1 - workspace.smoothing,
    biasStep: BIAS_STEP,
  });
  const { length } = order.numbers;
  const decay = STEP / (epochs * length);
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffleNumbers(order.numbers, random);
    for (let at = 0; at < length; at += PORTION) {
      const step = STEP - decay * (epoch * length + at);
      kernel.learn(learner.pointer, order.pointer + 4 * at, Math.min(PORTION, length - at), step, decay);
    }
  }
  return {
    network: {
      dimensions,
      classes,
      embeddings: embeddings.numbers.slice(),
      output: withoutPadding(output.numbers, width, classes),
      bias: bias.numbers.slice(0, classes),
    },
    scores: inferHeldOut(workspace, learner, classes),
  };
}

/** Examples that the kernel learns in one go; engines replace the quickly compiled code of a function between two calls. */
const PORTION = 512;

function inferHeldOut(
  { kernel, width, heldOut, heldOutScores }: Workspace,
  learner: { readonly pointer: number },
  classes: number,
): Float32Array {
  const scores = new Float32Array(heldOut.numbers.length * classes);
  for (let at = 0; at < heldOut.numbers.length; at += PORTION) {
    const count = Math.min(PORTION, heldOut.numbers.length - at);
    kernel.infer(learner.pointer, heldOut.pointer + 4 * at, count, heldOutScores.pointer);
    const portion = heldOutScores.numbers.subarray(0, count * width);
    scores.set(withoutPadding(portion, width, classes), at * classes);
  }
  return scores;
}

/** Score of the classes that only fill up the kernel's width. */
const IMPOSSIBLE = -1e30;

type Workspace = ReturnType<typeof createWorkspace>;

/** The lists that a network is learned with, in a kernel's memory. */
function createWorkspace(
  { rows, labels, kept, heldOut }: NetworkExamples,
  { features, classes, dimensions }: { features: number; classes: number; dimensions: number },
) {
  const width = padded(classes);
  const entries = rows.indices.length + OVERRUN;
  let longest = 0;
  for (let row = 1; row < rows.offsets.length; row++)
    longest = Math.max(longest, (rows.offsets[row] as number) - (rows.offsets[row - 1] as number));
  longest += OVERRUN;
  const portion = Math.min(PORTION, heldOut.length);
  const kernel = createKernel(
    rows.offsets.length +
      labels.length +
      kept.length +
      heldOut.length +
      2 * (entries + longest + dimensions) +
      (features + width) * dimensions +
      (3 + portion) * width +
      PACKING_SIZE +
      LEARNER_SIZE,
    18,
  );
  const integers = (from: Uint32Array, length = from.length): Placed<Uint32Array> => {
    const list = kernel.integers(length);
    list.numbers.set(from);
    return list;
  };
  const rowValues = kernel.floats(entries);
  rowValues.numbers.set(rows.values);
  const spread = kernel.floats(width);
  const smoothing = Math.min(MOST_SMOOTHING, (SMOOTHED * classes) / Math.max(1, kept.length));
  spread.numbers.fill(smoothing / classes, 0, classes);
  return {
    kernel,
    width,
    smoothing,
    offsets: integers(rows.offsets),
    rowIndices: integers(rows.indices, entries),
    rowValues,
    labels: integers(labels),
    order: integers(kept),
    heldOut: integers(heldOut),
    heldOutScores: kernel.floats(portion * width),
    spread,
    embeddings: kernel.floats(features * dimensions),
    output: kernel.floats(dimensions * width),
    bias: kernel.floats(width),
    scores: kernel.floats(width),
    hidden: kernel.floats(dimensions),
    gradient: kernel.floats(dimensions),
    indices: kernel.integers(longest),
    values: kernel.floats(longest),
    packing: kernel.integers(PACKING_SIZE),
  };
}

function shuffleNumbers(numbers: Uint32Array, random: Random): void {
  for (let at = numbers.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    const kept = numbers[at] as number;
    numbers[at] = numbers[other] as number;
    numbers[other] = kept;
  }
}

function withoutPadding(numbers: Float32Array, width: number, length: number): Float32Array {
  const rows = numbers.length / width;
  const result = new Float32Array(rows * length);
  for (let row = 0; row < rows; row++)
    result.set(numbers.subarray(row * width, row * width + length), row * length);
  return result;
}
