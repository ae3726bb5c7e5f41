import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonObject, type JsonObject } from "../../../src/base/index.ts";
import { type NluFiles, readStoryFiles, splitNlu, splitStories } from "../../../src/project/index.ts";
import { createPlaceBook } from "../../../src/project/place-book.ts";
import { readStories } from "../../../src/project/readers/stories.ts";
import { createSourceReader } from "../../../src/project/source-reader.ts";
import { allocateTests } from "../../../src/project/splitting/allocate.ts";
import { toYaml } from "../../../src/project/writers/index.ts";
import { parseYaml } from "../../../src/project/yaml/parse-yaml.ts";
import { withFiles } from "../files.ts";

const fraction = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const seed = fc.nat();

describe("splitting examples", () => {
  const sizes = fc.array(fc.nat({ max: 40 }), { maxLength: 12 });

  it("takes what the fraction leaves over, something of every class, never all of one", () => {
    fc.assert(
      fc.property(sizes, fraction, (counts, part) => {
        const tests = allocateTests(counts, part);
        const total = counts.reduce((sum, count) => sum + count, 0);
        const inTests = tests.reduce((sum, count) => sum + count, 0);
        for (const [index, count] of counts.entries()) {
          expect(tests[index]).toBeLessThanOrEqual(Math.max(0, count - 1));
          expect(tests[index]).toBeGreaterThanOrEqual(count < 2 ? 0 : 1);
        }
        const classes = counts.filter((count) => count > 1).length;
        const most = counts.reduce((sum, count) => sum + Math.max(0, count - 1), 0);
        const wanted = Math.max(total - Math.floor(total * part + 1e-9), classes);
        expect(inTests).toBe(Math.min(wanted, most));
      }),
    );
  });

  const at = { file: "nlu.yml", line: 1, column: 1 };
  const nlu = (intents: readonly string[]): NluFiles["nlu"] => ({
    examples: intents.map((intent, index) => ({ text: `example ${index}`, intent, entities: [], at })),
    synonyms: new Map([["a", "b"]]),
    regexes: [{ name: "zip", pattern: "\\d", at }],
    lookups: [],
    entries: [],
  });
  const intents = fc.array(fc.constantFrom("greet", "bye", "faq/name", "faq/age"), { maxLength: 60 });

  it("loses and doubles none, and gives the same for the same seed", () => {
    fc.assert(
      fc.property(intents, fraction, seed, (names, trainingFraction, number) => {
        const data = nlu(names);
        const split = () => splitNlu(data, new Map(), { trainingFraction, seed: number });
        const { training, test } = split();
        const texts = [...training.nlu.examples, ...test.nlu.examples].map(({ text }) => text);
        expect(new Set(texts).size).toBe(texts.length);
        expect([...texts].sort()).toEqual(data.examples.map(({ text }) => text).sort());
        expect(split()).toEqual({ training, test });
        expect(test.nlu.synonyms).toEqual(data.synonyms);
      }),
    );
  });

  it("differs from seed to seed", () => {
    const data = nlu(Array.from({ length: 40 }, () => "greet"));
    const tests = [1, 2, 3].map((number) =>
      splitNlu(data, new Map(), { trainingFraction: 0.8, seed: number })
        .test.nlu.examples.map(({ text }) => text)
        .join(),
    );
    expect(new Set(tests).size).toBe(3);
  });

  it("gives each part the responses that its examples call for", () => {
    const responses = new Map<string, JsonObject[]>([
      ["utter_faq/name", [{ text: "Ada" }]],
      ["utter_faq/age", [{ text: "36" }]],
      ["utter_greet", [{ text: "Hello" }]],
    ]);
    const data = nlu(["faq/name", "faq/name", "faq/age", "greet"]);
    const { training, test } = splitNlu(data, responses, { trainingFraction: 0.5, seed: 1 });
    expect([...test.responses.keys()]).toEqual(["utter_faq/name"]);
    expect([...training.responses.keys()].sort()).toEqual(["utter_faq/age", "utter_faq/name", "utter_greet"]);
  });
});

async function split(text: string, options = { trainingFraction: 0.5, seed: 1 }) {
  return await withFiles({ "stories.yml": text }, async (directory) => {
    const { files, diagnostics } = await readStoryFiles({ directory, data: ["stories.yml"] });
    expect(diagnostics).toEqual([]);
    const [only] = splitStories(files, options);
    if (only === undefined) throw new Error("nothing was split");
    return only;
  });
}

/** Stories as they are read, without their places. */
function read(text: string): readonly string[] {
  const { document, problems } = parseYaml("stories.yml", text, {});
  expect(problems).toEqual([]);
  const reader = createSourceReader(document, createPlaceBook());
  if (document.root?.kind !== "mapping") return [];
  const stories = readStories(reader, document.root);
  return stories.map((story) => JSON.stringify(story, (key, value) => (key === "at" ? undefined : value)));
}

describe("splitting stories", () => {
  const name = fc.string({
    unit: fc.constantFrom(..."abc -#:'\"[]{}&*!|>%@é😀\n\t"),
    minLength: 1,
    maxLength: 8,
  });
  const value = fc.oneof(
    name,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(name, { maxLength: 2 }),
  );
  const step = fc.oneof(
    fc.record(
      {
        intent: name,
        entities: fc.array(fc.dictionary(name, name, { minKeys: 1, maxKeys: 1 }), { maxLength: 2 }),
      },
      { requiredKeys: ["intent"] },
    ),
    fc.record({ user: name, intent: name }, { requiredKeys: ["user"] }),
    fc.record({ action: name }),
    fc.record({ bot: name }),
    fc.record({ checkpoint: name }),
    fc.record({ active_loop: fc.option(name) }),
    fc.record({
      slot_was_set: fc.array(fc.dictionary(name, value, { minKeys: 1, maxKeys: 1 }), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
    fc.record({ or: fc.array(fc.record({ intent: name }), { minLength: 2, maxLength: 3 }) }),
  );
  const story = fc.record(
    {
      story: name,
      steps: fc.array(step, { minLength: 1, maxLength: 4 }),
      metadata: fc.dictionary(name, value, { maxKeys: 2 }),
    },
    { requiredKeys: ["story", "steps"] },
  );
  const rule = fc.record({ rule: name, steps: fc.array(step, { minLength: 1, maxLength: 2 }) });
  const comment = fc.constantFrom("", "# a comment\n", "\n", "  # indented\n\n");

  it("loses and doubles none, whatever they hold", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(story, comment), { minLength: 1, maxLength: 6 }),
        fc.array(rule, { maxLength: 2 }),
        fraction,
        seed,
        async (stories, rules, trainingFraction, number) => {
          const items = stories.map(
            ([one, above]) => above + toYaml([JSON.parse(JSON.stringify(one))]).replace(/^#.*\n/, ""),
          );
          const below = rules.length === 0 ? "" : toYaml({ rules: JSON.parse(JSON.stringify(rules)) });
          const text = `version: "3.1"\nstories:\n${items.join("")}${below}`;
          const { training, test, isRewritten } = await split(text, { trainingFraction, seed: number });
          const parts = [...read(training.text), ...read(test?.text ?? "")];
          expect([...parts].sort()).toEqual([...read(text)].sort());
          expect(training.stories + (test?.stories ?? 0)).toBe(stories.length);
          expect(isRewritten).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("keeps comments, layout and everything else of the file", async () => {
    const text = `version: "3.1"
# all about greetings
stories:

  # the happy one
  - story: happy
    steps:
      - intent: greet   # said first
      - action: utter_greet
  # the sad one
  - story: sad
    steps: [{intent: greet}, {action: utter_cheer_up}]

rules:
  - rule: bye
    steps:
      - intent: bye
      - action: utter_bye
`;
    const { training, test } = await split(text);
    expect(test?.text).toMatch(/^stories:\n {2}(?:# the sad one\n {2})?- story/);
    const both = `${training.text}${test?.text}`;
    for (const line of text.split("\n").filter((one) => one !== ""))
      expect(both.split(line).length - 1).toBe(line === "stories:" ? 2 : text.split(line).length - 1);
  });

  it.each([
    ["a list in brackets", "stories: [{story: a, steps: [{intent: x}]}, {story: b, steps: [{intent: y}]}]\n"],
    ["an anchor", "stories:\n- story: a\n  steps: &steps\n  - intent: x\n- story: b\n  steps: *steps\n"],
    [
      "windows line ends",
      "stories:\r\n- story: a\r\n  steps:\r\n  - intent: x\r\n- story: b\r\n  steps:\r\n  - intent: y\r\n",
    ],
    [
      "a dash on its own line",
      "stories:\n-\n  story: a\n  steps:\n  - intent: x\n- # second\n  story: b\n  steps:\n  - intent: y\n",
    ],
    [
      "no line break at the end",
      "stories:\n- story: a\n  steps:\n  - intent: x\n- story: b\n  steps:\n  - intent: y",
    ],
  ])("copes with %s", async (_, text) => {
    const { training, test } = await split(text);
    expect([...read(training.text), ...read(test?.text ?? "")].sort()).toEqual([...read(text)].sort());
    expect([training.stories, test?.stories]).toEqual([1, 1]);
  });

  it("leaves environment variables and comments as they are", async () => {
    const written = await split(
      `stories:\n# one\n- story: a\n  steps:\n  - intent: \${NAME} # said\n# two\n- story: b\n  steps:\n  - intent: '\${NAME}'\n`,
    );
    expect(written.isRewritten).toBe(false);
    const both = `${written.training.text}${written.test?.text}`;
    for (const piece of ["# one", "# two", `- intent: \${NAME} # said`, `- intent: '\${NAME}'`])
      expect(both).toContain(piece);
  });

  it("leaves them also where stories must be written anew", async () => {
    const { training, test, isRewritten } = await split(
      `stories:\n- story: a\n  steps: &steps\n  - user: '\${HOME} in quotes'\n  - intent: \${NAME}\n- story: b\n  steps: *steps\n`,
    );
    expect(isRewritten).toBe(true);
    for (const text of [training.text, test?.text])
      expect(text).toContain(`  - user: '\${HOME} in quotes'\n  - intent: \${NAME}\n`);
  });

  it("keeps an only story for training, and conversation tests as they are", async () => {
    const one = "stories:\n- story: a\n  steps:\n  - intent: x\n";
    expect((await split(one)).test).toBeNull();
    await withFiles(
      { "data/test_stories.yml": one, "data/a/stories.yml": one + one.slice(9), "data/b/stories.yml": one },
      async (directory) => {
        const { files, skipped } = await readStoryFiles({ directory, data: ["data"] });
        expect(skipped).toEqual(["data/test_stories.yml"]);
        const parts = splitStories(files, { trainingFraction: 0.8, seed: 1 });
        expect(parts.map(({ training }) => training.name)).toEqual([
          "train_data_a_stories.yml",
          "train_data_b_stories.yml",
        ]);
        expect(isJsonObject(parts[0]?.test)).toBe(true);
      },
    );
  });

  it("leaves variables and comments as they are written", async () => {
    const story = (name: string) =>
      `- story: ${name} # a comment\n  steps:\n  - intent: greet\n  - slot_was_set:\n    - token: \${HOME}\n`;
    const { training, test, isRewritten } = await split(`stories:\n${story("a")}${story("b")}`);
    expect(isRewritten).toBe(false);
    for (const text of [training.text, test?.text]) {
      expect(text).toContain(`$\{HOME}`);
      expect(text).toContain("# a comment");
    }
  });

  it("gives every file a name of its own", async () => {
    const one = "stories:\n- story: a\n  steps:\n  - intent: x\n";
    const names = ["data/a/b.yml", "data/c/b.yml", "data/data_a_b.yml"];
    await withFiles(Object.fromEntries(names.map((file) => [file, one])), async (directory) => {
      const { files } = await readStoryFiles({ directory, data: ["data"] });
      const parts = splitStories(files, { trainingFraction: 0.8, seed: 1 });
      expect(new Set(parts.map(({ training }) => training.name)).size).toBe(3);
    });
  });
});
