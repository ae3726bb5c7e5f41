/** A sparse vector: indices in ascending order, and as many values. */
export interface SparseVector {
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** Sums repeated indices and sorts. */
export function createSparseVector(entries: ReadonlyMap<number, number>): SparseVector {
  const indices = Int32Array.from(entries.keys()).sort();
  const values = new Float64Array(indices.length);
  indices.forEach((index, position) => {
    values[position] = entries.get(index) ?? 0;
  });
  return { indices, values };
}

/** Euclidean length of a number list. */
export function norm(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}
