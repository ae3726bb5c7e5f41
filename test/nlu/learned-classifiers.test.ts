import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type JsonObject, silentLogger } from "../../src/base/index.ts";
import type { Entity, ParseResult } from "../../src/conversation/index.ts";
import {
  loadPipeline,
  type NluTrainingData,
  type TrainedPipeline,
  type TrainingExample,
  trainPipeline,
} from "../../src/nlu/index.ts";

const CLASSIFIERS = ["DIETClassifier", "LogisticRegressionClassifier"];

function dataOf(
  examples: readonly TrainingExample[],
  lookups: NluTrainingData["lookups"] = [],
): NluTrainingData {
  return { examples, synonyms: new Map(), regexes: [], lookups };
}

/** Texts of an intent; entities are written `[value](type)`, or `[value](type role group)`. */
function examplesOf(intent: string | undefined, ...markup: readonly string[]): readonly TrainingExample[] {
  return markup.map((marked) => {
    let text = "";
    let from = 0;
    const entities: TrainingExample["entities"][number][] = [];
    for (const { 0: whole, 1: value = "", 2: kind = "", index } of marked.matchAll(
      /\[([^\]]+)\]\(([^)]+)\)/g,
    )) {
      text += marked.slice(from, index);
      const [entity = "", role, group] = kind.split(" ");
      const named = { entity, ...(role !== undefined && { role }), ...(group !== undefined && { group }) };
      entities.push({ start: text.length, end: text.length + value.length, value, ...named });
      text += value;
      from = index + whole.length;
    }
    text += marked.slice(from);
    return { text, ...(intent !== undefined && { intent }), entities };
  });
}

const texts = (intent: string, ...all: readonly string[]): readonly TrainingExample[] =>
  all.map((text) => ({ text, intent, entities: [] }));

async function train(
  data: NluTrainingData,
  name = "DIETClassifier",
  {
    options = {},
    seed = 5,
    language = "en",
  }: { options?: JsonObject; seed?: number; language?: string } = {},
): Promise<TrainedPipeline> {
  const components = [
    { name: "WhitespaceTokenizer", options: {} },
    { name, options },
  ];
  return await trainPipeline({ language, components }, data, { seed, logger: silentLogger });
}

const bytesOf = (pipeline: TrainedPipeline) =>
  [...pipeline.toFiles()].map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]);

/** Confidences are those of a probability, at most 1 in all, the largest first, and the first is the intent's. */
function expectProbabilities({ intent, intent_ranking: ranking = [] }: ParseResult): void {
  const confidences = ranking.map(({ confidence }) => confidence ?? Number.NaN);
  for (const confidence of confidences) {
    expect(confidence).toBeGreaterThanOrEqual(0);
    expect(confidence).toBeLessThanOrEqual(1);
  }
  expect(confidences.reduce((sum, confidence) => sum + confidence, 0)).toBeLessThanOrEqual(1 + 1e-9);
  expect(confidences.toSorted((left, right) => right - left)).toEqual(confidences);
  if (ranking.length > 0) expect(intent).toEqual(ranking[0]);
}

function expectWithin(text: string, entities: readonly Entity[]): void {
  let next = 0;
  for (const { start = 0, end = 0, value, confidence_entity: confidence } of entities) {
    expect(start).toBeGreaterThanOrEqual(next);
    expect(end).toBeGreaterThan(start);
    expect(text.slice(start, end)).toBe(value);
    expect(confidence).toBeGreaterThanOrEqual(0);
    expect(confidence).toBeLessThanOrEqual(1 + 1e-9);
    next = end;
  }
}

const kindsOf = ({ entities }: ParseResult) =>
  entities.map(({ entity, role, group, value }) => [value, entity, role, group]);

const TRAVEL = dataOf(
  [
    ...texts("greet", "hello", "hi there", "good morning", "hey 😀", "مرحبا"),
    ...texts("goodbye", "bye", "see you later", "good night", "farewell"),
    ...examplesOf(
      "book",
      "fly to [Rome](city)",
      "a flight to [New York](city) please",
      "fly to [Oslo](city) at [10](hour)",
      "to [Berlin](city) at [7](hour)",
      "please fly to [Paris](city)",
    ),
  ],
  [{ name: "city", elements: ["Berlin", "San Marino", "東京"] }],
);

/** Texts near what was learned, and far from it. */
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        "fly",
        "to",
        "Rome",
        "New",
        "York",
        "at",
        "10",
        "hello",
        "bye",
        "😀",
        "",
        "مرحبا",
        "東京",
      ),
      {
        maxLength: 12,
      },
    )
    .map((words) => words.join(" ")),
  fc.constantFrom("", " ", "\n", "😀", "👩‍👩‍👧", "\ud83d", "e\u0301", "\u0000", "?!"),
);

describe.each(CLASSIFIERS)("%s", (name) => {
  let pipeline: TrainedPipeline;
  beforeAll(async () => {
    pipeline = await train(TRAVEL, name);
  });

  it("learns the same bytes from the same examples and seed", async () => {
    expect(bytesOf(await train(TRAVEL, name))).toEqual(bytesOf(pipeline));
  });

  it("understands any text the same once it is stored and loaded", async () => {
    const loaded = await loadPipeline(pipeline.toFiles());
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        expect(await loaded.parse(text)).toEqual(await pipeline.parse(text));
      }),
      { numRuns: 200 },
    );
  });

  it("gives any text probabilities, and entities that lie in it", async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const result = await pipeline.parse(text);
        expectProbabilities(result);
        expectWithin(text, result.entities);
      }),
      { numRuns: 200 },
    );
  });

  it("understands its own examples", async () => {
    for (const { text, intent } of TRAVEL.examples)
      expect((await pipeline.parse(text)).intent.name).toBe(intent);
  });

  it("learns a single intent, of one example or of many", async () => {
    for (const data of [texts("only", "hello"), texts("only", "hello", "hi", "good day")]) {
      const result = await (await train(dataOf(data), name)).parse("hello");
      expect(result.intent.name).toBe("only");
      expectProbabilities(result);
    }
  });

  it("learns intents of one example each", async () => {
    const data = ["weather tomorrow", "play some music", "order a pizza", "call my mother"];
    const one = await train(dataOf(data.flatMap((text, at) => texts(`intent_${at}`, text))), name);
    for (const [at, text] of data.entries()) {
      const result = await one.parse(text);
      expect(result.intent.name).toBe(`intent_${at}`);
      expectProbabilities(result);
    }
  });

  it("is unsure of a text that examples contradict each other about", async () => {
    const data = [...texts("yes", "sure", "of course", "ok"), ...texts("no", "sure", "never", "ok")];
    const result = await (await train(dataOf(data), name)).parse("sure");
    expectProbabilities(result);
    expect(["yes", "no"]).toContain(result.intent.name);
    expect(result.intent.confidence).toBeLessThan(0.95);
  });

  it("learns from examples that are all alike", async () => {
    const data = ["a", "b", "c"].flatMap((intent) => texts(intent, "same", "same", "same"));
    expectProbabilities(await (await train(dataOf(data), name)).parse("same"));
  });

  it("learns texts of nothing but emoji, and others of nothing at all", async () => {
    const data = [
      ...texts("happy", "😀", "😀😀", "🎉🎉"),
      ...texts("sad", "😢", "💔", "😢💔"),
      ...texts("silent", "", " ", ""),
    ];
    const learned = await train(dataOf(data), name);
    expect((await learned.parse("😀")).intent.name).toBe("happy");
    expect((await learned.parse("😢")).intent.name).toBe("sad");
    expect((await learned.parse("")).intent).toEqual({ name: null, confidence: 0 });
    expectProbabilities(await learned.parse("🦄"));
  });

  it("learns nothing but texts of nothing", async () => {
    const learned = await train(dataOf([...texts("a", "", ""), ...texts("b", " ")]), name);
    expectProbabilities(await learned.parse("anything"));
  });

  it("learns texts that are written from right to left", async () => {
    const data = [
      ...texts("greet", "שלום", "בוקר טוב", "مرحبا", "صباح الخير"),
      ...texts("goodbye", "להתראות", "לילה טוב", "مع السلامة", "وداعا"),
    ];
    const learned = await train(dataOf(data), name);
    expect((await learned.parse("בוקר טוב!")).intent.name).toBe("greet");
    expect((await learned.parse("مع السلامة")).intent.name).toBe("goodbye");
  });

  it("keeps names of intents as they are, those that are no names of properties among them", async () => {
    const data = [...texts("__proto__", "one", "two"), ...texts("constructor", "three", "four")];
    const learned = await train(dataOf(data), name);
    expect((await learned.parse("two")).intent.name).toBe("__proto__");
    const loaded = await loadPipeline(learned.toFiles());
    expect((await loaded.parse("four")).intent.name).toBe("constructor");
  });

  it("learns from examples without an intent nothing about intents", async () => {
    const learned = await train(
      dataOf(examplesOf(undefined, "fly to [Rome](city)", "to [Oslo](city)")),
      name,
    );
    const result = await learned.parse("fly to Rome");
    expect(result.intent).toEqual({ name: null, confidence: 0 });
    expect(await (await loadPipeline(learned.toFiles())).parse("fly to Rome")).toEqual(result);
  });
});

describe("many intents", () => {
  it("are learned from two examples each", async () => {
    const topics = Array.from({ length: 300 }, (_, at) => `topic${String.fromCharCode(97 + (at % 26))}${at}`);
    const data = topics.flatMap((topic) =>
      texts(`about_${topic}`, `tell me about ${topic}`, `what is ${topic}`),
    );
    const learned = await train(dataOf(data), "LogisticRegressionClassifier");
    let right = 0;
    for (const topic of topics) {
      const result = await learned.parse(`please tell me what ${topic} is`);
      expectProbabilities(result);
      if (result.intent.name === `about_${topic}`) right++;
    }
    expect(right).toBeGreaterThan(270);
  }, 120_000);
});

describe("a text of 1 MB among the examples", () => {
  it("is learned from beside the others", async () => {
    const long = "we talk about everything and nothing ".repeat(28_000);
    const learned = await train(
      dataOf([...texts("greet", "hello", "hi"), ...texts("bye", "bye"), ...texts("talk", long)]),
      "LogisticRegressionClassifier",
    );
    expect((await learned.parse("hello")).intent.name).toBe("greet");
    expectProbabilities(await learned.parse(long));
  }, 120_000);

  // keyed-features.ts, `Math.hypot(...vector.values)`: more values than a call takes arguments.
  it("may have more features of a featurizer than a function takes arguments", async () => {
    const words = Array.from({ length: 150_000 }, (_, at) => `w${at}`).join(" ");
    const components = [
      { name: "WhitespaceTokenizer", options: {} },
      { name: "CountVectorsFeaturizer", options: {} },
      {
        name: "LogisticRegressionClassifier",
        options: { featurizers: ["CountVectorsFeaturizer"] },
      },
    ];
    const data = dataOf([...texts("greet", "hello"), ...texts("talk", words)]);
    const context = { seed: 1, logger: silentLogger };
    const learned = await trainPipeline({ language: "en", components }, data, context);
    expectProbabilities(await learned.parse("hello"));
  }, 120_000);
});

describe("entities of DIETClassifier", () => {
  it("come back with the places and values of the examples", async () => {
    const pipeline = await train(TRAVEL);
    expect(kindsOf(await pipeline.parse("a flight to New York please"))).toEqual([
      ["New York", "city", undefined, undefined],
    ]);
    expect(kindsOf(await pipeline.parse("fly to Oslo at 10"))).toEqual([
      ["Oslo", "city", undefined, undefined],
      ["10", "hour", undefined, undefined],
    ]);
  });

  it("come back with their roles and groups, and how sure these are", async () => {
    const routes = ["Rome", "Oslo", "Paris", "Berlin", "Vienna", "Madrid"];
    const data = examplesOf(
      "book",
      ...routes.map((city, at) => `from [${city}](city from) to [${routes.at(at - 1)}](city to)`),
      ...routes.map((city) => `a small [${city}](topping small 1) and a large [corn](topping large 2)`),
    );
    const result = await (await train(dataOf(data))).parse("from Oslo to Rome");
    expect(kindsOf(result)).toEqual([
      ["Oslo", "city", "from", undefined],
      ["Rome", "city", "to", undefined],
    ]);
    for (const { confidence_role: role, confidence_entity: entity } of result.entities)
      expect(role).toBe(entity);
    const grouped = await (await train(dataOf(data))).parse("a small Rome and a large corn");
    expect(kindsOf(grouped)).toEqual([
      ["Rome", "topping", "small", "1"],
      ["corn", "topping", "large", "2"],
    ]);
    expect(grouped.entities[0]).toHaveProperty("confidence_group");
  });

  it("are learned where no example has an intent, and where they alone are asked for", async () => {
    const cities = ["Rome", "Oslo", "Paris", "Berlin"];
    const marked = cities.map((city) => `fly to [${city}](city) now`);
    for (const [intent, options] of [
      [undefined, {}],
      ["book", { intent_classification: false }],
    ] as const) {
      const learned = await train(dataOf(examplesOf(intent, ...marked)), "DIETClassifier", { options });
      const result = await learned.parse("fly to Vienna now");
      expect(kindsOf(result)).toEqual([["Vienna", "city", undefined, undefined]]);
      expect(result.intent.name).toBe(null);
      expect(await (await loadPipeline(learned.toFiles())).parse("fly to Vienna now")).toEqual(result);
    }
  });

  it("are not looked for where they are not asked for", async () => {
    const learned = await train(TRAVEL, "DIETClassifier", { options: { entity_recognition: false } });
    const result = await learned.parse("fly to Rome");
    expect(result.entities).toEqual([]);
    expect(result.intent.name).toBe("book");
  });

  it("are found by a lookup table where no example has the value", async () => {
    const countries = ["Chad", "Peru", "Iran", "Cuba", "Oman", "Fiji", "Laos", "Togo"];
    const others = ["soon", "again", "now", "alone", "cheap", "fast"];
    const data = dataOf(
      [
        ...examplesOf("go", ...countries.slice(0, 6).map((country) => `show me [${country}](country)`)),
        ...texts("go", ...others.map((word) => `show me ${word}`)),
      ],
      [{ name: "country", elements: countries }],
    );
    const learned = await train(data);
    expect(kindsOf(await learned.parse("show me Togo"))).toEqual([["Togo", "country", undefined, undefined]]);
  });

  it("are found by what English words are, where no example has the value", async () => {
    const names = ["ruth", "nancy", "peter", "mary"].map((name) => `ask [${name}](person) for it`);
    const cities = ["berlin", "london", "madrid", "rome"].map((name) => `ask [${name}](city) for it`);
    const data = dataOf(examplesOf("ask", ...names, ...cities));
    const english = await train(data);
    expect(kindsOf(await english.parse("ask walter for it"))).toEqual([
      ["walter", "person", undefined, undefined],
    ]);
    expect(kindsOf(await english.parse("ask lagos for it"))).toEqual([
      ["lagos", "city", undefined, undefined],
    ]);
    const loaded = await loadPipeline(english.toFiles());
    expect(kindsOf(await loaded.parse("ask lagos for it"))).toEqual([
      ["lagos", "city", undefined, undefined],
    ]);
    const german = await train(data, "DIETClassifier", { language: "de" });
    const both = [await german.parse("ask walter for it"), await german.parse("ask lagos for it")];
    expect(new Set(both.flatMap(kindsOf).map(([, kind]) => kind)).size).toBe(1);
  });

  it("are what a word means by what the text is about", async () => {
    const data = dataOf([
      ...examplesOf(
        "play",
        ...["jazz", "soul", "funk"].map((word) => `please play some [${word}](genre) now`),
      ),
      ...examplesOf("buy", ...["milk", "soap", "rice"].map((word) => `please buy some [${word}](item) now`)),
    ]);
    const pipeline = await train(data);
    expect(kindsOf(await pipeline.parse("please play some polka now"))).toEqual([
      ["polka", "genre", undefined, undefined],
    ]);
    expect(kindsOf(await pipeline.parse("please buy some polka now"))).toEqual([
      ["polka", "item", undefined, undefined],
    ]);
  });

  it("may cover parts of words, nothing at all, or each other: what is left is learned", async () => {
    const entity = (start: number, end: number, type: string) => ({ start, end, entity: type, value: "x" });
    const data = dataOf([
      { text: "unbelievable story", intent: "a", entities: [entity(2, 5, "part"), entity(4, 8, "other")] },
      { text: "one two three", intent: "a", entities: [entity(0, 7, "long"), entity(4, 13, "over")] },
      { text: "one two", intent: "b", entities: [entity(3, 4, "blank"), entity(50, 60, "beyond")] },
      { text: "", intent: "b", entities: [entity(0, 0, "none")] },
    ]);
    const learned = await train(data);
    for (const { text } of data.examples) expectWithin(text, (await learned.parse(text)).entities);
  });
});
