import type { SparseVector } from "./sparse-vector.ts";

/** Sparse vectors one behind the other: row `r` lies from `offsets[r]` to `offsets[r + 1]`. May be shared by threads. */
export interface SparseRows {
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** Puts vectors into rows that threads can share without copies. */
export function toSparseRows(vectors: readonly Pick<SparseVector, "indices" | "values">[]): SparseRows {
  const total = vectors.reduce((sum, { indices }) => sum + indices.length, 0);
  const offsets = new Uint32Array(new SharedArrayBuffer((vectors.length + 1) * 4));
  const indices = new Uint32Array(new SharedArrayBuffer(total * 4));
  const values = new Float32Array(new SharedArrayBuffer(total * 4));
  let at = 0;
  vectors.forEach((vector, row) => {
    indices.set(vector.indices, at);
    values.set(vector.values, at);
    at += vector.indices.length;
    offsets[row + 1] = at;
  });
  return { offsets, indices, values };
}
