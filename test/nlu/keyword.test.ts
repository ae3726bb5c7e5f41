import { describe, expect, it } from "vitest";
import { silentLogger } from "../../src/base/index.ts";
import { trainPipeline } from "../../src/nlu/index.ts";

describe("KeywordIntentClassifier", () => {
  it.each(["e-mail", "- good day", "what?!", "a/b [c] {d} (e)", "^$.*+|\\", "ein 💐"])(
    "takes '%s' letter for letter",
    async (keyword) => {
      const pipeline = await trainPipeline(
        { language: "en", components: [{ name: "KeywordIntentClassifier", options: {} }] },
        {
          examples: [{ text: keyword, intent: "found", entities: [] }],
          synonyms: new Map(),
          regexes: [],
          lookups: [],
        },
        { seed: 1, logger: silentLogger },
      );
      expect((await pipeline.parse(`now ${keyword} please`)).intent.name).toBe("found");
      expect((await pipeline.parse("now something else please")).intent.name).toBeNull();
    },
  );
});
