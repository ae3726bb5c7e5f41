import {
  aListOf,
  anObject,
  assertShape,
  aText,
  type JsonObject,
  type JsonValue,
  parseJson,
} from "../base/index.ts";
import type { ParseResult } from "../conversation/index.ts";
import type {
  ModelFiles,
  NluTrainingData,
  PipelineConfiguration,
  TrainedPipeline,
  TrainingContext,
} from "./component.ts";
import { findComponent } from "./components.ts";
import { createMessage, type Message, type Token, understoodPart } from "./message.ts";
import type { Component, ComponentState } from "./registry.ts";
import { createTokenizer } from "./tokenizers/whitespace.ts";

/** A component with what it was made from. */
interface Stage {
  readonly name: string;
  readonly options: JsonObject;
  readonly component: Component;
}

/** Trains a pipeline's components in order. Deterministic for a seed. Throws `nlu/unknown-component`, `nlu/bad-regex`. */
export async function trainPipeline(
  configuration: PipelineConfiguration,
  data: NluTrainingData,
  context: TrainingContext,
): Promise<TrainedPipeline> {
  const { components, language } = configuration;
  const definitions = components.map(({ name }) => findComponent(name));
  const tokenize = tokenizerOf(components);
  const tokens = data.examples.map(({ text }) => tokenize(text));
  const stages: Stage[] = [];
  for (const [index, { name, options }] of components.entries()) {
    context.signal?.throwIfAborted();
    context.onProgress?.({ step: name, done: index, total: components.length });
    const component = await definitions[index]?.train({
      options,
      data,
      language,
      tokens,
      tokenize,
      seed: context.seed,
      logger: context.logger,
    });
    if (component !== undefined) stages.push({ name, options, component });
  }
  return createPipeline(stages);
}

/** Rebuilds a pipeline from what {@link TrainedPipeline.toFiles} wrote. Throws a `TypeError` for anything else. */
export async function loadPipeline(files: ModelFiles): Promise<TrainedPipeline> {
  const stored = readJson(files, "pipeline.json");
  assertShape(stored, PIPELINE);
  const pipeline = stored as unknown as readonly StoredStage[];
  const tokenize = tokenizerOf(pipeline);
  const stages = pipeline.map(({ name, options, state, arrays }, index): Stage => {
    const stored: ComponentState = { json: state, arrays: readArrays(files, index, arrays) };
    const component = findComponent(name).load(stored, options, { tokenize });
    return { name, options, component };
  });
  return createPipeline(stages);
}

/** Splits as the tokenizer of the pipeline does; the components after it learn from its words. */
function tokenizerOf(
  components: readonly Pick<Stage, "name" | "options">[],
): ReturnType<typeof createTokenizer> {
  return createTokenizer(components.find(({ name }) => name.endsWith("Tokenizer"))?.options ?? {});
}

interface StoredStage {
  readonly name: string;
  readonly options: JsonObject;
  readonly state: ComponentState["json"];
  /** Name of each number array and its element type. */
  readonly arrays: Readonly<Record<string, ArrayType>>;
}

type ArrayType = "f32" | "u32" | "u16";

const BYTES: Readonly<Record<ArrayType, number>> = { f32: 4, u32: 4, u16: 2 };

const PIPELINE = aListOf(anObject({ name: aText, options: anObject({}), arrays: anObject({}) }));

function createPipeline(stages: readonly Stage[]): TrainedPipeline {
  return {
    async parse(text) {
      const message = createMessage(understoodPart(text));
      for (const { component } of stages) {
        const pending = component.process(message);
        if (pending !== undefined) await pending;
      }
      return toParseResult(message, text);
    },
    async warmUp() {
      await Promise.all(stages.map(({ component }) => component.warmUp?.()));
    },
    toFiles: () => toFiles(stages),
  };
}

/** Rasa's parse result; keys that no component filled are absent. */
function toParseResult(
  { tokens, intent, ranking, entities, responseSelector, isTokenized }: Message,
  text: string,
): ParseResult {
  return {
    text,
    intent,
    entities,
    ...(isTokenized && { text_tokens: tokens.map(({ start, end }: Token) => [start, end] as const) }),
    ...(ranking.length > 0 && { intent_ranking: ranking }),
    ...(responseSelector !== null && { response_selector: responseSelector }),
  };
}

function toFiles(stages: readonly Stage[]): ModelFiles {
  const files = new Map<string, Uint8Array>();
  const stored = stages.map(({ name, options, component }, index): StoredStage => {
    const arrays: Record<string, ArrayType> = {};
    for (const [key, array] of Object.entries(component.state.arrays)) {
      arrays[key] = typeOf(array);
      files.set(arrayFile(index, key), new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    }
    return { name, options, state: component.state.json, arrays };
  });
  files.set("pipeline.json", Buffer.from(JSON.stringify(stored)));
  return files;
}

function arrayFile(index: number, key: string): string {
  return `${index}-${key}.bin`;
}

function typeOf(array: ComponentState["arrays"][string]): ArrayType {
  if (array instanceof Float32Array) return "f32";
  return array instanceof Uint32Array ? "u32" : "u16";
}

function readArrays(
  files: ModelFiles,
  index: number,
  types: StoredStage["arrays"],
): ComponentState["arrays"] {
  return Object.fromEntries(
    Object.entries(types).map(([key, type]) => {
      const file = arrayFile(index, key);
      const bytes = files.get(file);
      if (bytes === undefined || !Object.hasOwn(BYTES, type) || bytes.length % BYTES[type] !== 0)
        throw new TypeError(`'${file}' is no list of numbers`);
      // A copy, so that the numbers are aligned wherever the archive put them.
      const { buffer } = Uint8Array.from(bytes);
      const array =
        type === "f32"
          ? new Float32Array(buffer)
          : type === "u32"
            ? new Uint32Array(buffer)
            : new Uint16Array(buffer);
      return [key, array];
    }),
  );
}

function readJson(files: ModelFiles, name: string): JsonValue {
  const bytes = files.get(name);
  if (bytes === undefined) throw new TypeError(`'${name}' is missing`);
  return parseJson(Buffer.from(bytes).toString());
}
