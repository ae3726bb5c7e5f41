import { join } from "node:path";
import { expect, it } from "vitest";
import { isJsonObject } from "../../src/base/index.ts";
import { readNluFiles, readStoryFiles, splitNlu, splitStories } from "../../src/project/index.ts";
import { toJson } from "../../src/project/yaml/nodes.ts";
import { parseYaml } from "../../src/project/yaml/parse-yaml.ts";
import { describeGoldens, GOLDENS, goldensOf } from "./goldens.ts";

interface Part {
  readonly examples: number;
  readonly per_intent: Readonly<Record<string, number>>;
}

interface SplitGolden {
  readonly kind: string;
  readonly ok: boolean;
  readonly input: {
    readonly paths: readonly string[];
    readonly training_fraction: number;
    readonly random_seed: number;
  };
  readonly files: unknown;
  readonly "training_data.yml": Part;
  readonly "test_data.yml": Part;
}

const goldens = goldensOf<SplitGolden>("cli");
const directory = join(GOLDENS, "inputs");

function options({ input }: SplitGolden) {
  return { trainingFraction: input.training_fraction, seed: input.random_seed };
}

describeGoldens("data split, compared with Rasa", () => {
  it.each(goldens.filter(({ kind }) => kind === "split nlu"))("$file", async (golden) => {
    const content = await readNluFiles({ directory, data: golden.input.paths, language: "en" });
    const { training, test } = splitNlu(content.nlu, content.responses, options(golden));
    for (const [part, wanted] of [
      [training, golden["training_data.yml"]],
      [test, golden["test_data.yml"]],
    ] as const) {
      const counts: Record<string, number> = {};
      for (const { intent = "" } of part.nlu.examples) counts[intent] = (counts[intent] ?? 0) + 1;
      expect(part.nlu.examples.length).toBe(wanted.examples);
      expect(Object.keys(counts).sort()).toEqual(Object.keys(wanted.per_intent).sort());
      // Which intents get the odd examples is chance in Rasa: never more than one off.
      for (const [intent, count] of Object.entries(counts))
        expect(Math.abs(count - (wanted.per_intent[intent] ?? 0))).toBeLessThanOrEqual(1);
    }
  });

  it.each(goldens.filter(({ kind }) => kind === "split stories"))("$file", async (golden) => {
    const { files } = await readStoryFiles({ directory, data: golden.input.paths });
    const split = splitStories(files, options(golden));
    const written = split.flatMap(({ training, test }) => [training, ...(test === null ? [] : [test])]);
    if (!golden.ok) {
      // Rasa crashes where a file has one story; here it stays for training.
      expect(written.map(({ name }) => name)).toEqual(["train_stories.yml"]);
      return;
    }
    const found = written.map(({ name, text }) => {
      const { root } = parseYaml(name, text, {}).document;
      const file = root === null ? null : toJson(root);
      if (!isJsonObject(file)) throw new Error(`${name} is empty`);
      const { stories } = file;
      return [name, { keys: Object.keys(file), stories: Array.isArray(stories) ? stories.length : 0 }];
    });
    expect(Object.fromEntries(found)).toEqual(golden.files);
    expect(split.map(({ isRewritten }) => isRewritten)).toEqual(split.map(() => false));
  });
});
