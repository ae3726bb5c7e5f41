import { hashText, hashUnit, norm } from "../../ml/index.ts";
import { chosenFeatures, type FeatureSource } from "../features.ts";
import type { Message } from "../message.ts";
import { joinFeatures, type KeyedFeatures } from "./keyed-features.ts";
import { textFeatures } from "./text-features.ts";

/**
 * What a classifier learns from: the text's own features and those of the pipeline's featurizers that say more. With the
 * option `featurizers` only what the named ones provide.
 */
export function classifierFeatures(
  message: Message,
  options: Readonly<Record<string, unknown>>,
): KeyedFeatures | Promise<KeyedFeatures> {
  const { featurizers } = options;
  const isChosen = Array.isArray(featurizers) && featurizers.length > 0;
  const own = isChosen
    ? { keys: new Uint32Array(0), values: new Float64Array(0), counted: 0 }
    : textFeatures(message.tokens);
  const sources = chosenFeatures(message.features, options);
  return sources.length === 0 ? own : addSources(own, sources);
}

async function addSources(own: KeyedFeatures, sources: readonly FeatureSource[]): Promise<KeyedFeatures> {
  let joined = own;
  for (const source of sources) {
    const space = hashText(source.name);
    const dense = await source.sentenceDense?.();
    const vector = dense === undefined ? source.sentence() : { indices: [...dense.keys()], values: dense };
    const length = norm(vector.values) || 1;
    joined = joinFeatures(joined, {
      keys: Uint32Array.from(vector.indices, (index) => hashIndex(space, index)),
      values: Float64Array.from(vector.values, (value) => value / length),
    });
  }
  return joined;
}

/** A feature of a source among all features. */
export function hashIndex(space: number, index: number): number {
  return hashText("", hashUnit(hashUnit(space, index & 0xffff), index >>> 16));
}
