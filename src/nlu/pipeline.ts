import type { ParseResult } from "../conversation/index.ts";
import type {
  ComponentConfiguration,
  ModelFiles,
  NluTrainingData,
  PipelineConfiguration,
  TrainedPipeline,
  TrainingContext,
} from "./component.ts";
import { findComponent } from "./components.ts";
import { featureNames } from "./features.ts";
import { createMessage, type Message, type Token, understoodPart } from "./message.ts";
import type { Component, Tokenize } from "./registry.ts";
import { pipelineFromFiles, pipelineToFiles } from "./stored-pipeline.ts";
import { createWhitespaceTokenizer } from "./tokenizers/whitespace.ts";

/** A component with what it was made from. */
interface Stage extends ComponentConfiguration {
  readonly component: Component;
}

/** Trains a pipeline's components in order. Deterministic for a seed. Throws `nlu/unknown-component`, `nlu/bad-regex`. */
export async function trainPipeline(
  { components, language }: PipelineConfiguration,
  data: NluTrainingData,
  context: TrainingContext,
): Promise<TrainedPipeline> {
  const definitions = components.map(({ name }) => findComponent(name));
  const tokenize = tokenizerOf(components, language);
  const names = featureNames(components);
  const messages = data.examples.map(({ text }) => createMessage(text));
  const tokensOf = trainingTokens(messages, tokenize);
  const stages: Stage[] = [];
  for (const [index, definition] of definitions.entries()) {
    const { name, options } = components[index] as ComponentConfiguration;
    const featureName = names[index] as string;
    context.signal?.throwIfAborted();
    context.onProgress?.({ step: name, done: index, total: components.length });
    const component = await definition.train({
      options,
      data,
      language,
      messages,
      tokens: tokensOf(),
      tokenize,
      featureName,
      isAskedFor: components.slice(index + 1).some((later) => asksFor(later, featureName)),
      seed: context.seed,
      logger: context.logger,
    });
    if (definition.isPreparing === true) await prepare(component, messages);
    stages.push({ name, options, component });
  }
  return createPipeline(stages, language);
}

/** The tokens of messages: before their tokenizer ran, it is asked for them. */
function trainingTokens(
  messages: readonly Message[],
  tokenize: Tokenize,
): () => readonly (readonly Token[])[] {
  let early: readonly (readonly Token[])[] | null = null;
  return () => {
    if (messages.every(({ isTokenized }) => isTokenized)) return messages.map(({ tokens }) => tokens);
    early ??= messages.map(({ text }) => tokenize(text));
    return early;
  };
}

function asksFor({ options }: ComponentConfiguration, featureName: string): boolean {
  const { featurizers } = options;
  return Array.isArray(featurizers) && featurizers.includes(featureName);
}

async function prepare(component: Component, messages: readonly Message[]): Promise<void> {
  for (const message of messages) {
    const pending = component.process(message);
    if (pending !== undefined) await pending;
  }
}

/** Rebuilds a pipeline from what {@link TrainedPipeline.toFiles} wrote. Throws a `TypeError` for anything else. */
export async function loadPipeline(files: ModelFiles): Promise<TrainedPipeline> {
  const { components, language } = pipelineFromFiles(files);
  const tokenize = tokenizerOf(components, language);
  const names = featureNames(components);
  const stages = components.map(({ name, options, state }, index): Stage => {
    const context = { tokenize, language, featureName: names[index] as string };
    return { name, options, component: findComponent(name).load(state, options, context) };
  });
  return createPipeline(stages, language);
}

/** Splits as the tokenizer of the pipeline does; the components after it learn from its words. */
function tokenizerOf(components: readonly ComponentConfiguration[], language: string): Tokenize {
  for (const { name, options } of components) {
    const tokenize = findComponent(name).createTokenizer?.(options, language);
    if (tokenize !== undefined) return tokenize;
  }
  return createWhitespaceTokenizer({});
}

function createPipeline(stages: readonly Stage[], language: string): TrainedPipeline {
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
    toFiles: () =>
      pipelineToFiles({
        language,
        components: stages.map(({ name, options, component: { state } }) => ({ name, options, state })),
      }),
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
