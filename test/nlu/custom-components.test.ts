import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Logger, silentLogger } from "../../src/base/index.ts";
import { loadComponents, loadPipeline, type NluTrainingData, trainPipeline } from "../../src/nlu/index.ts";
import { temporaryFolder } from "../cli/run-cli.ts";

const data: NluTrainingData = {
  examples: [
    { text: "hello", intent: "greet", entities: [] },
    { text: "bye", intent: "goodbye", entities: [] },
  ],
  synonyms: new Map(),
  regexes: [],
  lookups: [],
};

/** Learns the words of the examples, finds those that are none, and fails where it is told to. */
const STRANGERS = `import { defineComponent } from "tsbot";

export default defineComponent({
  name: "Strangers",
  train({ messages, options }) {
    if (options["fails"] === "train") throw new Error("no luck");
    return { json: messages.flatMap(({ tokens }) => tokens.map(({ text }) => text)) };
  },
  load({ json }, options) {
    const known = new Set(json as string[]);
    return {
      process(message) {
        if (options["fails"] === "process" && message.text !== "hello") throw new Error("out of order");
        const spoilt = [{ entity: 5 }] as never;
        message.entities = options["fails"] === "shape" ? spoilt : message.tokens
          .filter(({ text }) => !known.has(text))
          .map(({ text, start, end }) => ({ entity: "stranger", start, end, value: text }));
      },
    };
  },
});
`;

async function projectWith(files: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, name)), { recursive: true });
    await writeFile(join(folder.path, name), text);
  }
  return folder;
}

function train(customComponents: Awaited<ReturnType<typeof loadComponents>>["definitions"], fails?: string) {
  const components = [
    { name: "WhitespaceTokenizer", options: {} },
    { name: "Strangers", options: fails === undefined ? {} : { fails } },
  ];
  return trainPipeline({ language: "en", components }, data, {
    seed: 1,
    logger: silentLogger,
    customComponents,
  });
}

describe("components of a project's own", () => {
  it("are trained, stored without their code, and loaded again", async () => {
    await using folder = await projectWith({ "components/strangers.ts": STRANGERS });
    const { definitions, broken } = await loadComponents(folder.path);
    expect(broken).toEqual([]);
    const trained = await train(definitions);
    const loaded = await loadPipeline(trained.toFiles(), { customComponents: definitions });
    for (const pipeline of [trained, loaded])
      expect((await pipeline.parse("hello Paul")).entities).toEqual([
        { entity: "stranger", start: 6, end: 10, value: "Paul" },
      ]);
    expect(Buffer.from(trained.toFiles().get("pipeline.json") ?? []).toString()).not.toContain("known.has");
  });

  it.each([["train", "The component 'Strangers' failed in training: no luck.", 6]])(
    "end training with their place when they throw in %s",
    async (fails, message, line) => {
      await using folder = await projectWith({ "components/strangers.ts": STRANGERS });
      const { definitions } = await loadComponents(folder.path);
      await expect(train(definitions, fails)).rejects.toMatchObject({
        code: "nlu/component-failed",
        message,
        at: { file: "components/strangers.ts", line },
      });
    },
  );

  it("are passed over when they throw, or spoil a message, once they are served", async () => {
    await using folder = await projectWith({ "components/strangers.ts": STRANGERS });
    const { definitions } = await loadComponents(folder.path);
    for (const [fails, reason] of [
      ["process", /^out of order$/],
      ["shape", /entity/],
    ] as const) {
      const errors: unknown[] = [];
      const logger: Logger = { ...silentLogger, error: (_, fields) => errors.push(fields) };
      const files = (await train(definitions, fails)).toFiles();
      const pipeline = await loadPipeline(files, { customComponents: definitions, logger });
      expect(await pipeline.parse("who is there")).toMatchObject({ entities: [], intent: { name: null } });
      expect(errors).toEqual([
        {
          component: "Strangers",
          at: expect.stringMatching(/^components\/strangers\.ts:\d+:\d+$/) as string,
          reason: expect.stringMatching(reason) as string,
        },
      ]);
    }
  });

  it("are listed for a name that there is not, and missed by a model that needs them", async () => {
    await using folder = await projectWith({ "components/strangers.ts": STRANGERS });
    const { definitions } = await loadComponents(folder.path);
    const components = [{ name: "Stranger", options: {} }];
    const context = { seed: 1, logger: silentLogger, customComponents: definitions };
    await expect(trainPipeline({ language: "en", components }, data, context)).rejects.toMatchObject({
      code: "nlu/unknown-component",
      hint: expect.stringMatching(/^Did you mean 'Strangers'\? Components: .*, Strangers\.$/) as string,
    });
    const files = (await train(definitions)).toFiles();
    await expect(loadPipeline(files)).rejects.toMatchObject({
      code: "nlu/unknown-component",
      message: "There is no component 'Strangers' in tsbot or in the project's components/.",
    });
  });

  it("are refused with a name of tsbot's, one that is none, twice, and where they do not load", async () => {
    const named = (name: string) =>
      `import { defineComponent } from "tsbot";\nexport default defineComponent({ name: "${name}", load: () => ({ process() {} }) });\n`;
    await using folder = await projectWith({
      "components/a.ts": named("Twice"),
      "components/b.ts": named("Twice"),
      "components/c.ts": named("DIETClassifier"),
      "components/d.ts": named("rasa.Own"),
      "components/e.ts": "export default {",
    });
    const { definitions, broken } = await loadComponents(folder.path);
    expect([...definitions.keys()]).toEqual(["Twice"]);
    expect(broken.map(({ code, at }) => `${at?.file} ${code}`).sort()).toEqual([
      "components/b.ts components/defined-twice",
      "components/c.ts components/defined-twice",
      "components/d.ts components/cannot-load",
      "components/e.ts components/cannot-load",
    ]);
  });

  it.each([
    ["a function", "{ json: { run: () => 1 } }", null],
    ["an array of another kind", "{ arrays: { a: new Float64Array(1) } }", /no Float32Array/],
    [
      "an array with a path for its name",
      "{ arrays: { '../a': new Float32Array(1) } }",
      /no name for an array/,
    ],
  ])("store numbers and JSON alone: %s", async (_, state, problem) => {
    await using folder = await projectWith({
      "components/a.ts": `export default { name: "Strangers", train: () => (${state}), load: () => ({ process() {} }) };\n`,
    });
    const { definitions } = await loadComponents(folder.path);
    if (problem === null) {
      const stored = Buffer.from((await train(definitions)).toFiles().get("pipeline.json") ?? []).toString();
      expect(JSON.parse(stored)).toMatchObject({ components: [{}, { name: "Strangers", state: {} }] });
    } else
      await expect(train(definitions)).rejects.toMatchObject({
        code: "nlu/component-failed",
        message: expect.stringMatching(problem) as string,
      });
  });
});
