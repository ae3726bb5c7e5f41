import type { EmbeddingNetwork } from "./embedding-network.ts";
import { createKernel, padded } from "./kernel/kernel.ts";
import type { SparseRows } from "./sparse-rows.ts";

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
  for (let feature = 0; feature < features; feature++) {
    let largest = 0;
    for (const network of networks)
      for (let at = feature * dimensions; at < (feature + 1) * dimensions; at++)
        largest = Math.max(largest, Math.abs(network.embeddings[at] as number));
    const scale = Math.fround(largest / 127);
    scales[feature] = scale;
    if (scale === 0) continue;
    networks.forEach((network, index) => {
      for (let at = 0; at < dimensions; at++) {
        const value = network.embeddings[feature * dimensions + at] as number;
        rounded[feature * width + index * dimensions + at] = Math.round(value / scale);
      }
    });
  }
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

/** Scores of all classes for a sparse vector. The list is used again at the next call. */
export type Scorer = (vector: {
  readonly indices: Int32Array | Uint32Array;
  readonly values: Float64Array | Float32Array;
}) => Float32Array;

/** Features that are handed to the kernel at a time. */
const PORTION = 4_096;

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
  const hiddenWidth = networks * dimensions;
  const width = padded(classes);
  const kernel = createKernel(embeddings.length + hiddenWidth * (width + 1) + width + 2 * PORTION, 6);
  const matrix = kernel.floats(embeddings.length);
  const rounded = new Int8Array(embeddings.buffer, embeddings.byteOffset, embeddings.length);
  for (let feature = 0, at = 0; feature < scales.length; feature++) {
    const scale = scales[feature] as number;
    for (const end = at + hiddenWidth; at < end; at++) matrix.numbers[at] = (rounded[at] as number) * scale;
  }
  const layer = kernel.floats(hiddenWidth * width);
  for (let row = 0; row < hiddenWidth; row++) {
    for (let at = 0; at < classes; at++)
      layer.numbers[row * width + at] = (output[row * classes + at] as number) / networks;
  }
  const hidden = kernel.floats(hiddenWidth);
  const scores = kernel.floats(width);
  const indices = kernel.integers(PORTION);
  const values = kernel.floats(PORTION);
  const result = scores.numbers.subarray(0, classes);
  return (vector) => {
    hidden.numbers.fill(0);
    for (let from = 0; from < vector.indices.length; from += PORTION) {
      const count = Math.min(PORTION, vector.indices.length - from);
      for (let at = 0; at < count; at++) {
        indices.numbers[at] = vector.indices[from + at] as number;
        values.numbers[at] = vector.values[from + at] as number;
      }
      kernel.gather(hidden.pointer, matrix.pointer, hiddenWidth, indices.pointer, values.pointer, count);
    }
    for (let at = 0; at < hiddenWidth; at++) hidden.numbers[at] = Math.tanh(hidden.numbers[at] as number);
    scores.numbers.fill(0);
    result.set(bias);
    kernel.multiply(scores.pointer, hidden.pointer, layer.pointer, hiddenWidth, width);
    return result;
  };
}

/** Scores of some rows, one behind the other. */
export function scoreRows(
  scorer: Scorer,
  { offsets, indices, values }: SparseRows,
  rows: Uint32Array,
): readonly Float32Array[] {
  return Array.from(rows, (row) => {
    const from = offsets[row] as number;
    const end = offsets[row + 1] as number;
    return scorer({ indices: indices.subarray(from, end), values: values.subarray(from, end) }).slice();
  });
}
