import { beforeAll, describe, expect, it } from "vitest";
import { type JsonObject, silentLogger } from "../../src/base/index.ts";
import { loadPipeline, type TrainedPipeline, trainPipeline } from "../../src/nlu/index.ts";

const EXAMPLES = {
  "faq/opening": ["when do you open", "what are your opening hours", "are you open on Sunday"],
  "faq/price": ["how much is a ticket", "what does it cost", "tell me the price"],
  "chitchat/name": ["what is your name", "who are you", "how are you called"],
  "chitchat/weather": ["is it raining", "how is the weather", "will the sun shine"],
  greet: ["hello", "hi", "good morning"],
};

async function train(...options: readonly JsonObject[]): Promise<TrainedPipeline> {
  const examples = Object.entries(EXAMPLES).flatMap(([intent, texts]) =>
    texts.map((text) => ({ text, intent, entities: [] })),
  );
  const components = [
    { name: "WhitespaceTokenizer", options: {} },
    { name: "DIETClassifier", options: {} },
    ...options.map((own) => ({ name: "ResponseSelector", options: own })),
  ];
  return await trainPipeline(
    { language: "en", components },
    { examples, synonyms: new Map(), regexes: [], lookups: [] },
    { seed: 1, logger: silentLogger },
  );
}

interface Selection {
  readonly response: {
    readonly intent_response_key: string | null;
    readonly utter_action: string;
    readonly confidence: number;
  };
  readonly ranking: readonly { readonly intent_response_key: string; readonly confidence: number }[];
}

const selectionOf = async (pipeline: TrainedPipeline, text: string, name: string): Promise<Selection> =>
  (await pipeline.parse(text)).response_selector?.[name] as unknown as Selection;

describe("a response selector", () => {
  let pipeline: TrainedPipeline;
  beforeAll(async () => {
    pipeline = await train({});
  });

  it.each(
    Object.entries(EXAMPLES)
      .filter(([intent]) => intent.includes("/"))
      .flatMap(([intent, texts]) => texts.map((text) => [text, intent] as const)),
  )("chooses for '%s' the answer %s, and the intent is the one before the slash", async (text, key) => {
    const { response, ranking } = await selectionOf(pipeline, text, "default");
    expect(response).toMatchObject({ intent_response_key: key, utter_action: `utter_${key}` });
    expect(ranking[0]).toEqual({ intent_response_key: key, confidence: response.confidence });
    expect((await pipeline.parse(text)).intent.name).toBe(key.split("/")[0]);
  });

  it("names all retrieval intents, and ranks the answers of all of them", async () => {
    const { response_selector: selector } = await pipeline.parse("what does it cost");
    expect(selector?.["all_retrieval_intents"]).toEqual(["chitchat", "faq"]);
    const { ranking } = await selectionOf(pipeline, "what does it cost", "default");
    expect(ranking.map(({ intent_response_key: key }) => key).sort()).toEqual(
      Object.keys(EXAMPLES)
        .filter((key) => key !== "greet")
        .sort(),
    );
    const confidences = ranking.map(({ confidence }) => confidence);
    expect(confidences).toEqual([...confidences].sort((left, right) => right - left));
  });

  it("of one retrieval intent knows only its answers, and several stand side by side", async () => {
    const both = await train({ retrieval_intent: "faq" }, { retrieval_intent: "chitchat" });
    const faq = await selectionOf(both, "who are you", "faq");
    expect(faq.ranking.map(({ intent_response_key: key }) => key).sort()).toEqual([
      "faq/opening",
      "faq/price",
    ]);
    const chitchat = await selectionOf(both, "who are you", "chitchat");
    expect(chitchat.response.intent_response_key).toBe("chitchat/name");
  });

  it("chooses nothing when there is nothing to choose from", async () => {
    const empty = await train({ retrieval_intent: "unknown" });
    expect(await selectionOf(empty, "who are you", "unknown")).toEqual({
      response: { responses: null, confidence: 0, intent_response_key: null, utter_action: "utter_None" },
      ranking: [],
    });
  });

  it("is the same after saving and loading", async () => {
    for (const trained of [pipeline, await train({ retrieval_intent: "unknown" })]) {
      const loaded = await loadPipeline(trained.toFiles());
      expect(await loaded.parse("are you open")).toEqual(await trained.parse("are you open"));
    }
  });
});
