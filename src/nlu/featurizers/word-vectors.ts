import { aListOf, aNumber, anObject, assertShape, aText, type JsonValue } from "../../base/index.ts";
import { createDenseSource } from "../features.ts";
import type { Token } from "../message.ts";
import { missingOption, numberOption, textOption } from "../options.ts";
import { findProjectFile } from "../project-file.ts";
import { type Component, type ComponentDefinition, storedArray } from "../registry.ts";
import { readWordVectors, type WordVectors } from "./read-word-vectors.ts";

const NAME = "WordVectorsFeaturizer";
/** Words of the file that are kept besides those of the training data: what people may say instead. */
const MAX_WORDS = 20_000;
/** Bytes; the largest that are shared have two million words. */
const LARGEST_FILE = 8 * 2 ** 30;

/**
 * `WordVectorsFeaturizer`, a component of tsbot's own: the mean of the vectors of a text's words, which are read of a file
 * of the project. The model keeps the words of the training data and the first of the file.
 */
export const wordVectorsFeaturizer: ComponentDefinition = {
  isPreparing: true,
  async train({ options, tokens, featureName, surroundings }) {
    const file = textOption(options, "file");
    const first = numberOption(options, "max_words", MAX_WORDS);
    if (file === null)
      throw missingOption(NAME, "file", "Name a text file of word2vec or fastText, relative to the project.");
    const where = { component: NAME, option: "file", largest: LARGEST_FILE, surroundings } as const;
    const path = await findProjectFile(file, where);
    const needed = new Set(tokens.flat().flatMap(({ text }) => [text, text.toLowerCase()]));
    return wordVectorsComponent(await readWordVectors(path, { first, needed }, file), featureName);
  },
  load(state, _options, { featureName }) {
    assertShape(state.json, anObject({ words: aListOf(aText), size: aNumber }));
    const { words, size } = state.json as unknown as Pick<WordVectors, "words" | "size">;
    const vectors = storedArray(state, "vectors", { type: Float32Array, length: words.length * size });
    return wordVectorsComponent({ words, size, vectors }, featureName);
  },
};

function wordVectorsComponent({ words, size, vectors }: WordVectors, name: string): Component {
  const indices = new Map(words.map((word, index) => [word, index]));
  return {
    state: { json: { words, size } as JsonValue, arrays: { vectors } },
    process(message) {
      const { tokens } = message;
      const source = createDenseSource({ name, size }, () => {
        const known = tokens.flatMap(
          ({ text }: Token) => indices.get(text) ?? indices.get(text.toLowerCase()) ?? [],
        );
        return meanOf(
          known.map((index) => vectors.subarray(index * size, (index + 1) * size)),
          size,
        );
      });
      message.features = [...message.features, source];
    },
  };
}

/** Zeros where there are none. */
function meanOf(vectors: readonly Float32Array[], size: number): Float32Array {
  const sums = new Float64Array(size);
  for (const vector of vectors)
    for (let at = 0; at < size; at++) sums[at] = (sums[at] ?? 0) + (vector[at] ?? 0);
  return Float32Array.from(sums, (sum) => sum / Math.max(1, vectors.length));
}
