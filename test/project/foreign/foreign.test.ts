import { describe, expect, it } from "vitest";
import { readNluFiles, readProject } from "../../../src/project/index.ts";
import { baseFiles, withFiles } from "../files.ts";

const json = (value: unknown) => JSON.stringify(value, null, 1);

async function readFiles(files: Readonly<Record<string, string>>, language = "en") {
  const { nlu, diagnostics } = await withFiles(files, (directory) =>
    readNluFiles({ directory, data: ["."], language }),
  );
  return {
    examples: nlu.examples.map(({ at: _, ...example }) => example),
    synonyms: Object.fromEntries(nlu.synonyms),
    regexes: nlu.regexes.map(({ name, pattern }) => ({ name, pattern })),
    lookups: nlu.lookups.map(({ name, elements }) => ({ name, elements })),
    findings: diagnostics.map(
      ({ at, severity, code }) => `${at.file}:${at.line}:${at.column} ${severity} ${code}`,
    ),
    hints: diagnostics.map(({ hint = "" }) => hint),
  };
}

const usersays = (...pieces: readonly object[]) => json([{ data: pieces }]);

describe("exports of other tools", () => {
  it("names what a LUIS export leaves empty, and leaves it out", async () => {
    const app = {
      luis_schema_version: "7.0.0",
      utterances: [
        { text: null, intent: "go", entities: [] },
        {
          text: "to Rome",
          intent: "go",
          entities: [
            { entity: null, startPos: 3, endPos: 6 },
            { entity: "city", startPos: 3.5, endPos: 6 },
          ],
        },
      ],
      regex_entities: [
        { name: null, regexPattern: "x" },
        { name: "flight", regexPattern: null },
      ],
    };
    const { examples, regexes, findings } = await readFiles({ "app.json": json(app) });
    expect(examples).toEqual([{ text: "to Rome", intent: "go", entities: [] }]);
    expect(regexes).toEqual([]);
    expect(findings.map((finding) => finding.split(" ").at(-1)).sort()).toEqual([
      "project/annotation-outside-text",
      "project/foreign-part",
      "project/foreign-part",
      "project/foreign-part",
      "project/foreign-part",
    ]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ["an utterance of wit.ai", { "wit.json": json({ utterances: [{ text: null, intent: "go" }] }) }],
    [
      "an annotation of wit.ai",
      { "wit.json": json({ utterances: [{ text: "hi", entities: [{ entity: null, start: 0, end: 2 }] }] }) },
    ],
    [
      "an entry of Dialogflow",
      {
        "city.json": json({ name: "city", isEnum: true }),
        "city_entries_en.json": json([
          { value: "Rome", synonyms: ["Roma"] },
          { value: null, synonyms: ["x"] },
        ]),
      },
    ],
  ])("leaves out %s that lacks what it cannot do without, and says so at its place", async (_, files) => {
    const { findings, lookups } = await readFiles(files);
    const file = Object.keys(files).at(-1);
    expect(findings).toEqual([expect.stringMatching(`^${file}:\\d+:\\d+ warning project/foreign-part$`)]);
    expect(lookups.flatMap(({ elements }) => elements)).not.toContain("x");
  });

  it("reads no annotation between two characters", async () => {
    const entities = [{ start: 0.5, end: 2, entity: "city", value: "hi" }];
    const { examples, findings } = await readFiles({
      "nlu.json": json({ rasa_nlu_data: { common_examples: [{ text: "hi", intent: "go", entities }] } }),
    });
    expect(examples).toEqual([{ text: "hi", intent: "go", entities: [] }]);
    expect(findings).toEqual([expect.stringContaining("warning project/annotation-outside-text")]);
  });

  it("reads LUIS: the last character of an entity is inside it, and offsets count characters", async () => {
    const app = {
      luis_schema_version: "7.0.0",
      utterances: [
        {
          text: "😀 to Rome",
          intent: "go",
          entities: [{ entity: "city", role: "to", startPos: 5, endPos: 8 }],
        },
        { text: "to Oslo", intent: "go", entities: [{ entity: "city", startPos: 3, endPos: 99 }] },
      ],
      regex_entities: [{ name: "flight", regexPattern: "[A-Z]{2}\\d+" }],
      regex_features: [
        { name: "zip", pattern: "\\d{5}", activated: true },
        { name: "old", pattern: "x", activated: false },
      ],
      phraselists: [{ name: "cities" }],
      patterns: [],
    };
    const { examples, regexes, findings } = await readFiles({ "app.json": json(app) });
    expect(examples).toEqual([
      {
        text: "😀 to Rome",
        intent: "go",
        entities: [{ start: 6, end: 10, entity: "city", value: "Rome", role: "to" }],
      },
      { text: "to Oslo", intent: "go", entities: [] },
    ]);
    expect(regexes).toEqual([
      { name: "flight", pattern: "[A-Z]{2}\\d+" },
      { name: "zip", pattern: "\\d{5}" },
    ]);
    expect(findings.map((line) => line.replace(/:\d+:\d+/, "")).sort()).toEqual([
      "app.json warning project/annotation-outside-text",
      "app.json warning project/foreign-part",
    ]);
  });

  it.each([
    ["Rasa's JSON", { rasa_nlu_data: { common_examples: [{ text: "hi", intent: "a/b/c" }] } }],
    ["LUIS", { luis_schema_version: "7", utterances: [{ text: "hi", intent: "a/b/c" }] }],
    ["wit.ai", { utterances: [{ text: "hi", intent: "a/b/c" }] }],
    ["Dialogflow", { name: "a/b/c", auto: true, userSays: [{ data: [{ text: "hi" }] }] }],
  ])("holds intents of %s to what YAML can name", async (_, content) => {
    const { findings } = await readFiles({ "app.json": json(content) });
    expect(findings.map((line) => line.replace(/:\d+:\d+/, ""))).toEqual([
      "app.json error project/bad-intent-name",
    ]);
  });

  it("reads wit.ai: roles that say no more than the entity are none", async () => {
    const utterances = [
      { text: "to Rome", intent: "go", entities: [{ entity: "city:to", start: 3, end: 7, body: "Rome" }] },
      { text: "Oslo", intent: "go", entities: [{ entity: "city:city", start: 0, end: 4, body: "Oslo" }] },
      { text: "pizza", entities: [] },
    ];
    const { examples, findings } = await readFiles({ "wit.json": json({ utterances }) });
    expect(findings).toEqual([]);
    expect(examples).toEqual([
      {
        text: "to Rome",
        intent: "go",
        entities: [{ start: 3, end: 7, entity: "city", value: "Rome", role: "to" }],
      },
      { text: "Oslo", intent: "go", entities: [{ start: 0, end: 4, entity: "city", value: "Oslo" }] },
      { text: "pizza", intent: "out_of_scope", entities: [] },
    ]);
  });

  const agent = {
    "agent.json": json({ description: "", supportedLanguages: ["de"] }),
    "package.json": json({ version: "1.0.0" }),
    "intents/go.json": json({ id: "1", name: "go", auto: true, responses: [] }),
    "intents/go_usersays_en.json": usersays(
      { text: "to " },
      { text: "Rome", alias: "target", meta: "@city" },
      { text: " or " },
      { text: "so", alias: "ignore", meta: "@sys.ignore" },
    ),
    "intents/go_usersays_pt-BR.json": usersays({ text: "para " }, { text: "Roma", meta: "@city" }),
    "intents/Default Fallback Intent.json": json({
      name: "Default Fallback Intent",
      auto: true,
      fallbackIntent: true,
      responses: [],
    }),
    "entities/city.json": json({ name: "city", isOverridable: true, isEnum: false, isRegexp: false }),
    "entities/city_entries_en.json": json([{ value: "Rome", synonyms: ["Rome", "Roma", "@big:city"] }]),
    "entities/flight.json": json({ name: "flight", isOverridable: true, isEnum: false, isRegexp: true }),
    "entities/flight_entries_en.json": json([{ value: "f", synonyms: ["[A-Z]\\d"] }]),
  };

  it("reads an agent of Dialogflow, in one of its languages", async () => {
    const { examples, synonyms, lookups, regexes, findings } = await readFiles(agent);
    expect(findings).toEqual([]);
    expect(examples).toEqual([
      {
        text: "to Rome or so",
        intent: "go",
        entities: [{ start: 3, end: 7, entity: "target", value: "Rome" }],
      },
    ]);
    expect(synonyms).toEqual({ Rome: "Rome", Roma: "Rome", "@big:city": "Rome", "[A-Z]\\d": "f" });
    expect(lookups).toEqual([{ name: "city", elements: ["Rome", "Roma"] }]);
    expect(regexes).toEqual([{ name: "flight", pattern: "[A-Z]\\d" }]);
  });

  it("names the languages that there are when the wanted one is missing", async () => {
    const portuguese = await readFiles(agent, "pt-BR");
    expect(portuguese.examples).toEqual([
      { text: "para Roma", intent: "go", entities: [{ start: 5, end: 9, entity: "@city", value: "Roma" }] },
    ]);
    const french = await readFiles(agent, "fr");
    expect(french.examples).toEqual([]);
    expect(french.findings).toEqual([
      "entities/city.json:1:1 warning project/foreign-part",
      "entities/flight.json:1:1 warning project/foreign-part",
      "intents/go.json:1:1 warning project/foreign-part",
    ]);
    expect(french.hints[2]).toContain("en, pt-BR");
  });

  it("reads older exports, whose lists stand in the intent and the entity", async () => {
    const { examples, lookups, findings } = await readFiles({
      "go.json": json({ name: "go", auto: true, userSays: [{ data: [{ text: "let us go" }] }] }),
      "city.json": json({
        name: "city",
        isOverridable: true,
        entries: [{ value: "Rome", synonyms: ["Roma"] }],
      }),
    });
    expect(findings).toEqual([]);
    expect(examples).toEqual([{ text: "let us go", intent: "go", entities: [] }]);
    expect(lookups).toEqual([{ name: "city", elements: ["Roma"] }]);
  });

  it("says whose a list is when that is missing", async () => {
    const { findings } = await readFiles({ "go_usersays_en.json": usersays({ text: "go" }) });
    expect(findings).toEqual(["go_usersays_en.json:1:1 warning project/foreign-part"]);
  });

  it("still refuses a list that no tool writes", async () => {
    const { findings } = await readFiles({ "list.json": "[1]" });
    expect(findings).toEqual(["list.json:1:1 error project/wrong-type"]);
  });

  it("reads them as data of a project, in the language of its configuration", async () => {
    const files = { ...baseFiles, "config.yml": "language: pt-BR\nassistant_id: x\n" };
    const inData = Object.fromEntries(Object.entries(agent).map(([name, text]) => [`data/${name}`, text]));
    const project = await withFiles({ ...files, ...inData }, (directory) => readProject({ directory }, {}));
    expect(project.nlu.examples.map(({ text }) => text)).toContain("para Roma");
    expect(project.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});
