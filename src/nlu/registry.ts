import type { JsonObject, JsonValue, Logger } from "../base/index.ts";
import type { TaskPool } from "../ml/index.ts";
import type { NluTrainingData } from "./component.ts";
import type { Message, Token } from "./message.ts";
import type { Surroundings } from "./surroundings.ts";

/** Splits a text into words. */
export type Tokenize = (text: string) => readonly Token[];

/** What a component is trained with. */
export interface ComponentInput {
  readonly options: JsonObject;
  readonly data: NluTrainingData;
  readonly language: string;
  /** The examples' texts, in order, as the tokenizer and featurizers before have left them. */
  readonly messages: readonly Message[];
  /** Tokens of each example, by the tokenizer of the pipeline, wherever that stands. */
  readonly tokens: readonly (readonly Token[])[];
  readonly tokenize: Tokenize;
  /** The name of the features that the component provides, should it provide any. */
  readonly featureName: string;
  /** Whether a component asks for these features by their name (option `featurizers`). */
  readonly isAskedFor: boolean;
  readonly seed: number;
  /** Does what takes a while, side by side. */
  readonly tasks: TaskPool;
  readonly logger: Logger;
  /** What it goes by once it is trained. */
  readonly surroundings: Surroundings;
}

/** What a component keeps: JSON and number arrays by name. */
export interface ComponentState {
  readonly json: JsonValue;
  readonly arrays: Readonly<Record<string, Float32Array | Uint32Array | Uint16Array | Uint8Array>>;
}

/** A trained component. */
export interface Component {
  process(message: Message): void | Promise<void>;
  readonly state: ComponentState;
  /** Loads what the first message would otherwise wait for. */
  warmUp?(): Promise<void>;
}

/** One name a pipeline may use. `load` gives exactly what `train` gave. */
export interface ComponentDefinition {
  /** Whether it prepares messages for those after it, which learn from what it makes of the examples. */
  readonly isPreparing?: boolean;
  /** What a tokenizer splits by; other components have none. */
  createTokenizer?(options: JsonObject, language: string): Tokenize;
  train(input: ComponentInput): Component | Promise<Component>;
  load(state: ComponentState, options: JsonObject, context: LoadContext): Component;
}

/** What a component may need of its pipeline when it is loaded. */
export interface LoadContext {
  readonly language: string;
  readonly tokenize: Tokenize;
  readonly featureName: string;
  readonly surroundings: Surroundings;
}

/** A stored number array of a type and a length. Throws a `TypeError` for another. */
export function storedArray<Numbers extends ComponentState["arrays"][string]>(
  { arrays }: ComponentState,
  name: string,
  {
    type,
    length,
  }: { readonly type: abstract new (...arguments_: never) => Numbers; readonly length?: number },
): Numbers {
  const array = arrays[name];
  if (array instanceof type && (length === undefined || array.length === length)) return array;
  throw new TypeError(`'${name}' is not the list of numbers that belongs there`);
}

/** A component that learns nothing. */
export const emptyState: ComponentState = { json: null, arrays: {} };

/** A definition whose component depends on its options alone. */
export function untrained(create: (options: JsonObject) => Omit<Component, "state">): ComponentDefinition {
  return {
    train: ({ options }) => ({ ...create(options), state: emptyState }),
    load: (_, options) => ({ ...create(options), state: emptyState }),
  };
}
