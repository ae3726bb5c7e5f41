import { describe, expect, it } from "vitest";
import { baseFiles, type Files, line, read, validate } from "./files.ts";

const base = (name: string): string => baseFiles[name] ?? "";
const domain = (text: string): Files => ({ "domain.yml": `${base("domain.yml")}${text}` });

describe("readProject", () => {
  it("reads quiet hours, and says when they are none", async () => {
    const config = (hours: string): Files => ({
      "config.yml": `${base("config.yml")}\ntsbot:\n  quiet_hours: ${hours}\n  hold_external_events: true\n`,
    });
    expect((await read(config("22:00-07:00"))).config.quietHours).toEqual({
      span: { from: 22 * 60, to: 7 * 60 },
      externalEvents: "hold",
    });
    const wrong = await read(config("at night"));
    expect(wrong.config.quietHours).toBeNull();
    expect(wrong.diagnostics).toMatchObject([{ code: "project/bad-quiet-hours" }]);
    expect((await read({})).config.quietHours).toBeNull();
  });

  it("reads a whole project", async () => {
    const project = await read({});
    expect(project.diagnostics).toEqual([]);
    expect([...project.domain.intents.keys()]).toEqual([
      "back",
      "buy",
      "greet",
      "nlu_fallback",
      "out_of_scope",
      "restart",
      "session_start",
    ]);
    expect(project.domain.actions).toEqual(["action_pay"]);
    expect(project.domain.session).toEqual({ expirationMinutes: 60, carryOverSlots: true });
    expect(project.nlu.examples[2]).toEqual({
      text: "a rose please",
      intent: "buy",
      entities: [{ start: 2, end: 6, entity: "flower", value: "rose" }],
      at: { file: "data/nlu.yml", line: 9, column: 9, endLine: 9, endColumn: 32 },
    });
    expect(project.stories.map(({ kind, name }) => [kind, name])).toEqual([
      ["rule", "greet"],
      ["rule", "buy"],
    ]);
    expect(project.config.pipeline.map(({ name }) => name)).toEqual([
      "WhitespaceTokenizer",
      "CountVectorsFeaturizer",
      "DIETClassifier",
    ]);
    expect(project.endpoints.actionEndpoint?.value).toMatchObject({ url: "http://127.0.0.1:5055/webhook" });
    expect(project.credentials.get("rest")?.value).toEqual({});
    expect(project.files.map(({ path }) => path)).toEqual([
      "config.yml",
      "credentials.yml",
      "data/nlu.yml",
      "data/rules.yml",
      "domain.yml",
      "endpoints.yml",
    ]);
    expect(project.files.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true);
  });

  it("tells of a missing domain, data and configuration at once, and nothing that follows from it", async () => {
    const project = await read({
      "domain.yml": null,
      "config.yml": null,
      "data/nlu.yml": null,
      "data/rules.yml": null,
    });
    expect(validate(project).map(line)).toEqual([
      "config.yml:1:1 error project/file-missing",
      "data:1:1 error project/file-missing",
      "domain.yml:1:1 error project/file-missing",
    ]);
  });

  it("lets one broken file hide nothing of the others", async () => {
    const project = await read({
      "data/nlu.yml": "nlu:\n  - intent: greet\n   examples: |\n",
      "data/rules.yml": base("data/rules.yml").replace("action_pay", "action_pey"),
      "endpoints.yml": "action_endpoint:\n\turl: http://x\n",
    });
    expect(validate(project).map(line)).toEqual([
      "data/nlu.yml:3:4 error project/yaml-syntax",
      "data/rules.yml:10:17 error project/unknown-action",
      "endpoints.yml:2:1 error project/yaml-syntax",
    ]);
  });

  it("merges a domain of several files; the first definition counts, the other is named with both places", async () => {
    const project = await read({
      "domain.yml": null,
      "domain/a.yml": base("domain.yml"),
      "domain/b.yml": 'intents:\n  - bye\nresponses:\n  utter_greet:\n    - text: "Hey!"\n',
    });
    expect(project.domain.intents.has("bye")).toBe(true);
    expect(project.domain.responses.get("utter_greet")).toEqual([{ content: { text: "Hello!" } }]);
    expect(project.diagnostics.map(line)).toEqual(["domain/b.yml:4:3 warning project/defined-twice"]);
    expect(project.diagnostics[0]?.related[0]?.at).toMatchObject({ file: "domain/a.yml", line: 14 });
  });

  it("takes a name that one file lists twice for an error", async () => {
    const project = await read(domain("  - action_pay\n"));
    expect(project.diagnostics.map(line)).toEqual(["domain.yml:20:5 error project/defined-twice"]);
  });

  it("leaves conversation tests out of the stories", async () => {
    const story =
      "stories:\n  - story: t\n    steps:\n      - user: hello\n        intent: greet\n      - action: utter_greet\n";
    const project = await read({ "data/test_stories.yml": story, "data/stories.yml": story });
    expect(project.stories.filter(({ kind }) => kind === "story").map(({ at }) => at.file)).toEqual([
      "data/stories.yml",
    ]);
  });

  it.each([
    ["absent", "language: en\nassistant_id: a\n"],
    ["empty", "language: en\nassistant_id: a\npipeline:\npolicies:\n"],
  ])("takes Rasa's suggestion where pipeline and policies are %s", async (_name, config) => {
    const { config: read_, diagnostics } = await read({ "config.yml": config });
    expect(read_.pipeline.map(({ name }) => name)).toContain("DIETClassifier");
    expect(read_.pipeline[4]?.options).toEqual({ analyzer: "char_wb", min_ngram: 1, max_ngram: 4 });
    expect(read_.policies.map(({ name }) => name)).toEqual([
      "MemoizationPolicy",
      "RulePolicy",
      "UnexpecTEDIntentPolicy",
      "TEDPolicy",
    ]);
    expect(diagnostics).toEqual([]);
  });

  it("takes an empty list for what it says", async () => {
    const { config } = await read({ "config.yml": "language: en\nassistant_id: a\npipeline: []\n" });
    expect(config.pipeline).toEqual([]);
  });

  it("names components by the last part of Rasa's own module paths", async () => {
    const path = "rasa.nlu.tokenizers.whitespace_tokenizer.WhitespaceTokenizer";
    const { config } = await read({ "config.yml": `language: en\npipeline:\n  - name: ${path}\n` });
    expect(config.pipeline[0]?.name).toBe("WhitespaceTokenizer");
  });

  it("fills in environment variables, and names those that are not set, each at its place", async () => {
    const variable = (name: string) => `$\{${name}}`;
    const endpoints = `action_endpoint:\n  url: http://${variable("HOST")}:${variable("PORT")}/webhook\n`;
    const project = await read({ "endpoints.yml": endpoints }, { HOST: "bot" });
    expect(project.endpoints.actionEndpoint?.value["url"]).toContain("http://bot:");
    expect(project.diagnostics.map(line)).toEqual(["endpoints.yml:2:23 error project/variable-not-set"]);
  });

  it("reads files with a byte order mark and Windows line ends", async () => {
    const windows = (name: string) => `\uFEFF${base(name).replaceAll("\n", "\r\n")}`;
    const project = await read({
      "domain.yml": windows("domain.yml"),
      "data/nlu.yml": windows("data/nlu.yml"),
      "data/rules.yml": windows("data/rules.yml").replace("action_pay", "action_pey"),
    });
    expect(project.nlu.examples.map(({ text }) => text)).toContain("a rose please");
    expect(validate(project).map(line)).toContain("data/rules.yml:10:17 error project/unknown-action");
  });

  it("reads a misspelt key as what was meant, so that it is the only finding", async () => {
    const project = await read({
      "domain.yml": base("domain.yml").replace("responses:", "respones:").replace("type: text", "tpye: text"),
      "data/rules.yml": base("data/rules.yml").replace("- action: utter_greet", "- acton: utter_greet"),
    });
    expect(validate(project).map(line)).toEqual([
      "data/rules.yml:6:9 error project/unknown-key",
      "domain.yml:9:5 error project/unknown-key",
      "domain.yml:13:1 error project/unknown-key",
    ]);
  });

  it("reads both steps of an item without its second dash", async () => {
    const project = await read({
      "data/rules.yml": base("data/rules.yml").replace(
        "      - action: utter_greet",
        "        action: utter_greet",
      ),
    });
    expect(project.stories[0]?.steps.map(({ type }) => type)).toEqual(["user", "action"]);
    expect(project.diagnostics.map(line)).toEqual(["data/rules.yml:6:9 error project/two-steps-in-one"]);
  });

  it("reads examples of a list without the bar", async () => {
    const project = await read({
      "data/nlu.yml": "nlu:\n  - intent: greet\n    examples:\n      - hello\n      - hi\n",
    });
    expect(project.nlu.examples.map(({ text }) => text)).toEqual(["hello", "hi"]);
    expect(project.diagnostics.map(line)).toEqual(["data/nlu.yml:3:5 error project/examples-without-bar"]);
  });

  it("reads every kind of step", async () => {
    const project = await read({
      "data/stories.yml": `stories:
  - story: all
    steps:
      - checkpoint: here
        slot_was_set:
          - flower: rose
      - intent: /greet
        entities:
          - flower: rose
            role: gift
          - flower
      - or:
          - intent: greet
          - slot_was_set:
              - flower
      - user: "a [rose](flower)"
      - action: utter_greet
      - bot: "Hello!"
      - slot_was_set:
          - flower: null
      - active_loop: null
      - active_loop: order_form
`,
    });
    const story = project.stories.find(({ kind }) => kind === "story");
    expect(story?.steps).toMatchObject([
      { type: "checkpoint", name: "here", conditions: [{ slots: [{ name: "flower", value: "rose" }] }] },
      {
        type: "user",
        intent: "greet",
        entities: [
          { entity: "flower", value: "rose", role: "gift" },
          { entity: "flower", value: "" },
        ],
      },
      { type: "or", alternatives: [{ type: "user" }, { type: "slot", slots: [{ name: "flower" }] }] },
      { type: "user", text: "a rose", entities: [{ entity: "flower", value: "rose" }] },
      { type: "action", action: "utter_greet" },
      { type: "bot", text: "Hello!" },
      { type: "slot", slots: [{ name: "flower", value: null }] },
      { type: "active_loop", name: null },
      { type: "active_loop", name: "order_form" },
    ]);
  });

  it("reads rules with their conditions and flags", async () => {
    const { stories } = await read({
      "data/rules.yml": `rules:
  - rule: r
    conversation_start: true
    wait_for_user_input: false
    condition:
      - slot_was_set:
          - flower: rose
      - active_loop: null
    steps:
      - action: utter_greet
`,
    });
    expect(stories[0]).toMatchObject({
      conversationStart: true,
      waitForUserInput: false,
      conditions: [{ type: "slot" }, { type: "active_loop", name: null }],
    });
  });

  it("reads synonyms, regexes and lookup tables, those of one name together", async () => {
    const { nlu } = await read({
      "data/more.yml": `nlu:
  - synonym: rose
    examples: |
      - roses
  - regex: flower
    examples: |
      - \\w+rose
  - lookup: flower
    examples: |
      - rose
  - lookup: flower
    examples: |
      - tulip
`,
    });
    expect([...nlu.synonyms]).toEqual([["roses", "rose"]]);
    expect(nlu.regexes).toMatchObject([{ name: "flower", pattern: "\\w+rose" }]);
    expect(nlu.lookups).toMatchObject([{ name: "flower", elements: ["rose", "tulip"] }]);
  });

  it("reads Rasa's JSON, whose offsets count code points", async () => {
    const { nlu, diagnostics } = await read({
      "data/more.json": JSON.stringify({
        rasa_nlu_data: {
          common_examples: [
            {
              text: "😀 a rose",
              intent: "buy",
              entities: [{ start: 4, end: 8, value: "rose", entity: "flower" }],
            },
          ],
          entity_synonyms: [{ value: "rose", synonyms: ["roses"] }],
          regex_features: [{ name: "flower", pattern: "ro.e" }],
          lookup_tables: [{ name: "flower", elements: ["rose"] }],
        },
      }),
    });
    expect(diagnostics).toEqual([]);
    expect(nlu.examples.find(({ at }) => at.file.endsWith(".json"))).toMatchObject({
      text: "😀 a rose",
      intent: "buy",
      entities: [{ start: 5, end: 9, entity: "flower", value: "rose" }],
    });
    expect(nlu.synonyms.get("roses")).toBe("rose");
    expect(nlu.regexes).toMatchObject([{ name: "flower", pattern: "ro.e" }]);
    expect(nlu.lookups).toMatchObject([{ name: "flower", elements: ["rose"] }]);
  });

  it.each([
    ["a retrieval answer", "responses:\n  utter_faq/hours:\n    - text: nine to five\n", "utter_faq/hours"],
    ["a response under its old name", "templates:\n  utter_old:\n    - text: x\n", "utter_old"],
  ])("reads %s in a data file", async (_name, text, response) => {
    const project = await read({ "data/answers.yml": text });
    expect(project.domain.responses.has(response)).toBe(true);
  });

  it.each<readonly [string, string, readonly string[]]>([
    [
      "a slot without mappings",
      "  size:\n    type: text\n",
      ["domain.yml:13:3 warning project/slot-without-mappings"],
    ],
    [
      "an unknown slot type",
      "  size:\n    type: txt\n    mappings:\n      - type: custom\n",
      ["domain.yml:14:11 error project/unknown-slot-type"],
    ],
    [
      "an unknown mapping type",
      "  size:\n    type: text\n    mappings:\n      - type: from_entty\n        entity: flower\n",
      ["domain.yml:16:15 error project/unknown-mapping-type"],
    ],
    [
      "a mapping without its entity",
      "  size:\n    type: text\n    mappings:\n      - type: from_entity\n",
      ["domain.yml:16:9 error project/missing-key"],
    ],
    [
      "an any slot that influences",
      "  size:\n    type: any\n    influence_conversation: true\n    mappings:\n      - type: custom\n",
      ["domain.yml:15:5 error project/any-slot-influences"],
    ],
    [
      "values twice",
      "  size:\n    type: categorical\n    values: [a, A]\n    mappings:\n      - type: custom\n",
      ["domain.yml:15:17 warning project/duplicate-slot-value"],
    ],
    [
      "no values",
      "  size:\n    type: categorical\n    mappings:\n      - type: custom\n",
      ["domain.yml:14:11 error project/categorical-without-values"],
    ],
    [
      "an empty range",
      "  size:\n    type: float\n    min_value: 3\n    max_value: 2\n    mappings:\n      - type: custom\n",
      ["domain.yml:15:16 error project/empty-range"],
    ],
    [
      "an initial value that does not fit",
      "  size:\n    type: bool\n    initial_value: perhaps\n    mappings:\n      - type: custom\n",
      ["domain.yml:15:20 warning project/bad-slot-value"],
    ],
    [
      "the engine's own slot",
      "  session_started_metadata:\n    type: any\n    mappings:\n      - type: custom\n",
      ["domain.yml:13:3 error project/reserved-slot"],
    ],
    ["a list where a map is", "  size: [a]\n", ["domain.yml:13:9 error project/wrong-type"]],
  ])("reports a slot with %s", async (_name, slot, expected) => {
    const text = base("domain.yml").replace("responses:\n", `${slot}responses:\n`);
    const found = (await read({ "domain.yml": text })).diagnostics;
    expect(found.map(line)).toEqual(expected);
  });

  it.each<readonly [string, string, readonly string[]]>([
    [
      "a response without text",
      '  utter_x:\n    - image: "x.png"\n',
      ["domain.yml:19:7 error project/response-without-text"],
    ],
    ["a response that is no list", "  utter_x: hello\n", ["domain.yml:18:12 error project/wrong-type"]],
    [
      "a condition of another type",
      "  utter_x:\n    - text: a\n      condition:\n        - type: slt\n          name: flower\n          value: rose\n",
      ["domain.yml:21:11 error project/unknown-condition-type"],
    ],
  ])("reports %s", async (_name, response, expected) => {
    const text = base("domain.yml").replace("actions:\n", `${response}actions:\n`);
    expect((await read({ "domain.yml": text })).diagnostics.map(line)).toEqual(expected);
  });

  it.each<readonly [string, string, readonly string[]]>([
    ["version: 3.1", "domain.yml", ["domain.yml:1:10 error project/bad-version"]],
    ["version: {}", "domain.yml", ["domain.yml:1:10 error project/bad-version"]],
    ['version: "9.0"', "domain.yml", ["domain.yml:1:10 error project/bad-version"]],
    ['version: "2.0"', "domain.yml", ["domain.yml:1:10 warning project/old-version"]],
    ['version: "3.0"', "domain.yml", []],
  ])("judges `%s`", async (version, name, expected) => {
    const text = base(name).replace('version: "3.1"', version);
    expect((await read({ [name]: text })).diagnostics.map(line)).toEqual(expected);
  });

  it("never throws, whatever a file holds", async () => {
    const nothing = {
      "domain.yml": "- a\n",
      "data/nlu.yml": "7\n",
      "data/rules.yml": "rules: x\n",
      "config.yml": "pipeline: x\n",
    };
    const found = validate(await read(nothing)).filter(({ severity }) => severity === "error");
    expect(found.map(line)).toEqual([
      "config.yml:1:11 error project/wrong-type",
      "data/nlu.yml:1:1 error project/wrong-type",
      "data/rules.yml:1:8 error project/wrong-type",
      "domain.yml:1:1 error project/wrong-type",
    ]);
  });
});
