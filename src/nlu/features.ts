import type { SparseVector } from "../ml/index.ts";

/**
 * Features of one message that a featurizer of the pipeline provides. Nothing is computed before it is asked for, and
 * nothing twice. A source is either sparse (`sentence`, often `tokens`) or dense (`sentenceDense`, and an empty
 * `sentence`): whoever takes features asks for `sentenceDense` first.
 */
export interface FeatureSource {
  /** The option `alias`, or the component's name; the second of a name ends in 2, and so on. */
  readonly name: string;
  /** Features there can be: indices lie below it. */
  readonly size: number;
  /** Whether the features that classifiers and extractors make themselves say the same already. */
  readonly isCovered: boolean;
  /** Of the whole text. */
  sentence(): SparseVector;
  /** One for each token of the message. */
  tokens?(): readonly SparseVector[];
  /** Of the whole text, `size` numbers. */
  sentenceDense?(): Float32Array | Promise<Float32Array>;
}

/** What makes the vectors of a source. */
export type FeatureMakers = Pick<FeatureSource, "sentence" | "tokens">;

/** A sparse source that asks its makers once. */
export function createFeatureSource(
  about: Pick<FeatureSource, "name" | "size" | "isCovered">,
  make: FeatureMakers,
): FeatureSource {
  const { name, size, isCovered } = about;
  // Objects of one shape: engines keep a description of every one that is put together piece by piece.
  const sentence = once(make.sentence);
  if (make.tokens === undefined) return { name, size, isCovered, sentence };
  return { name, size, isCovered, sentence, tokens: once(make.tokens) };
}

/** A source that says nothing of a message's tokens. Lighter than others: most sources of a training say nothing. */
export function createEmptySource(
  { name, isCovered }: Pick<FeatureSource, "name" | "isCovered">,
  tokens: readonly unknown[],
): FeatureSource {
  return { name, size: 0, isCovered, sentence: noFeatures, tokens: () => tokens.map(noFeatures) };
}

function noFeatures(): SparseVector {
  return emptyVector;
}

/** A dense source that asks its maker once. */
export function createDenseSource(
  about: Pick<FeatureSource, "name" | "size">,
  make: () => Float32Array | Promise<Float32Array>,
): FeatureSource {
  const { name, size } = about;
  return { name, size, isCovered: false, sentence: () => emptyVector, sentenceDense: once(make) };
}

/** The vector of nothing. */
export const emptyVector: SparseVector = { indices: new Int32Array(0), values: new Float64Array(0) };

/** A vector of counts by index. */
export function toSparseVector(counts: ReadonlyMap<number, number>): SparseVector {
  const entries = [...counts].sort(([left], [right]) => left - right);
  return {
    indices: Int32Array.from(entries, ([index]) => index),
    values: Float64Array.from(entries, ([, value]) => value),
  };
}

/** A function that computes its value when it is first asked for, and gives it ever after. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The names of the features of components; each differs from those before. */
export function createFeatureNames(): (component: {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}) => string {
  const taken = new Set<string>();
  return ({ name, options }) => {
    const { alias } = options;
    const own = typeof alias === "string" && alias !== "" ? alias : name;
    let unique = own;
    for (let count = 2; taken.has(unique); count++) unique = `${own}${count}`;
    taken.add(unique);
    return unique;
  };
}

/**
 * The features that a component takes besides those it makes itself: those its option `featurizers` names; without it
 * all that say more than its own.
 */
export function chosenFeatures(
  features: readonly FeatureSource[],
  options: Readonly<Record<string, unknown>>,
): readonly FeatureSource[] {
  const { featurizers } = options;
  if (!Array.isArray(featurizers) || featurizers.length === 0)
    return features.filter(({ isCovered }) => !isCovered);
  return features.filter(({ name }) => featurizers.includes(name));
}
