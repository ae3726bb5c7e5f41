import { readFile } from "node:fs/promises";
import {
  aFlag,
  aListOf,
  aNumber,
  anObject,
  assertShape,
  aText,
  type JsonObject,
  type JsonValue,
} from "../../base/index.ts";
import { createDenseSource, once } from "../features.ts";
import { badOption, flagOption, missingOption, numberOption, textOption } from "../options.ts";
import { findProjectFile } from "../project-file.ts";
import { type Component, type ComponentDefinition, storedArray } from "../registry.ts";
import type { Surroundings } from "../surroundings.ts";
import { openSentenceEncoder } from "./sentence-encoder.ts";
import { createWordPieces, type WordPieces } from "./word-piece.ts";

/** Bytes; the model keeps it. */
const LARGEST_MODEL = 256 * 2 ** 20;
const LARGEST_VOCABULARY = 16 * 2 ** 20;
/** Pieces of a text. */
const MAX_LENGTH = 128;

interface Learned {
  readonly vocabulary: readonly string[];
  readonly lowercase: boolean;
  readonly longest: number;
  /** Numbers of a vector. */
  readonly size: number;
}

/**
 * `LanguageModelFeaturizer`, `ConveRTFeaturizer`: the vector that a sentence encoder of the project's makes of a text. The
 * encoder becomes part of the model, so that this needs no other files.
 */
export function languageModelFeaturizer(component: string): ComponentDefinition {
  return {
    isPreparing: true,
    async train({ options, featureName, surroundings }) {
      const settings = readSettings(component, options);
      const [modelFile, vocabularyFile] = await findFiles(component, settings, surroundings);
      const model = new Uint8Array(await readFile(modelFile));
      const vocabulary = (await readFile(vocabularyFile, "utf8")).split(/\r?\n/);
      const { lowercase, longest } = settings;
      const pieces = createWordPieces(vocabulary, { lowercase });
      if (pieces === null) {
        throw badOption(component, "vocabulary_file", {
          problem: "names no vocabulary of WordPiece: it lacks [UNK], [CLS] or [SEP]",
          hint: "Name the vocab.txt that belongs to the encoder.",
        });
      }
      const encoder = await openSentenceEncoder(model, surroundings.directory);
      const { length: size } = await encoder.encode(pieces.encode("a", longest));
      return languageModelComponent({ vocabulary, lowercase, longest, size }, pieces, {
        model,
        featureName,
        surroundings,
      });
    },
    load(state, _options, { featureName, surroundings }) {
      assertShape(
        state.json,
        anObject({ vocabulary: aListOf(aText), lowercase: aFlag, longest: aNumber, size: aNumber }),
      );
      const learned = state.json as unknown as Learned;
      const pieces = createWordPieces(learned.vocabulary, learned);
      if (pieces === null) throw new TypeError("the vocabulary lacks its marks");
      const model = storedArray(state, "model", { type: Uint8Array });
      return languageModelComponent(learned, pieces, { model, featureName, surroundings });
    },
  };
}

function languageModelComponent(
  learned: Learned,
  pieces: WordPieces,
  {
    model,
    featureName,
    surroundings,
  }: { readonly model: Uint8Array; readonly featureName: string; readonly surroundings: Surroundings },
): Component {
  const open = once(() => openSentenceEncoder(model, surroundings.directory));
  const { size, longest } = learned;
  return {
    state: { json: learned as unknown as JsonValue, arrays: { model } },
    process(message) {
      const source = createDenseSource({ name: featureName, size }, async () =>
        (await open()).encode(pieces.encode(message.text, longest)),
      );
      message.features = [...message.features, source];
    },
    async warmUp() {
      await (await open()).encode(pieces.encode("a", longest));
    },
  };
}

function readSettings(component: string, options: JsonObject) {
  const settings = {
    modelFile: textOption(options, "model_file"),
    vocabularyFile: textOption(options, "vocabulary_file"),
    lowercase: flagOption(options, "lowercase", true),
    longest: numberOption(options, "max_length", MAX_LENGTH),
  };
  const { modelFile, vocabularyFile } = settings;
  const hint =
    "Name a sentence encoder in the ONNX format and its vocab.txt, files of the project. Or take WordVectorsFeaturizer, or remove the component: classifiers make features of their own.";
  if (modelFile === null) throw missingOption(component, "model_file", hint);
  if (vocabularyFile === null) throw missingOption(component, "vocabulary_file", hint);
  return { ...settings, modelFile, vocabularyFile };
}

function findFiles(
  component: string,
  { modelFile, vocabularyFile }: { readonly modelFile: string; readonly vocabularyFile: string },
  surroundings: Surroundings,
): Promise<[string, string]> {
  return Promise.all([
    findProjectFile(modelFile, { component, option: "model_file", largest: LARGEST_MODEL, surroundings }),
    findProjectFile(vocabularyFile, {
      component,
      option: "vocabulary_file",
      largest: LARGEST_VOCABULARY,
      surroundings,
    }),
  ]);
}
