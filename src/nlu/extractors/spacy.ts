import {
  aListOf,
  anObject,
  assertShape,
  aText,
  isTimeZone,
  type JsonObject,
  type JsonValue,
} from "../../base/index.ts";
import { createMessage, type Message, type Token } from "../message.ts";
import { type Component, type ComponentDefinition, untrained } from "../registry.ts";
import { completeSurroundings, type Surroundings } from "../surroundings.ts";
import { createReference, languageOf, type Reference } from "./duckling/index.ts";
import { ALL_NAME_DIMENSIONS, loadNameFinder, NAME_DIMENSIONS, type NameFinder } from "./names.ts";
import { findQuantities, QUANTITY_DIMENSIONS } from "./quantities.ts";

/** `SpacyNLP`: names the language model in Rasa; here the model comes with tsbot. */
export const spacyLanguageModel = untrained(() => ({ process: () => {} }));

/**
 * `SpacyEntityExtractor`: names of people, places and organisations without training; offline. What training gives it is
 * the words that the examples write in lower case: a message of such words alone holds no name, and is not searched.
 * Dates, amounts and numbers are found too where `dimensions` names them; without `dimensions` names alone are, as a
 * project that wants names need not pay for the rest. Dimensions that are none find nothing, as in spaCy.
 */
export const spacyEntityExtractor: ComponentDefinition = {
  train({ tokens, options, language, surroundings }) {
    const words = tokens
      .flatMap((own) => own.map(({ text }) => text))
      .filter((text) => text === text.toLowerCase());
    return nameComponent([...new Set(words)].sort(), options, referenceFor(language, surroundings));
  },
  load({ json }, options, { language, surroundings }) {
    assertShape(json, anObject({ words: aListOf(aText) }));
    const { words } = json as JsonObject;
    return nameComponent(words as readonly string[], options, referenceFor(language, surroundings));
  },
};

/** The time and place of a message. */
type ReferenceOf = (message: Message) => Reference;

function referenceFor(language: string, { clock }: Surroundings = completeSurroundings()): ReferenceOf {
  const own = languageOf(`${language}_${language.toUpperCase()}`);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return ({ context: { referenceTime = clock.now(), timeZone = zone } }) =>
    createReference(referenceTime, isTimeZone(timeZone) ? timeZone : zone, own);
}

function nameComponent(words: readonly string[], options: JsonObject, referenceOf: ReferenceOf): Component {
  const given = options["dimensions"];
  const dimensions = new Set(Array.isArray(given) ? given.map(String) : NAME_DIMENSIONS);
  const hasNames = ALL_NAME_DIMENSIONS.some((name) => dimensions.has(name));
  const hasQuantities = QUANTITY_DIMENSIONS.some((name) => dimensions.has(name));
  const plain = new Set(words);
  let finder: Promise<NameFinder> | null = null;
  const load = (): Promise<NameFinder> => {
    finder ??= loadNameFinder();
    return finder;
  };
  return {
    state: { json: { words } as JsonValue, arrays: {} },
    process(message) {
      const isSearched = hasNames && mayHoldName(message, plain);
      if (!isSearched && !hasQuantities) return;
      return (async () => {
        const names = isSearched ? (await load()).find(message.text, dimensions) : [];
        const quantities = hasQuantities
          ? await findQuantities(message.text, dimensions, referenceOf(message))
          : [];
        message.entities = [...message.entities, ...names, ...quantities];
      })();
    },
    async warmUp() {
      if (hasQuantities) await findQuantities("tomorrow at 9", dimensions, referenceOf(createMessage("")));
      if (!hasNames) return;
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
