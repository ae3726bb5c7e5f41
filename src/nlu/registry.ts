import type { JsonObject, JsonValue, Logger } from "../base/index.ts";
import type { NluTrainingData } from "./component.ts";
import type { Message, Token } from "./message.ts";

/** What a component is trained with. */
export interface ComponentInput {
  readonly options: JsonObject;
  readonly data: NluTrainingData;
  readonly language: string;
  /** Tokens of each example, by the tokenizer of the pipeline. */
  readonly tokens: readonly (readonly Token[])[];
  readonly tokenize: (text: string) => readonly Token[];
  readonly seed: number;
  readonly logger: Logger;
}

/** What a component keeps: JSON and number arrays by name. */
export interface ComponentState {
  readonly json: JsonValue;
  readonly arrays: Readonly<Record<string, Float32Array | Uint32Array | Uint16Array>>;
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
  train(input: ComponentInput): Component | Promise<Component>;
  load(state: ComponentState, options: JsonObject, context: LoadContext): Component;
}

/** What a component may need of its pipeline when it is loaded. */
export interface LoadContext {
  readonly tokenize: (text: string) => readonly Token[];
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
