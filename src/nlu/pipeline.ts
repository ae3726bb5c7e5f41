import type { ParseResult } from "../conversation/index.ts";
import { createTaskPool, type TaskPool } from "../ml/index.ts";
import type {
  ComponentConfiguration,
  ModelFiles,
  NluTrainingData,
  PipelineConfiguration,
  TrainedPipeline,
  TrainingContext,
} from "./component.ts";
import { findComponent } from "./components.ts";
import { createCustomDefinition } from "./custom/custom-component.ts";
import type { CustomComponents } from "./custom/load-components.ts";
import { createFeatureNames } from "./features.ts";
import { createMessage, type Message, type Token, understoodPart } from "./message.ts";
import type { Component, ComponentDefinition, Tokenize } from "./registry.ts";
import { pipelineFromFiles, pipelineToFiles } from "./stored-pipeline.ts";
import { completeSurroundings, type Surroundings } from "./surroundings.ts";
import { createWhitespaceTokenizer } from "./tokenizers/whitespace.ts";

/** A project that may have components of its own. */
export interface WithCustomComponents {
  readonly customComponents?: CustomComponents | undefined;
}

/** An entry of a pipeline with what its name stands for. */
interface Entry extends ComponentConfiguration {
  readonly definition: ComponentDefinition;
  /** Of the features that it provides; its name where it provides none. */
  readonly featureName: string;
}

/** A component with what it was made from. */
interface Stage extends ComponentConfiguration {
  readonly component: Component;
}

/**
 * Trains a pipeline's components in order. Deterministic for a seed. Throws `nlu/unknown-component`, `nlu/bad-option`,
 * `nlu/bad-regex`.
 */
export async function trainPipeline(
  { components, language }: PipelineConfiguration,
  data: NluTrainingData,
  context: TrainingContext & WithCustomComponents,
): Promise<TrainedPipeline> {
  const { customComponents, directory, logger } = context;
  const surroundings = completeSurroundings({
    logger,
    ...(directory !== undefined && { directory }),
  });
  const entries = findEntries(components, customComponents);
  const tokenize = tokenizerOf(entries, language);
  // What is not understood of a message is not learned of an example.
  const messages = data.examples.map(({ text }) => createMessage(understoodPart(text)));
  const tokensOf = trainingTokens(messages, tokenize);
  const stages: Stage[] = [];
  await using tasks = openTasks(data, context.signal);
  for (const [index, { name, options, definition, featureName }] of entries.entries()) {
    context.signal?.throwIfAborted();
    context.onProgress?.({ step: name, done: index, total: components.length });
    const component = await definition.train({
      options,
      data,
      language,
      messages,
      // For whoever reads them: before the tokenizer ran they are made for that.
      get tokens() {
        return tokensOf();
      },
      tokenize,
      featureName,
      isAskedFor: isFeaturizer(definition) && entries.slice(index + 1).some(asksFor(featureName)),
      seed: context.seed,
      tasks,
      logger,
      surroundings,
    });
    if (definition.isPreparing === true) await prepare(component, messages);
    stages.push({ name, options, component });
  }
  return createPipeline(stages, language);
}

/** Characters of examples up to which other threads would take longer to start than they save. */
const FEW_CHARACTERS = 8_000;

/** Where the work is done; ended with the training, and when that is given up. */
function openTasks({ examples }: NluTrainingData, signal?: AbortSignal): TaskPool & AsyncDisposable {
  const characters = examples.reduce((sum, { text }) => sum + text.length, 0);
  const tasks = characters <= FEW_CHARACTERS ? createTaskPool(0) : createTaskPool();
  const giveUp = (): void => void tasks.close();
  signal?.addEventListener("abort", giveUp, { once: true });
  return {
    run: (task) => tasks.run(task),
    close: () => tasks.close(),
    async [Symbol.asyncDispose]() {
      signal?.removeEventListener("abort", giveUp);
      await tasks.close();
    },
  };
}

/** Throws `nlu/unknown-component`. */
function findEntries<Configuration extends ComponentConfiguration>(
  components: readonly Configuration[],
  customComponents: CustomComponents = new Map(),
): readonly (Configuration & Entry)[] {
  const featureName = createFeatureNames();
  return components.map((component) => {
    const custom = customComponents.get(component.name);
    const definition =
      custom === undefined
        ? findComponent(component.name, customComponents.keys())
        : createCustomDefinition(custom);
    const own = isFeaturizer(definition) ? featureName(component) : component.name;
    return { ...component, definition, featureName: own };
  });
}

/** Tokenizers prepare messages too. */
function isFeaturizer({ isPreparing, createTokenizer }: ComponentDefinition): boolean {
  return isPreparing === true && createTokenizer === undefined;
}

function asksFor(featureName: string): (later: ComponentConfiguration) => boolean {
  return ({ options: { featurizers } }) => Array.isArray(featurizers) && featurizers.includes(featureName);
}

/** The tokens of messages: before their tokenizer ran, it is asked for them, and they are kept until then. */
function trainingTokens(
  messages: readonly Message[],
  tokenize: Tokenize,
): () => readonly (readonly Token[])[] {
  let early: readonly (readonly Token[])[] | null = null;
  return () => {
    if (messages.every(({ isTokenized }) => isTokenized)) {
      early = null;
      return messages.map(({ tokens }) => tokens);
    }
    early ??= messages.map(({ text }) => tokenize(text));
    return early;
  };
}

async function prepare(component: Component, messages: readonly Message[]): Promise<void> {
  for (const message of messages) {
    const pending = component.process(message);
    if (pending !== undefined) await pending;
  }
}

/** Rebuilds a pipeline from what {@link TrainedPipeline.toFiles} wrote. Throws a `TypeError` for anything else. */
export async function loadPipeline(
  files: ModelFiles,
  { customComponents, ...given }: Partial<Surroundings> & WithCustomComponents = {},
): Promise<TrainedPipeline> {
  const { components, language } = pipelineFromFiles(files);
  const surroundings = completeSurroundings(given);
  const entries = findEntries(components, customComponents);
  const tokenize = tokenizerOf(entries, language);
  const stages = entries.map(
    ({ name, options, state, definition, featureName }): Stage => ({
      name,
      options,
      component: definition.load(state, options, { tokenize, language, featureName, surroundings }),
    }),
  );
  return createPipeline(stages, language);
}

/** Splits as the tokenizer of the pipeline does; the components after it learn from its words. */
function tokenizerOf(entries: readonly Entry[], language: string): Tokenize {
  for (const { options, definition } of entries) {
    const tokenize = definition.createTokenizer?.(options, language);
    if (tokenize !== undefined) return tokenize;
  }
  return createWhitespaceTokenizer({});
}

function createPipeline(stages: readonly Stage[], language: string): TrainedPipeline {
  return {
    async parse(text, context) {
      const message = createMessage(understoodPart(text), context);
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
