import {
  aListOf,
  anObject,
  assertShape,
  aText,
  aTupleOf,
  type JsonObject,
  type JsonValue,
} from "../../base/index.ts";
import type { Component, ComponentDefinition } from "../registry.ts";

/**
 * `KeywordIntentClassifier`: a message that holds a whole example as words has its intent, with confidence 1; examples of
 * several intents are left out with a warning (rasa/nlu/classifiers/keyword_intent_classifier.py 3.6).
 */
export const keywordClassifier: ComponentDefinition = {
  train({ data, options, logger }) {
    const intents = new Map<string, string>();
    const ambiguous = new Set<string>();
    for (const { text, intent } of data.examples) {
      if (intent === undefined) continue;
      const known = intents.get(text);
      if (known !== undefined && known !== intent) ambiguous.add(text);
      intents.set(text, intent);
    }
    for (const text of ambiguous) {
      logger.warn(`the keyword '${text}' belongs to several intents and is left out`);
      intents.delete(text);
    }
    return keywordComponent([...intents], options);
  },
  load({ json }, options) {
    assertShape(json, anObject({ keywords: aListOf(aTupleOf(aText, aText)) }));
    return keywordComponent((json as JsonObject)["keywords"] as unknown as Keywords, options);
  },
};

type Keywords = readonly (readonly [string, string])[];

function keywordComponent(keywords: Keywords, options: JsonObject): Component {
  const flags = options["case_sensitive"] === false ? "iu" : "u";
  const patterns = keywords.map(([text, intent]) => ({
    intent,
    pattern: new RegExp(wholeWords(text), flags),
  }));
  return {
    state: { json: { keywords } as unknown as JsonValue, arrays: {} },
    process(message) {
      const found = patterns.find(({ pattern }) => pattern.test(message.text));
      message.intent =
        found === undefined ? { name: null, confidence: 0 } : { name: found.intent, confidence: 1 };
      message.ranking = [];
    },
  };
}

function wholeWords(text: string): string {
  // A hyphen means something inside `[…]` only, and may not be escaped elsewhere.
  const escaped = text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return `(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`;
}
