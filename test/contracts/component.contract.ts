import { describe, expect, it } from "vitest";
import { type JsonObject, silentLogger } from "../../src/base/index.ts";
import type { ParseResult } from "../../src/conversation/index.ts";
import {
  type CustomComponentDefinition,
  type CustomComponents,
  loadPipeline,
  type NluTrainingData,
  type TrainedPipeline,
  trainPipeline,
} from "../../src/nlu/index.ts";

/** What every component of a pipeline promises, whoever wrote it. */
export interface ComponentUnderTest {
  readonly name: string;
  readonly options?: JsonObject;
  /** Components before it. */
  readonly before?: readonly string[];
  /** The definition of one that is not tsbot's. */
  readonly custom?: CustomComponentDefinition;
  readonly directory?: string;
}

const DATA: NluTrainingData = {
  examples: [
    ...["hello", "hi there", "good morning"].map((text) => ({ text, intent: "greet", entities: [] })),
    ...["bye", "see you", "good night 😴"].map((text) => ({ text, intent: "goodbye", entities: [] })),
    ...["when?", "how late is it"].map((text) => ({ text, intent: "faq/hours", entities: [] })),
    ...["where?", "which street"].map((text) => ({ text, intent: "faq/place", entities: [] })),
    ...["Berlin", "Rome", "Oslo"].map((city) => ({
      text: `fly to ${city} at 10`,
      intent: "book",
      entities: [{ start: 7, end: 7 + city.length, entity: "city", value: city }],
    })),
  ],
  synonyms: new Map([["nyc", "New York"]]),
  regexes: [{ name: "number", pattern: "[0-9]+" }],
  lookups: [{ name: "city", elements: ["Berlin", "Rome"] }],
};

const EMPTY: NluTrainingData = { examples: [], synonyms: new Map(), regexes: [], lookups: [] };

const TEXTS = [
  "hello there",
  "fly to Berlin at 12 with Paul",
  "when?",
  "",
  " ",
  "😀",
  "👩‍👩‍👧 ﷺ \ud83d e\u0301",
  "x".repeat(5_000),
];

export function describeComponent(tested: ComponentUnderTest): void {
  describe(`${tested.name} ${JSON.stringify(tested.options ?? {})}`, () => {
    it("answers the same to the last bit after saving and loading", async () => {
      const { pipeline, seen } = await train(tested);
      const before = await answers(pipeline, seen);
      const loading = watched(tested);
      const loaded = await loadPipeline(pipeline.toFiles(), { ...loading.around, logger: silentLogger });
      expect(await answers(loaded, loading.seen)).toEqual(before);
    });

    it("learns the same from the same data and seed", async () => {
      const [first, second] = [await train(tested), await train(tested)];
      expect(bytesOf(second.pipeline)).toEqual(bytesOf(first.pipeline));
    });

    it("stores the same when it is loaded and stored again", async () => {
      const { pipeline, around } = await train(tested);
      const loaded = await loadPipeline(pipeline.toFiles(), around);
      expect(bytesOf(loaded)).toEqual(bytesOf(pipeline));
    });

    it("learns from nothing, and then answers every text", async () => {
      const { pipeline, seen } = await train(tested, EMPTY);
      for (const { confidence } of (await answers(pipeline, seen)).map(({ result }) => result.intent)) {
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }
    });

    it("finds entities that lie in the text, and leaves the text as it is", async () => {
      const { pipeline, seen } = await train(tested);
      for (const { text, result } of await answers(pipeline, seen)) {
        expect(result.text).toBe(text);
        for (const { start = 0, end = 0 } of result.entities) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
      }
    });

    it("provides features within their size, the same whenever they are asked for", async () => {
      const { pipeline, seen } = await train(tested);
      for (const { features } of await answers(pipeline, seen)) {
        features.forEach(checkFeatures);
      }
    });
  });
}

function checkFeatures({ size, dense, vectors }: Seen): void {
  if (dense !== null) expect(dense).toHaveLength(size);
  for (const { indices, values } of vectors) {
    expect(values).toHaveLength(indices.length);
    expect([...indices].sort((left, right) => left - right)).toEqual([...indices]);
    expect(indices.every((index) => index >= 0 && index < size)).toBe(true);
  }
}

interface Seen {
  readonly name: string;
  readonly size: number;
  readonly dense: Float32Array | null;
  readonly vectors: readonly { readonly indices: Int32Array; readonly values: Float64Array }[];
}

/** A last component that notes the features of the message. */
function watched({ custom, directory }: ComponentUnderTest) {
  const seen: Seen[] = [];
  const watcher: CustomComponentDefinition = {
    name: "Watcher",
    load: () => ({
      async process({ features, tokens }) {
        for (const { name, size, sentence, sentenceDense, tokens: ofTokens } of features) {
          const vectors = [sentence(), sentence(), ...(ofTokens?.() ?? [])];
          if (ofTokens !== undefined) expect(ofTokens()).toHaveLength(tokens.length);
          seen.push({ name, size, dense: (await sentenceDense?.()) ?? null, vectors });
        }
      },
    }),
  };
  const own = custom === undefined ? [watcher] : [custom, watcher];
  const customComponents: CustomComponents = new Map(
    own.map((definition) => [definition.name, { definition, file: `components/${definition.name}.ts` }]),
  );
  return { seen, around: { customComponents, ...(directory !== undefined && { directory }) } };
}

async function train(tested: ComponentUnderTest, data = DATA) {
  const { name, options = {}, before = ["WhitespaceTokenizer"] } = tested;
  const components = [
    ...before.map((other) => ({ name: other, options: {} })),
    { name, options },
    { name: "Watcher", options: {} },
  ];
  const { seen, around } = watched(tested);
  const context = { seed: 7, logger: silentLogger, ...around };
  const pipeline = await trainPipeline({ language: "en", components }, data, context);
  return { pipeline, seen, around };
}

interface Answer {
  readonly text: string;
  readonly result: ParseResult;
  readonly features: readonly Seen[];
}

async function answers(pipeline: TrainedPipeline, seen: Seen[]): Promise<readonly Answer[]> {
  const given: Answer[] = [];
  for (const text of TEXTS) {
    seen.length = 0;
    const result = await pipeline.parse(text, { referenceTime: 1_700_000_000_000, timeZone: "UTC" });
    given.push({ text, result, features: [...seen] });
  }
  return given;
}

function bytesOf(pipeline: TrainedPipeline): readonly (readonly [string, string])[] {
  return [...pipeline.toFiles()].map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]);
}
