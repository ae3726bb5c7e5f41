import type { JsonObject } from "../../base/index.ts";
import type { Message } from "../message.ts";
import { untrained } from "../registry.ts";
import { loadNameFinder, NAME_DIMENSIONS, type NameFinder } from "./names.ts";

/** `SpacyNLP`: names the language model in Rasa; here the model comes with tsbot. */
export const spacyLanguageModel = untrained(() => ({ process: () => {} }));

/** `SpacyEntityExtractor`: names of people, places and organisations without training; offline. */
export const spacyEntityExtractor = untrained((options: JsonObject) => {
  const given = options["dimensions"];
  const dimensions = new Set(Array.isArray(given) ? given.map(String) : NAME_DIMENSIONS);
  let finder: Promise<NameFinder> | null = null;
  const load = (): Promise<NameFinder> => {
    finder ??= loadNameFinder();
    return finder;
  };
  return {
    async process(message: Message) {
      if (!/\p{L}/u.test(message.text) || message.text.startsWith("/")) return;
      const names = (await load()).find(message.text, dimensions);
      message.entities = [...message.entities, ...names];
    },
    async warmUp() {
      // The first sentence is slow beyond the import.
      (await load()).find("Remind me to call Paul", dimensions);
    },
  };
});
