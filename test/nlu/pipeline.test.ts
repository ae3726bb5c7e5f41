import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { silentLogger } from "../../src/base/index.ts";
import {
  loadPipeline,
  type NluTrainingData,
  type TrainedPipeline,
  trainPipeline,
} from "../../src/nlu/index.ts";

const COMPONENTS = [
  "WhitespaceTokenizer",
  "RegexFeaturizer",
  "CountVectorsFeaturizer",
  "DIETClassifier",
  "RegexEntityExtractor",
  "EntitySynonymMapper",
  "FallbackClassifier",
  "SpacyNLP",
  "SpacyEntityExtractor",
];

const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  greet: ["hello", "hi there", "good morning", "hey", "good evening"],
  goodbye: ["bye", "see you later", "good night", "farewell", "talk to you soon"],
  ask_remind_call: [
    "remind me to call John",
    "later I have to call Alan",
    "Please, remind me to call Vova",
    "please remind me to call Tanja",
    "I must not forget to call Juste",
  ],
};

const data: NluTrainingData = {
  examples: [
    ...Object.entries(EXAMPLES).flatMap(([intent, texts]) =>
      texts.map((text) => ({ text, intent, entities: [] })),
    ),
    ...["Berlin", "Rome", "New York", "Paris"].map((city) => ({
      text: `book a flight to ${city} please`,
      intent: "book",
      entities: [{ start: 17, end: 17 + city.length, entity: "city", value: city }],
    })),
    {
      text: "my zip is 12345",
      intent: "book",
      entities: [{ start: 10, end: 15, entity: "zip", value: "12345" }],
    },
  ],
  synonyms: new Map([
    ["nyc", "New York"],
    ["NYC", "New York"],
  ]),
  regexes: [{ name: "zip", pattern: "\\b[0-9]{5}\\b" }],
  lookups: [],
};

async function train(seed = 42, training: NluTrainingData = data): Promise<TrainedPipeline> {
  const components = COMPONENTS.map((name) => ({ name, options: {} }));
  return await trainPipeline({ language: "en", components }, training, { seed, logger: silentLogger });
}

describe("a trained pipeline", () => {
  let pipeline: TrainedPipeline;
  beforeAll(async () => {
    pipeline = await train();
  });

  it.each(Object.entries(EXAMPLES).flatMap(([intent, texts]) => texts.map((text) => [text, intent])))(
    "understands '%s' as %s",
    async (text, intent) => {
      expect((await pipeline.parse(text as string)).intent.name).toBe(intent);
    },
  );

  it.each([
    ["remind me to call Paul Pots", "Paul Pots", 18],
    ["Remind me to call Paul Pots", "Paul Pots", 18],
    ["later I have to call Alan", "Alan", 21],
    ["Please, remind me to call Vova", "Vova", 26],
    ["please remind me to call Tanja", "Tanja", 25],
    ["I must not forget to call Juste", "Juste", 26],
  ])("finds the person of '%s'", async (text, value, start) => {
    const { entities } = await pipeline.parse(text);
    expect(entities.filter(({ entity }) => entity === "PERSON")).toEqual([
      { entity: "PERSON", value, start, end: start + value.length, extractor: "SpacyEntityExtractor" },
    ]);
  });

  it.each([
    "hello",
    "Hi there",
    "cancel the reminder",
    "Good morning",
    "I love Pizza Hut",
    "Book a table in Berlin",
  ])("finds no person in '%s'", async (text) => {
    const { entities } = await pipeline.parse(text);
    expect(entities.filter(({ entity }) => entity === "PERSON")).toEqual([]);
  });

  it("marks entities it was shown, by their place in the sentence", async () => {
    const { entities } = await pipeline.parse("book a flight to Oslo please");
    expect(entities).toContainEqual(
      expect.objectContaining({
        entity: "city",
        value: "Oslo",
        start: 17,
        end: 21,
        extractor: "DIETClassifier",
      }),
    );
  });

  it("finds what a regex names, and replaces synonyms", async () => {
    const zip = await pipeline.parse("my zip is 54321");
    expect(zip.entities).toContainEqual(
      expect.objectContaining({ entity: "zip", value: "54321", extractor: "RegexEntityExtractor" }),
    );
    const synonym = await pipeline.parse("book a flight to NYC please");
    expect(synonym.entities).toContainEqual(
      expect.objectContaining({ entity: "city", value: "New York", processors: ["EntitySynonymMapper"] }),
    );
  });

  it.each(["qwerty asdf zxcv", "xylophone quantum", "0x7f %%%"])("falls back for '%s'", async (text) => {
    const { intent, intent_ranking: ranking } = await pipeline.parse(text);
    expect(intent).toEqual({ name: "nlu_fallback", confidence: 0.3 });
    expect(ranking?.[0]).toEqual(intent);
  });

  it.each([
    ["sentences full of names", "remind me to call Paul Pots "],
    ["one word", "a"],
    ["half characters", "\u{1F600}"],
  ])("understands the beginning of a megabyte of %s, and keeps all of it", async (_, unit) => {
    const text = unit.repeat(1_000_000 / unit.length);
    const parsed = await pipeline.parse(text);
    expect(parsed.text).toBe(text);
    const [, end] = parsed.text_tokens?.at(-1) ?? [0, 0];
    expect(end).toBeGreaterThan(3_900);
    expect(end).toBeLessThanOrEqual(4_000);
  });

  it.each([
    [3_988, 1],
    [3_990, 0],
  ])(
    "finds an entity after %i characters that ends before or after the 4,000th: %i",
    async (length, count) => {
      const { entities } = await pipeline.parse(`${"x ".repeat(length / 2)}my zip 54321 is`);
      expect(entities.filter(({ entity }) => entity === "zip")).toHaveLength(count);
    },
  );

  it.each([
    ["good", "good morning", 0.2],
    ["talk", "talk to you soon", 0.3],
    ["please", "please remind me to call Tanja", 0.5],
  ])("is less sure of '%s' than of '%s', in which it was said", async (word, sentence, difference) => {
    const best = async (text: string) =>
      (await pipeline.parse(text)).intent_ranking?.find(({ name }) => name !== "nlu_fallback")?.confidence ??
      0;
    expect((await best(sentence)) - (await best(word))).toBeGreaterThan(difference);
  });

  it("lists tokens by their offsets", async () => {
    expect((await pipeline.parse("well, hello you!")).text_tokens).toEqual([
      [0, 4],
      [6, 11],
      [12, 15],
    ]);
  });

  it("predicts the same to the last bit after saving and loading, whatever the text", async () => {
    const loaded = await loadPipeline(pipeline.toFiles());
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.constantFrom(...Object.values(EXAMPLES).flat())),
        async (text) => {
          expect(await loaded.parse(text)).toEqual(await pipeline.parse(text));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("is the same for the same seed", async () => {
    const again = await train();
    expect(
      [...again.toFiles()].map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]),
    ).toEqual([...pipeline.toFiles()].map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]));
  });
});

describe("odd training data", () => {
  const nothing = { synonyms: new Map<string, string>(), regexes: [], lookups: [] };
  it.each<[string, NluTrainingData["examples"]]>([
    ["no examples", []],
    ["one intent", [{ text: "hello", intent: "greet", entities: [] }]],
    [
      "only emoji",
      [
        { text: "😀", intent: "happy", entities: [] },
        { text: "😢", intent: "sad", entities: [] },
      ],
    ],
    [
      "empty texts",
      [
        { text: "", intent: "a", entities: [] },
        { text: " ", intent: "b", entities: [] },
      ],
    ],
    [
      "one text under two intents",
      [
        { text: "hm", intent: "a", entities: [] },
        { text: "hm", intent: "b", entities: [] },
      ],
    ],
    [
      "a line of 100,000 letters",
      [
        { text: "x".repeat(100_000), intent: "a", entities: [] },
        { text: "y", intent: "b", entities: [] },
      ],
    ],
  ])("trains and answers: %s", async (_, examples) => {
    const pipeline = await train(1, { examples, ...nothing });
    const { intent } = await pipeline.parse("hello");
    expect(intent.confidence).toBeGreaterThanOrEqual(0);
    expect(intent.confidence).toBeLessThanOrEqual(1);
  });

  it("names what to take instead of a component there is not", async () => {
    const unknown = { language: "en", components: [{ name: "MitieIntentClassifier", options: {} }] };
    await expect(trainPipeline(unknown, data, { seed: 1, logger: silentLogger })).rejects.toMatchObject({
      code: "nlu/unknown-component",
      hint: "Instead: DIETClassifier.",
    });
  });
});
