import { createRandom, type Random } from "../base/index.ts";
import { createKernel, type Kernel, type Placed, padded } from "./kernel/kernel.ts";
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
}

const DIMENSIONS = 32;
/** First step length; it falls to 0 in a straight line. */
const STEP = 0.2;
/** Biases move more slowly: a class is known by its words, not by how common it is. */
const BIAS_STEP = 0.1;
/** Share of an example's features that is left out each time it is seen. */
const DROPOUT = 0.6;
/** Share of the probability that is spread over all classes. */
const SMOOTHING = 0.1;
/** Weights begin between ±SPREAD / dimensions. */
const SPREAD = 10;

/**
 * Trains by stochastic gradient descent on the cross-entropy with smoothed labels (Szegedy et al. 2016, "Rethinking the
 * Inception Architecture"), with dropout of features (Srivastava et al. 2014). The embeddings are those of Joulin et al.
 * 2017, "Bag of Tricks for Efficient Text Classification". Deterministic for a seed.
 */
export function trainNetwork(examples: NetworkExamples, options: NetworkOptions): EmbeddingNetwork {
  const { classes, epochs, seed, dimensions = DIMENSIONS } = options;
  const { kept, labels } = examples;
  const random = createRandom(seed);
  const workspace = createWorkspace(examples, { ...options, dimensions });
  const { embeddings, output, bias, scores } = workspace;
  fillRandomly(embeddings.numbers, SPREAD / dimensions, random);
  for (let row = 0; row < dimensions; row++)
    fillRandomly(
      output.numbers.subarray(row * workspace.width, row * workspace.width + classes),
      SPREAD / dimensions,
      random,
    );

  const order = Uint32Array.from(kept);
  const steps = epochs * order.length;
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffleNumbers(order, random);
    for (const row of order) {
      const length = STEP * (1 - step++ / steps);
      const count = dropOut(workspace, examples.rows, row, random);
      forward(workspace, count);
      toErrors(scores.numbers, classes, labels[row] as number);
      learn(workspace, count, length);
    }
  }
  return {
    dimensions,
    classes,
    embeddings: embeddings.numbers.slice(),
    output: withoutPadding(output.numbers, workspace.width, classes),
    bias: bias.numbers.slice(0, classes),
  };
}

interface Workspace {
  readonly kernel: Kernel;
  readonly dimensions: number;
  readonly classes: number;
  /** Classes, padded to the kernel's width. */
  readonly width: number;
  readonly embeddings: Placed<Float32Array>;
  readonly output: Placed<Float32Array>;
  readonly bias: Placed<Float32Array>;
  readonly scores: Placed<Float32Array>;
  readonly hidden: Placed<Float32Array>;
  readonly gradient: Placed<Float32Array>;
  /** The features of the example at hand that were not left out. */
  readonly indices: Placed<Uint32Array>;
  readonly values: Placed<Float32Array>;
}

function createWorkspace(
  { rows }: NetworkExamples,
  { features, classes, dimensions }: { features: number; classes: number; dimensions: number },
): Workspace {
  const width = padded(classes);
  let longest = 0;
  for (let row = 1; row < rows.offsets.length; row++)
    longest = Math.max(longest, (rows.offsets[row] as number) - (rows.offsets[row - 1] as number));
  const kernel = createKernel(
    features * dimensions + dimensions * width + 2 * width + 2 * dimensions + 2 * longest,
    8,
  );
  return {
    kernel,
    dimensions,
    classes,
    width,
    embeddings: kernel.floats(features * dimensions),
    output: kernel.floats(dimensions * width),
    bias: kernel.floats(width),
    scores: kernel.floats(width),
    hidden: kernel.floats(dimensions),
    gradient: kernel.floats(dimensions),
    indices: kernel.integers(longest),
    values: kernel.floats(longest),
  };
}

/** Copies the example's features but for those left out, which the others make up for. Gives their number. */
function dropOut({ indices, values }: Workspace, rows: SparseRows, row: number, random: Random): number {
  const end = rows.offsets[row + 1] as number;
  let count = 0;
  for (let at = rows.offsets[row] as number; at < end; at++) {
    if (random.next() < DROPOUT) continue;
    indices.numbers[count] = rows.indices[at] as number;
    values.numbers[count++] = (rows.values[at] as number) / (1 - DROPOUT);
  }
  return count;
}

function forward(workspace: Workspace, count: number): void {
  const { kernel, dimensions, width, embeddings, output, bias, scores, hidden, indices, values } = workspace;
  hidden.numbers.fill(0);
  kernel.gather(hidden.pointer, embeddings.pointer, dimensions, indices.pointer, values.pointer, count);
  for (let at = 0; at < dimensions; at++) hidden.numbers[at] = Math.tanh(hidden.numbers[at] as number);
  scores.numbers.set(bias.numbers);
  kernel.multiply(scores.pointer, hidden.pointer, output.pointer, dimensions, width);
}

/** Turns scores into how much too probable each class is, in place. */
function toErrors(scores: Float32Array, classes: number, label: number): void {
  let top = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < classes; at++) top = Math.max(top, scores[at] as number);
  let sum = 0;
  for (let at = 0; at < classes; at++) {
    const weight = Math.exp((scores[at] as number) - top);
    scores[at] = weight;
    sum += weight;
  }
  for (let at = 0; at < classes; at++) scores[at] = (scores[at] as number) / sum - SMOOTHING / classes;
  scores[label] = (scores[label] as number) - (1 - SMOOTHING);
}

function learn(workspace: Workspace, count: number, length: number): void {
  const {
    kernel,
    dimensions,
    classes,
    width,
    embeddings,
    output,
    bias,
    scores,
    hidden,
    gradient,
    indices,
    values,
  } = workspace;
  kernel.backward(
    gradient.pointer,
    scores.pointer,
    hidden.pointer,
    output.pointer,
    dimensions,
    width,
    -length,
  );
  for (let at = 0; at < classes; at++)
    bias.numbers[at] = (bias.numbers[at] as number) - BIAS_STEP * length * (scores.numbers[at] as number);
  for (let at = 0; at < dimensions; at++) {
    const value = hidden.numbers[at] as number;
    gradient.numbers[at] = (gradient.numbers[at] as number) * (1 - value * value);
  }
  kernel.scatter(
    embeddings.pointer,
    dimensions,
    indices.pointer,
    values.pointer,
    count,
    gradient.pointer,
    -length,
  );
}

function fillRandomly(numbers: Float32Array, spread: number, random: Random): void {
  for (let at = 0; at < numbers.length; at++) numbers[at] = (random.next() * 2 - 1) * spread;
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
