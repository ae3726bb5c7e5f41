import { type JsonObject, type JsonValue, type Logger, TsbotError } from "../../base/index.ts";
import type { NluTrainingData } from "../component.ts";
import type { Message, Token } from "../message.ts";
import type { ComponentState } from "../registry.ts";

/** A component of a project's own. */
export interface CustomComponentDefinition {
  /** As config.yml names it. */
  readonly name: string;
  /** Whether it adds features, and goes over the training messages before the components after it learn. */
  readonly isFeaturizer?: boolean;
  /** Learns what is stored in the model; deterministic for `seed`. Without it nothing is stored. */
  train?(input: CustomTrainingInput): CustomState | Promise<CustomState>;
  /** Makes the component of what `train` gave, in training and each time a model is loaded. */
  load(state: ComponentState, options: JsonObject, context: CustomContext): CustomComponent;
}

/** What a model keeps of a component: JSON, and number arrays by name. No code. */
export interface CustomState {
  readonly json?: JsonValue;
  readonly arrays?: ComponentState["arrays"];
}

/** A component that is ready. */
export interface CustomComponent {
  /** Adds to the message what it knows: sets `intent` and `ranking`, or `entities`, or `features`. */
  process(message: Message): void | Promise<void>;
  /** Loads what the first message would otherwise wait for. */
  warmUp?(): Promise<void>;
}

/** What a component works with. */
export interface CustomContext {
  readonly language: string;
  /** Splits a text as the pipeline's tokenizer does. */
  readonly tokenize: (text: string) => readonly Token[];
  /** The name of the features it provides: its `alias`, or its own. */
  readonly featureName: string;
  readonly logger: Logger;
}

/** What a component is trained with. */
export interface CustomTrainingInput extends CustomContext {
  readonly options: JsonObject;
  readonly data: NluTrainingData;
  /** The examples' texts, in order, as the tokenizer and the featurizers before have left them. */
  readonly messages: readonly Message[];
  readonly seed: number;
}

/**
 * Defines a component of a project's own; export it from a file in `components/` and name it in the pipeline of
 * config.yml. Throws `nlu/bad-component-name`.
 *
 * @example
 * export default defineComponent({
 *   name: "Shouting",
 *   load: () => ({
 *     process(message) {
 *       if (/^[^a-z]*[A-Z]{3}[^a-z]*$/.test(message.text)) message.intent = { name: "shout", confidence: 1 };
 *     },
 *   }),
 * });
 */
export function defineComponent(definition: CustomComponentDefinition): CustomComponentDefinition {
  if (NAME.test(definition.name)) return definition;
  throw new TsbotError("nlu/bad-component-name", `'${definition.name}' is no name for a component.`, {
    hint: "Letters, digits, '-' and '_', beginning with a letter.",
  });
}

/** A dot would make it a path of Python's. */
const NAME = /^\p{L}[\p{L}\p{N}_-]*$/u;
