import type { JsonObject } from "../../base/index.ts";
import type { Message } from "../message.ts";
import { type ComponentDefinition, emptyState, type Tokenize } from "../registry.ts";

/** A tokenizer that splits by its options and the language alone. */
export function tokenizer(
  createTokenizer: (options: JsonObject, language: string) => Tokenize,
): ComponentDefinition {
  const create = (tokenize: Tokenize) => ({
    state: emptyState,
    process(message: Message) {
      message.tokens = tokenize(message.text);
      message.isTokenized = true;
    },
  });
  return {
    isPreparing: true,
    createTokenizer,
    train: ({ options, language }) => create(createTokenizer(options, language)),
    load: (_, options, { language }) => create(createTokenizer(options, language)),
  };
}
