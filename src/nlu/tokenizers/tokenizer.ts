import type { JsonObject } from "../../base/index.ts";
import type { Message } from "../message.ts";
import {
  type Component,
  type ComponentDefinition,
  type ComponentInput,
  emptyState,
  type Tokenize,
} from "../registry.ts";

/** A tokenizer that splits by its options and the language alone. @param check warns in training. */
export function tokenizer(
  createTokenizer: (options: JsonObject, language: string) => Tokenize,
  check: (input: ComponentInput) => void = () => {},
): ComponentDefinition {
  return {
    isPreparing: true,
    createTokenizer,
    train(input) {
      check(input);
      return tokenizerComponent(createTokenizer(input.options, input.language));
    },
    load: (_, options, { language }) => tokenizerComponent(createTokenizer(options, language)),
  };
}

function tokenizerComponent(tokenize: Tokenize): Component {
  return {
    state: emptyState,
    process(message: Message) {
      message.tokens = tokenize(message.text);
      message.isTokenized = true;
    },
  };
}
