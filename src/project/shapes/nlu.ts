import { anything, either, keys, keysOf, list, name, reference, text } from "./shape.ts";

export const nluKinds = ["intent", "synonym", "regex", "lookup"] as const;

const exampleShape = keys(
  {
    text: text("One example.", { example: "I want to fly to [Rome](city)" }),
    metadata: anything("Whatever else is known of the example."),
  },
  { needs: ["text"], mayBeEmpty: false },
);

export const exampleKeys = keysOf(exampleShape);

const entryTable = keys(
  {
    intent: name(
      "The intent that the examples have; `faq/hours` is the key hours of the retrieval intent faq.",
      {
        mayBeEmpty: true,
        example: "greet",
      },
    ),
    synonym: name("The value that entities with these texts get.", { mayBeEmpty: true, example: "New York" }),
    regex: name("The name of a pattern; an entity's, where RegexEntityExtractor shall find it.", {
      mayBeEmpty: true,
      example: "zip_code",
    }),
    lookup: name("The name of a list of words; an entity's, where RegexEntityExtractor shall find it.", {
      mayBeEmpty: true,
      example: "country",
    }),
    examples: either(
      text(undefined, { mayBeEmpty: true, example: "- hello\n- good day" }),
      list(exampleShape, "A block of lines that begin with a dash: write `examples: |`, with the bar."),
    ),
    metadata: anything("Whatever else is known of the entry."),
  },
  { needs: ["examples"], needsOneOf: nluKinds.map((kind) => [kind]), mayBeEmpty: false },
);

export const nluEntryKeys = keysOf(entryTable);

export const nluShape = list(
  reference("nluEntry", () => entryTable),
  "Examples of what users write, synonyms, patterns and lists of words.",
);

const jsonTable = keys(
  {
    common_examples: list(anything(), "Examples with intent and entities."),
    regex_features: list(anything(), "Patterns."),
    lookup_tables: list(anything(), "Lists of words."),
    entity_synonyms: list(anything(), "Values and their synonyms."),
  },
  { about: "NLU data in Rasa's JSON format." },
);

export const nluJsonKeys = keysOf(jsonTable);
export { jsonTable as nluJsonShape };
