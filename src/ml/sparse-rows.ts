import { createGrowing } from "./growing.ts";
import type { SparseVector } from "./sparse-vector.ts";

/** Sparse vectors one behind the other: row `r` lies from `offsets[r]` to `offsets[r + 1]`. May be shared by threads. */
export interface SparseRows {
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** Puts vectors into rows that threads can share without copies. Takes them one by one, so that they need not all be there. */
export function toSparseRows(vectors: Iterable<Pick<SparseVector, "indices" | "values">>): SparseRows {
  const offsets = createGrowing(Uint32Array);
  const indices = createGrowing(Uint32Array);
  const values = createGrowing(Float32Array);
  offsets.add(0);
  for (const vector of vectors) {
    indices.addAll(vector.indices);
    values.addAll(vector.values);
    offsets.add(indices.length);
  }
  return { offsets: offsets.finish(), indices: indices.finish(), values: values.finish() };
}
