import { type JsonObject, type JsonValue, type Logger, silentLogger } from "../../src/base/index.ts";
import { createTaskPool } from "../../src/ml/index.ts";
import { findComponent } from "../../src/nlu/components.ts";
import type { FeatureSource } from "../../src/nlu/features.ts";
import type { NluTrainingData } from "../../src/nlu/index.ts";
import { createMessage, type Message } from "../../src/nlu/message.ts";
import type { Component } from "../../src/nlu/registry.ts";
import { completeSurroundings } from "../../src/nlu/surroundings.ts";
import { createWhitespaceTokenizer } from "../../src/nlu/tokenizers/whitespace.ts";

/** Texts of one intent. */
export function dataOf(texts: readonly string[]): NluTrainingData {
  const examples = texts.map((text) => ({ text, intent: "go", entities: [] }));
  return { examples, synonyms: new Map(), regexes: [], lookups: [] };
}

interface Featurized {
  readonly state: JsonValue;
  /** The features of a text, and its tokens with blanks between them in lower case. */
  process(text: string): Promise<FeatureSource & { readonly text: string }>;
  /** The same of the component as it was loaded again. */
  loaded(text: string): Promise<FeatureSource & { readonly text: string }>;
}

/** A featurizer behind a tokenizer. @param later options of a component after it. */
export async function featurize(
  name: string,
  options: JsonObject,
  data: NluTrainingData,
  { featurizers = [], directory }: { featurizers?: readonly string[]; directory?: string } = {},
  logger: Logger = silentLogger,
): Promise<Featurized> {
  const tokenize = createWhitespaceTokenizer({});
  const messageOf = (text: string): Message => ({
    ...createMessage(text),
    tokens: tokenize(text),
    isTokenized: true,
  });
  const definition = findComponent(name);
  const component = await definition.train({
    options,
    data,
    language: "en",
    messages: data.examples.map(({ text }) => messageOf(text)),
    tokens: data.examples.map(({ text }) => tokenize(text)),
    tokenize,
    featureName: name,
    isAskedFor: featurizers.includes(name),
    seed: 1,
    tasks: createTaskPool(0),
    logger,
    surroundings: completeSurroundings(directory === undefined ? {} : { directory }),
  });
  const json = JSON.parse(JSON.stringify(component.state.json)) as JsonValue;
  const again = definition.load({ ...component.state, json }, options, {
    tokenize,
    language: "en",
    featureName: name,
    surroundings: completeSurroundings(directory === undefined ? {} : { directory }),
  });
  const run = (by: Component) => async (text: string) => {
    const message = messageOf(text);
    await by.process(message);
    const [source] = message.features;
    if (source === undefined) throw new TypeError("there are no features");
    return { ...source, text: message.tokens.map((token) => token.text.toLowerCase()).join(" ") };
  };
  return { state: component.state.json, process: run(component), loaded: run(again) };
}
