import { describe, expect, it } from "vitest";
import { type JsonObject, silentLogger, TsbotError } from "../../src/base/index.ts";
import { trainPipeline } from "../../src/nlu/index.ts";
import { trainPolicies } from "../../src/policies/index.ts";
import { componentFacts } from "../../src/project/shapes/component-facts.ts";
import { optionShape } from "../../src/project/shapes/component-options.ts";
import { policyFacts } from "../../src/project/shapes/policy-facts.ts";
import { read } from "./files.ts";

/** Options that note which of them is looked at. */
function watched(): { readonly options: JsonObject; readonly seen: Set<string> } {
  const seen = new Set<string>();
  const options = new Proxy<JsonObject>(
    {},
    {
      get(_target, key) {
        if (typeof key === "string") seen.add(key);
        return undefined;
      },
    },
  );
  return { options, seen };
}

/** The options of a component of which editors do not say that they have no effect. */
function acting(name: string, options: readonly string[]): readonly string[] {
  return options.filter(
    (option) => !/has no effect in tsbot\.$/i.test(optionShape(name, option).about ?? ""),
  );
}

/** Some components need options that name files; they have looked at all of them before they say so. */
function refusal(error: unknown): null {
  if (TsbotError.isInstance(error) && error.code === "nlu/missing-option") return null;
  throw error;
}

/** Validation looks at these, before any policy is made. */
const CHECKED = ["check_for_contradictions", "restrict_rules"];

describe("editors say that an option has no effect where nothing looks at it, and nowhere else", () => {
  it.each([...componentFacts])("%s", async (name, { options: known }) => {
    const { nlu } = await read({});
    const { options, seen } = watched();
    const before = name.endsWith("Tokenizer") ? [] : ["WhitespaceTokenizer", "CountVectorsFeaturizer"];
    const components = [...before.map((other) => ({ name: other, options: {} })), { name, options }];
    const context = { seed: 1, logger: silentLogger };
    const pipeline = await trainPipeline({ language: "en", components }, nlu, context).catch(refusal);
    await pipeline?.parse("a rose please");
    // One implementation stands for several of Rasa's components, not all of which have all its options.
    const looked = [...seen].filter((option) => known.includes(option));
    expect(acting(name, known).toSorted()).toEqual(looked.sort());
  });

  it.each([...policyFacts])("%s", async (name, { options: known }) => {
    const { domain, stories } = await read({
      "data/stories.yml":
        'version: "3.1"\nstories:\n  - story: greet\n    steps:\n      - intent: greet\n      - action: utter_greet\n',
    });
    const { options, seen } = watched();
    trainPolicies([{ name, options }], { domain, stories }, { seed: 1, logger: silentLogger });

    const ofPolicy = acting(name, known).filter((option) => !CHECKED.includes(option));
    expect(ofPolicy.toSorted()).toEqual([...seen].sort());
  });
});
