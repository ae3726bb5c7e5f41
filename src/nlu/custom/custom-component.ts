import {
  aListOf,
  aNumber,
  anObject,
  assertShape,
  aText,
  type JsonValue,
  orNull,
  type SourcePosition,
  TsbotError,
  toErrorMessage,
} from "../../base/index.ts";
import type { Message } from "../message.ts";
import { type Component, type ComponentDefinition, type ComponentState, emptyState } from "../registry.ts";
import type { CustomComponent, CustomContext, CustomState } from "./define-component.ts";
import type { CustomComponents } from "./load-components.ts";

/** A component of a project with the file that defines it. */
type Defined = CustomComponents extends ReadonlyMap<string, infer Value> ? Value : never;

/**
 * A component of a project's own as the pipeline takes it. Types are promises there, so what it stores and what it does to
 * messages is checked. What throws in training ends that (`nlu/component-failed`); later the component is passed over,
 * with an error in the log, and the message is understood without it.
 */
export function createCustomDefinition(defined: Defined): ComponentDefinition {
  const { definition } = defined;
  return {
    ...(definition.isFeaturizer === true && { isPreparing: true }),
    async train({ surroundings: _, isAskedFor: __, tokens: ___, ...input }) {
      try {
        const given = (await definition.train?.(input)) ?? {};
        const state = checkState(given);
        const { language, tokenize, featureName, logger } = input;
        const context = { language, tokenize, featureName, logger };
        return trainedComponent(definition.load(state, input.options, context), state, defined);
      } catch (error) {
        throw failure(defined, "failed in training", error);
      }
    },
    load(state, options, { language, tokenize, featureName, surroundings }) {
      const context: CustomContext = { language, tokenize, featureName, logger: surroundings.logger };
      try {
        return servingComponent(definition.load(state, options, context), state, { defined, context });
      } catch (error) {
        throw failure(defined, "cannot be made of what the model keeps of it", error);
      }
    },
  };
}

/** In training, also of messages that it prepares, every mistake ends it. */
function trainedComponent(own: CustomComponent, state: ComponentState, defined: Defined): Component {
  return {
    state,
    ...warmUpOf(own),
    async process(message) {
      try {
        await processChecked(own, message);
      } catch (error) {
        throw failure(defined, "failed", error);
      }
    },
  };
}

function servingComponent(
  own: CustomComponent,
  state: ComponentState,
  { defined, context }: { readonly defined: Defined; readonly context: CustomContext },
): Component {
  return {
    state,
    ...warmUpOf(own),
    async process(message) {
      const before = { ...message };
      try {
        await processChecked(own, message);
      } catch (error) {
        Object.assign(message, before);
        const { line, column, file } = placeOf(error, defined.file);
        context.logger.error("a component failed, and the message is understood without it", {
          component: defined.definition.name,
          at: `${file}:${line}:${column}`,
          reason: toErrorMessage(error),
        });
      }
    },
  };
}

function warmUpOf(own: CustomComponent): Pick<Component, "warmUp"> {
  return own.warmUp === undefined ? {} : { warmUp: async () => await own.warmUp?.() };
}

const ENTITIES = aListOf(anObject({ entity: aText, start: aNumber, end: aNumber }));
const INTENT = anObject({ name: orNull(aText), confidence: aNumber });

/** Only what the component replaced is looked at. */
async function processChecked(own: CustomComponent, message: Message): Promise<void> {
  const { entities, intent, ranking, tokens, features } = message;
  await own.process(message);
  const check = (value: unknown, shape: Parameters<typeof assertShape>[1]): void =>
    assertShape(value as JsonValue, shape);
  if (message.entities !== entities) check(message.entities, ENTITIES);
  if (message.intent !== intent) check(message.intent, INTENT);
  if (message.ranking !== ranking) check(message.ranking, aListOf(INTENT));
  if (message.tokens !== tokens)
    check(message.tokens, aListOf(anObject({ text: aText, start: aNumber, end: aNumber })));
  if (
    message.features !== features &&
    !message.features.every(({ sentence }) => typeof sentence === "function")
  )
    throw new TypeError("'features' holds something that has no 'sentence'");
}

/** Names that may stand in a model's archive. */
const ARRAY_NAME = /^[a-z][a-z0-9_]*$/i;

/** What is stored as it will be read again. */
function checkState({ json = null, arrays = {} }: CustomState): ComponentState {
  for (const [name, array] of Object.entries(arrays)) {
    if (!ARRAY_NAME.test(name))
      throw new TypeError(`'${name}' is no name for an array: use letters, digits and '_'`);
    const isNumbers = [Float32Array, Uint32Array, Uint16Array, Uint8Array].some(
      (kind) => array instanceof kind,
    );
    if (!isNumbers)
      throw new TypeError(`'${name}' is no Float32Array, Uint32Array, Uint16Array or Uint8Array`);
  }
  const text = JSON.stringify(json) as string | undefined;
  return { ...emptyState, json: text === undefined ? null : (JSON.parse(text) as JsonValue), arrays };
}

function failure({ definition, file }: Defined, what: string, error: unknown): TsbotError {
  return new TsbotError(
    "nlu/component-failed",
    `The component '${definition.name}' ${what}: ${toErrorMessage(error)}.`,
    { at: placeOf(error, file), hint: "Mend the file.", cause: error },
  );
}

/** Where in the component's file it was thrown, as far as the stack tells. */
function placeOf(error: unknown, file: string): SourcePosition {
  const stack = error instanceof Error ? String(error.stack) : "";
  const frame = stack.split("\n").find((line) => line.replaceAll("\\", "/").includes(`/${file}:`));
  const [, line = "1", column = "1"] = /:(\d+):(\d+)\)?\s*$/.exec(frame ?? "") ?? [];
  return { file, line: Number(line), column: Number(column) };
}
