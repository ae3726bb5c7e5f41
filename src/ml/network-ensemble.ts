import type { EmbeddingNetwork } from "./embedding-network.ts";
import { createKernel, padded } from "./kernel/kernel.ts";

/** Several networks over the same features and classes, whose scores are averaged. What is kept of them in a model. */
export interface NetworkEnsemble {
  readonly networks: number;
  readonly dimensions: number;
  readonly classes: number;
  /**
   * By feature: `networks · dimensions` numbers of 8 bits (two's complement), in units of the feature's scale. Rounding
   * costs nothing that could be measured, and the model is a quarter of the size.
   */
  readonly embeddings: Uint8Array;
  readonly scales: Float32Array;
  /** By network and dimension: rows of `classes` numbers. */
  readonly output: Float32Array;
  readonly bias: Float32Array;
}

/** Joins networks of the same shape. */
export function joinNetworks(networks: readonly EmbeddingNetwork[]): NetworkEnsemble {
  const { dimensions, classes, embeddings } = networks[0] as EmbeddingNetwork;
  const features = embeddings.length / dimensions;
  const width = networks.length * dimensions;
  const rounded = new Int8Array(features * width);
  const scales = new Float32Array(features);
  for (let feature = 0; feature < features; feature++)
    scales[feature] = Math.fround(largestOf(networks, feature * dimensions) / 127);
  networks.forEach((network, index) => {
    for (let feature = 0, from = 0; feature < features; feature++) {
      const scale = scales[feature] as number;
      const factor = scale === 0 ? 0 : 1 / scale;
      const to = feature * width + index * dimensions;
      for (let at = 0; at < dimensions; at++)
        rounded[to + at] = Math.round((network.embeddings[from++] as number) * factor);
    }
  });
  const output = new Float32Array(width * classes);
  const bias = new Float32Array(classes);
  networks.forEach((network, index) => {
    output.set(network.output, index * dimensions * classes);
    for (let at = 0; at < classes; at++)
      bias[at] = (bias[at] as number) + (network.bias[at] as number) / networks.length;
  });
  return {
    networks: networks.length,
    dimensions,
    classes,
    embeddings: new Uint8Array(rounded.buffer),
    scales,
    output,
    bias,
  };
}

/** The largest size of a number of a feature, whose numbers begin at `from` in each network. */
function largestOf(networks: readonly EmbeddingNetwork[], from: number): number {
  let largest = 0;
  for (const { embeddings, dimensions } of networks)
    for (let at = from; at < from + dimensions; at++) {
      const size = Math.abs(embeddings[at] as number);
      if (size > largest) largest = size;
    }
  return largest;
}

/** Scores of all classes for a sparse vector. The list is used again at the next call. */
export type Scorer = (vector: {
  readonly indices: Int32Array | Uint32Array;
  readonly values: Float64Array | Float32Array;
}) => Float32Array;

/** Features that are handed to the kernel at a time. */
const PORTION = 4_096;
/** Bytes that the kernel takes at a time. */
const BYTES = 16;

/** Puts an ensemble into a kernel's memory, ready to score. */
export function createScorer({
  networks,
  dimensions,
  classes,
  embeddings,
  scales,
  output,
  bias,
}: NetworkEnsemble): Scorer {
  const rows = networks * dimensions;
  const rowWidth = Math.ceil(rows / BYTES) * BYTES;
  const width = padded(classes);
  const kernel = createKernel(
    (scales.length * rowWidth) / 4 + rowWidth + rows * width + width + 2 * PORTION,
    6,
  );
  const matrix = kernel.bytes(scales.length * rowWidth);
  for (let feature = 0; feature < scales.length; feature++)
    matrix.numbers.set(embeddings.subarray(feature * rows, (feature + 1) * rows), feature * rowWidth);
  const layer = kernel.floats(rows * width);
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < classes; at++)
      layer.numbers[row * width + at] = (output[row * classes + at] as number) / networks;
  }
  const hidden = kernel.floats(rowWidth);
  const scores = kernel.floats(width);
  const indices = kernel.integers(PORTION);
  const values = kernel.floats(PORTION);
  const result = scores.numbers.subarray(0, classes);
  return (vector) => {
    hidden.numbers.fill(0);
    for (let from = 0; from < vector.indices.length; from += PORTION) {
      const count = Math.min(PORTION, vector.indices.length - from);
      for (let at = 0; at < count; at++) {
        const index = vector.indices[from + at] as number;
        indices.numbers[at] = index;
        values.numbers[at] = (vector.values[from + at] as number) * (scales[index] as number);
      }
      kernel.gatherBytes(hidden.pointer, matrix.pointer, rowWidth, indices.pointer, values.pointer, count);
    }
    kernel.tanh(hidden.pointer, rowWidth);
    scores.numbers.fill(0);
    result.set(bias);
    kernel.multiply(scores.pointer, hidden.pointer, layer.pointer, rows, width);
    return result;
  };
}
