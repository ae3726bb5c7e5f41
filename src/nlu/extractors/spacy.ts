import { aListOf, anObject, assertShape, aText, type JsonObject, type JsonValue } from "../../base/index.ts";
import type { Message, Token } from "../message.ts";
import { type Component, type ComponentDefinition, untrained } from "../registry.ts";
import { loadNameFinder, NAME_DIMENSIONS, type NameFinder } from "./names.ts";

/** `SpacyNLP`: names the language model in Rasa; here the model comes with tsbot. */
export const spacyLanguageModel = untrained(() => ({ process: () => {} }));

/**
 * `SpacyEntityExtractor`: names of people, places and organisations without training; offline. What training gives it is
 * the words that the examples write in lower case: a message of such words alone holds no name, and is not searched.
 */
export const spacyEntityExtractor: ComponentDefinition = {
  train({ tokens, options }) {
    const words = tokens
      .flatMap((own) => own.map(({ text }) => text))
      .filter((text) => text === text.toLowerCase());
    return nameComponent([...new Set(words)].sort(), options);
  },
  load({ json }, options) {
    assertShape(json, anObject({ words: aListOf(aText) }));
    return nameComponent((json as JsonObject)["words"] as readonly string[], options);
  },
};

function nameComponent(words: readonly string[], options: JsonObject): Component {
  const given = options["dimensions"];
  const dimensions = new Set(Array.isArray(given) ? given.map(String) : NAME_DIMENSIONS);
  const plain = new Set(words);
  let finder: Promise<NameFinder> | null = null;
  const load = (): Promise<NameFinder> => {
    finder ??= loadNameFinder();
    return finder;
  };
  return {
    state: { json: { words } as JsonValue, arrays: {} },
    process(message) {
      if (!mayHoldName(message, plain)) return;
      return load().then((names) => {
        message.entities = [...message.entities, ...names.find(message.text, dimensions)];
      });
    },
    async warmUp() {
      // The first sentence is slow beyond the import.
      (await load()).find("Remind me to call Paul", dimensions);
    },
  };
}

/** A capital inside the text, or a word that the examples do not write in lower case. */
function mayHoldName({ text, tokens }: Message, plain: ReadonlySet<string>): boolean {
  if (tokens.length === 0) return /\p{L}/u.test(text);
  return tokens.some((token, index) => !plain.has(plainForm(token, index)));
}

/** The first word is written with a capital whatever it is. */
function plainForm({ text }: Token, index: number): string {
  return index === 0 ? text.toLowerCase() : text;
}
