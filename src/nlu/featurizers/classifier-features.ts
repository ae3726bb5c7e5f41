import { hashText, hashUnit, norm } from "../../ml/index.ts";
import { chosenFeatures, type FeatureSource } from "../features.ts";
import type { Message } from "../message.ts";
import type { KeyedFeatures } from "./keyed-features.ts";
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
  const own = isChosen ? { keys: [], values: [] } : textFeatures(message.tokens);
  const sources = chosenFeatures(message.features, options);
  return sources.length === 0 ? own : addSources(own, sources);
}

async function addSources(own: KeyedFeatures, sources: readonly FeatureSource[]): Promise<KeyedFeatures> {
  const keys = [...own.keys];
  const values = [...own.values];
  for (const source of sources) {
    const space = hashText(source.name);
    const dense = await source.sentenceDense?.();
    const vector = dense === undefined ? source.sentence() : { indices: [...dense.keys()], values: dense };
    const length = norm(vector.values) || 1;
    for (let at = 0; at < vector.indices.length; at++) {
      keys.push(hashIndex(space, vector.indices[at] as number));
      values.push((vector.values[at] as number) / length);
    }
  }
  return { keys, values };
}

/** A feature of a source among all features. */
export function hashIndex(space: number, index: number): number {
  return hashText("", hashUnit(hashUnit(space, index & 0xffff), index >>> 16));
}
