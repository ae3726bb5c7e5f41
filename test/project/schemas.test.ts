import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { builtInChannelNames } from "../../src/channels/index.ts";
import { componentNames } from "../../src/nlu/index.ts";
import { policyNames } from "../../src/policies/index.ts";
import { type Diagnostic, readProject } from "../../src/project/index.ts";
import { formatProjectSchema, projectSchemas } from "../../src/project/schema/index.ts";
import { componentFacts } from "../../src/project/shapes/component-facts.ts";
import { channelShapes } from "../../src/project/shapes/credentials.ts";
import { policyFacts } from "../../src/project/shapes/policy-facts.ts";
import { validate } from "./files.ts";
import { describeGoldens, GOLDENS, goldensOf } from "./goldens.ts";
import {
  type CheckedFile,
  checkExamples,
  checkedFiles,
  checkWithSchema,
  ENVIRONMENT,
  findingsOf,
  isAboutShape,
} from "./schema-checks.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

describe("docs/schemas", () => {
  it.each(projectSchemas)("holds $file as the shapes make it", ({ name, file }) => {
    const path = join(ROOT, "docs/schemas", file);
    if (process.env["TSBOT_UPDATE_DOCS"] !== undefined) writeFileSync(path, formatProjectSchema(name));
    expect(readFileSync(path, "utf8")).toBe(formatProjectSchema(name));
  });

  it("holds nothing else", () => {
    expect(readdirSync(join(ROOT, "docs/schemas")).sort()).toEqual(
      projectSchemas.map(({ file }) => file).sort(),
    );
  });

  it("are named with their files in the settings that docs/editors.md shows", () => {
    const page = readFileSync(join(ROOT, "docs/editors.md"), "utf8");
    const settings: unknown = JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? "");
    const wanted = projectSchemas.map(({ file, files }) => [`./schemas/${file}`, files]);
    expect(settings).toEqual({ "yaml.schemas": Object.fromEntries(wanted) });
  });

  it("knows exactly the components and policies that there are, and every channel", () => {
    expect([...componentFacts.keys()].sort()).toEqual([...componentNames].sort());
    expect([...policyFacts.keys()].sort()).toEqual([...policyNames].sort());
    expect(Object.keys(channelShapes)).toEqual(expect.arrayContaining([...builtInChannelNames]));
  });
});

/** What tsbot finds about the shape of a file is what its schema refuses in the same lines; where there is nothing, so does it. */
function expectAgreement({ schema, text }: CheckedFile, findings: readonly Diagnostic[]): void {
  const refused = checkWithSchema(schema, text) ?? [];
  const wanted = findings.filter(isAboutShape);
  const lines = new Set(refused.flatMap((one) => one.lines));
  expect(wanted.filter(({ at }) => !lines.has(at.line))).toEqual([]);
  if (wanted.length === 0) expect(refused).toEqual([]);
}

describe("templates", () => {
  const files = checkedFiles(join(ROOT, "templates"), ROOT);

  it("have a schema for every file", () => {
    expect(files).toHaveLength(readdirSync(join(ROOT, "templates")).length * 7);
  });

  it.each(files)("$name passes its schema, and names it", ({ name, schema, text }) => {
    expect(checkWithSchema(schema, text)).toEqual([]);
    const [, template = "", ...rest] = name.split("/");
    const way = `${"../".repeat(rest.length - 1)}schemas/${schema}.schema.json`;
    expect(text, template).toMatch(`# yaml-language-server: $schema=${way}\n`);
  });
});

/** A mistake, and the words in which the schema refuses it. */
const mistakes: readonly (readonly [schema: string, text: string, refusal: RegExp])[] = [
  ["domain", "intent:\n  - greet\n", /additional properties.*"intent"/],
  ["domain", "intents: greet\n", /\/intents must be array/],
  ["domain", "slots:\n  city:\n    type: txt\n", /\/slots\/city\/type must be equal to one of/],
  ["domain", "slots:\n  city:\n    mapping: []\n    type: text\n", /\/slots\/city must NOT.*"mapping"/],
  ["domain", "slots:\n  size:\n    type: categorical\n", /\/slots\/size must have.*'values'/],
  [
    "domain",
    "slots:\n  a:\n    type: any\n    mappings:\n      - type: from_entity\n",
    /must have.*'entity'/,
  ],
  [
    "domain",
    "slots:\n  a:\n    type: any\n    mappings:\n      - type: custom\n        intent: b\n",
    /"intent"/,
  ],
  ["domain", "responses:\n  utter_hi: Hello\n", /\/responses\/utter_hi must be array/],
  ["domain", "responses:\n  utter_hi:\n    - txt: Hello\n", /\/0 must NOT.*"txt"/],
  [
    "domain",
    "responses:\n  a:\n    - text: b\n      buttons:\n        - titel: c\n          payload: d\n",
    /'title'/,
  ],
  ["domain", "forms:\n  a:\n    required_slot: []\n", /"required_slot"/],
  ["domain", "session_config:\n  session_expiration_time: soon\n", /must match pattern/],
  ["nlu", "version: 3.1\n", /\/version must be string/],
  ["nlu", "nlu:\n  - intent: greet\n    example: |\n      - hi\n", /"example"/],
  ["nlu", "nlu:\n  - intent: greet\n    examples:\n      - hi\n", /\/examples\/0 must be object/],
  ["nlu", "nlu:\n  - examples: |\n      - hi\n", /must have required property 'intent'/],
  ["stories", "stories:\n  - storie: a\n    steps: []\n", /"storie"/],
  ["stories", "rules:\n  - rule: a\n    steps:\n      - intnet: b\n", /"intnet"/],
  ["stories", "rules:\n  - rule: a\n    steps:\n      - intent: b\n        action: c\n", /"action"/],
  ["stories", "rules:\n  - rule: a\n    condition:\n      - intent: b\n", /"intent"/],
  ["stories", "stories:\n  - story: a\n    steps:\n      - or:\n          - action: b\n", /"action"/],
  ["config", "pipeline:\n  - name: WhitespaceTokeniser\n", /\/pipeline\/0\/name must be equal to one of/],
  ["config", "pipeline:\n  - WhitespaceTokenizer\n", /\/pipeline\/0 must be object/],
  ["config", "pipeline:\n  - name: DIETClassifier\n    epoch: 5\n", /"epoch"/],
  ["config", "pipeline:\n  - name: FallbackClassifier\n    threshold: 3\n", /\/threshold must be <= 1/],
  ["config", "policies:\n  - name: RulesPolicy\n", /\/policies\/0\/name must be equal to one of/],
  ["config", "recipe: graph.v1\n", /\/recipe must be equal to one of/],
  ["endpoints", "action_endpoints:\n  url: http://a\n", /"action_endpoints"/],
  ["endpoints", "action_endpoint:\n  uri: http://a\n", /"uri"/],
  ["endpoints", "action_endpoint:\n  url: localhost\n", /\/url must match pattern/],
  ["credentials", "callback:\n  on_open: /greet\n", /\/callback must have.*'url'/],
  ["credentials", "rest:\n  url: http://a\n", /\/rest must NOT.*"url"/],
];

describe("a schema refuses a mistake where it stands, in words that name it", () => {
  it.each(mistakes)("%s: %j", (schema, text, refusal) => {
    const messages = checkWithSchema(schema, text)?.map(({ message }) => message);
    expect(messages).toContainEqual(expect.stringMatching(refusal));
  });
});

describe("examples that editors show", () => {
  it.each(projectSchemas)("pass where they stand in $file", ({ name }) => {
    const { examples, refused } = checkExamples(name);
    expect(refused).toEqual([]);
    expect(examples).toBeGreaterThan(0);
  });
});

describe("a schema refuses what tsbot does, and nothing else, in the files of the tests", () => {
  it.each(checkedFiles(join(ROOT, "test"), ROOT))("$name", async (file) => {
    expectAgreement(file, await findingsOf(file.schema, file.text));
  });
});

describeGoldens("schemas of real bots", () => {
  const files = checkedFiles(join(GOLDENS, "inputs/bots"), join(GOLDENS, "inputs"));

  it("are tried on several files each", () => {
    // Rasa's bots have test stories, but no scripts.
    for (const { name } of projectSchemas.filter((schema) => schema.name !== "tests"))
      expect(files.filter(({ schema }) => schema === name).length, name).toBeGreaterThan(1);
  });

  it.each(files)("$name", async (file) => {
    const findings = await findingsOf(file.schema, file.text);
    if (!findings.some(isAboutShape)) expect(checkWithSchema(file.schema, file.text)).toEqual([]);
    expectAgreement(file, findings);
  });
});

interface BrokenGolden {
  readonly input: { readonly project: string; readonly generate?: object };
}

describeGoldens("schemas refuse the lines of broken projects that tsbot does", () => {
  const broken = goldensOf<BrokenGolden>("validate").filter(
    ({ input }) => input.project.startsWith("broken/") && input.generate === undefined,
  );

  it.each(broken)("$file", async ({ input }) => {
    const directory = join(GOLDENS, "inputs", input.project);
    const found = validate(await readProject({ directory }, ENVIRONMENT));
    for (const file of checkedFiles(directory, directory)) {
      expectAgreement(
        file,
        found.filter(({ at }) => at.file === relative(directory, join(directory, file.name))),
      );
    }
  });
});
