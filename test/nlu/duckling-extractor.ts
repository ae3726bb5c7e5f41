import type { JsonObject } from "../../src/base/index.ts";
import type { Entity, ParseContext } from "../../src/conversation/index.ts";
import { ducklingEntityExtractor } from "../../src/nlu/extractors/duckling/index.ts";
import { createMessage } from "../../src/nlu/message.ts";
import { completeSurroundings, type Surroundings } from "../../src/nlu/surroundings.ts";

interface Setting {
  readonly options?: JsonObject;
  readonly language?: string;
  readonly surroundings?: Partial<Surroundings>;
}

/** What the component finds in texts, as it is loaded from a model. */
export function createExtractor({ options = {}, language = "en", surroundings }: Setting = {}) {
  const component = ducklingEntityExtractor.load({ json: null, arrays: {} }, options, {
    language,
    tokenize: () => [],
    featureName: "DucklingEntityExtractor",
    surroundings: completeSurroundings(surroundings),
  });
  return async (text: string, context: ParseContext = {}): Promise<readonly Entity[]> => {
    const message = createMessage(text, context);
    await component.process(message);
    return message.entities;
  };
}
