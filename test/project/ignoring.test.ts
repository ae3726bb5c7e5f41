import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/project/index.ts";
import { parseYaml } from "../../src/project/yaml/parse-yaml.ts";
import { baseFiles, edit, line, read, validate } from "./files.ts";

const DOMAIN = baseFiles["domain.yml"] ?? "";

const withIntents = (...lines: string[]) => ({
  "domain.yml": DOMAIN.replace("  - greet\n", `  - greet\n${lines.map((one) => `${one}\n`).join("")}`),
});

const show = (diagnostics: readonly Diagnostic[]) => diagnostics.map(line);

const CODES = [
  "domain.yml:4:5 warning project/intent-without-examples",
  "domain.yml:4:5 warning project/unused-intent",
];

const lines = (source: string) => {
  const { ignores } = parseYaml("a.yml", source, {}).document;
  return ignores.map(({ firstLine, lastLine, codes }) => [
    firstLine,
    lastLine,
    ...codes.map(({ code }) => code),
  ]);
};

describe("`# tsbot-ignore`", () => {
  it("hides nothing where there is none", async () => {
    expect(show(validate(await read(withIntents("  - never"))))).toEqual(CODES);
  });

  it.each([
    ["behind the line", ["  - never # tsbot-ignore unused-intent, intent-without-examples"]],
    [
      "with the full code",
      ["  - never # tsbot-ignore project/unused-intent,project/intent-without-examples"],
    ],
    ["with a reason", ["  - never # tsbot-ignore unused-intent, intent-without-examples -- comes, soon"]],
    ["with a colon", ["  - never # tsbot-ignore: unused-intent, intent-without-examples"]],
    ["alone above", ["  # tsbot-ignore unused-intent, intent-without-examples", "  - never"]],
    [
      "above, one comment for each code, with others between",
      [
        "  # tsbot-ignore unused-intent",
        "  # a remark",
        "# tsbot-ignore intent-without-examples",
        "  - never",
      ],
    ],
    [
      "above and behind",
      ["  # tsbot-ignore unused-intent", "  - never # tsbot-ignore intent-without-examples"],
    ],
  ])("hides findings of its line: %s", async (_, written) => {
    expect(show(validate(await read(withIntents(...written))))).toEqual([]);
  });

  it("hides only the codes that it names, and only of its line", async () => {
    const found = validate(await read(withIntents("  - never # tsbot-ignore unused-intent", "  - nowhere")));
    expect(show(found)).toEqual([
      "domain.yml:4:5 warning project/intent-without-examples",
      "domain.yml:5:5 warning project/intent-without-examples",
      "domain.yml:5:5 warning project/unused-intent",
    ]);
  });

  it("hides errors too", async () => {
    const rules = (baseFiles["data/rules.yml"] ?? "").replace("utter_greet", "utter_gret");
    const ignored = rules.replace("utter_gret", "utter_gret # tsbot-ignore missing-response");
    const codes = validate(await read({ "data/rules.yml": rules })).filter(
      ({ severity }) => severity === "error",
    );
    expect(codes).toHaveLength(1);
    const left = validate(await read({ "data/rules.yml": ignored }));
    expect(left.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it.each([
    [
      "a component that does not exist",
      "project/unknown-component",
      edit("config.yml", "CountVectorsFeaturizer", "Nonsense # tsbot-ignore unknown-component"),
    ],
    [
      "a policy that does not exist",
      "project/unknown-policy",
      edit("config.yml", "RulePolicy", "Nonsense # tsbot-ignore unknown-policy"),
    ],
    [
      "a token_pattern that is none",
      "project/bad-token-pattern",
      edit(
        "config.yml",
        "WhitespaceTokenizer",
        "WhitespaceTokenizer\n    token_pattern: '(' # tsbot-ignore bad-token-pattern",
      ),
    ],
    [
      "a regex that is none",
      "project/bad-regex",
      {
        "data/more.yml":
          'version: "3.1"\nnlu:\n  - regex: x # tsbot-ignore bad-regex\n    examples: |\n      - (\n',
      },
    ],
    [
      "a rule of too many steps, even where the domain has gaps",
      "project/rule-too-long",
      {
        ...edit("domain.yml", "  - greet\n", "  - [greet]\n"),
        "data/more.yml": `version: "3.1"\nrules:\n  - rule: long # tsbot-ignore rule-too-long\n    steps:\n      - intent: buy\n${"      - action: utter_greet\n".repeat(205)}`,
      },
    ],
  ])("does not hide %s, which training cannot survive", async (_, code, files) => {
    const project = await read(files);
    const comments = validate(project).map((finding) => finding.code);
    expect(comments).toContain(code);
    expect(comments).toContain("project/bad-ignore");
    expect(validate(project, [], [code]).map((finding) => finding.code)).toContain(code);
  });

  it("hides findings in a block of lines when it stands where the block begins", async () => {
    const nlu = (header: string) => ({
      "data/nlu.yml": (baseFiles["data/nlu.yml"] ?? "").replace(
        "    examples: |\n      - hello\n",
        `${header}\n      - hello\n      - hello\n`,
      ),
    });
    expect(show(validate(await read(nlu("    examples: |"))))).toEqual([
      "data/nlu.yml:6:9 warning project/duplicate-example",
    ]);
    for (const header of [
      "    examples: | # tsbot-ignore duplicate-example",
      "    # tsbot-ignore duplicate-example\n    examples: |",
    ])
      expect(show(validate(await read(nlu(header))))).toEqual([]);
  });

  it.each([
    ["in a block", "a: |\n  - x # tsbot-ignore few-examples\n"],
    ["in a folded block after a blank line", "a: >\n\n  x\n  # tsbot-ignore few-examples\n"],
    ["in double quotes", 'a: "x # tsbot-ignore few-examples"\n'],
    ["in single quotes over two lines", "a: 'x\n  # tsbot-ignore few-examples'\n"],
    ["in a key", '"# tsbot-ignore few-examples": 1\n'],
    ["without a blank before it", "a: x# tsbot-ignore few-examples\n"],
    ["in the middle of another comment", "a: x # see tsbot-ignore few-examples\n"],
    ["in the value that a doubled key loses", "a: 1\na: |\n  # tsbot-ignore few-examples\n"],
  ])("is no comment %s", (_, source) => {
    expect(lines(source)).toEqual([]);
  });

  it.each([
    ["behind a quoted text", 'a: "x" # tsbot-ignore x\n', [[1, 1, "x"]]],
    ["after a block", "a: |\n  x\n# tsbot-ignore x\nb: 1\n", [[3, 4, "x"]]],
    ["after the last line", "a: 1\n# tsbot-ignore x", [[2, 2, "x"]]],
    ["with Windows line ends", "a: 1 # tsbot-ignore x\r\nb: |\r\n  y\r\n", [[1, 1, "x"]]],
    [
      "before a block with Windows line ends",
      "a: | # tsbot-ignore x\r\n  y\r\n  z\r\nb: 1\r\n",
      [[1, 3, "x"]],
    ],
    ["on the document's marker", "--- # tsbot-ignore x\na: 1\n", [[1, 1, "x"]]],
  ])("is a comment %s", (_, source, expected) => {
    expect(lines(source)).toEqual(expected);
  });

  it("is never read from a text, wherever that stands", () => {
    const text = fc.stringMatching(/^[ -~\n]{0,20}# tsbot-ignore x[ -~]{0,10}$/);
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (texts) => {
        const source = texts.map((one, index) => `k${index}: ${JSON.stringify(one)}\n`).join("");
        expect(lines(source)).toEqual([]);
        const block = texts.map((one) => one.replaceAll("\n", " ")).map((one) => `   .${one}\n`);
        expect(lines(`k: |\n${block.join("")}z: 1 # tsbot-ignore y\n`)).toEqual([
          [texts.length + 2, texts.length + 2, "y"],
        ]);
      }),
    );
  });
});

describe("a comment that asks for nothing", () => {
  it.each([
    ["that hides nothing", "# tsbot-ignore few-examples", "note project/unused-ignore", ""],
    ["with an unknown code", "# tsbot-ignore unsued-intent", "warning project/bad-ignore", "'unused-intent'"],
    ["with no code", "# tsbot-ignore -- why not", "warning project/bad-ignore", "CODE"],
    [
      "with codes that blanks separate",
      "# tsbot-ignore few-examples unused-intent",
      "warning project/bad-ignore",
      "CODE",
    ],
    ["that is misspelt", "# tsbot-ingore few-examples", "warning project/bad-ignore", "'tsbot-ignore'"],
    ["for a file that cannot be read", "# tsbot-ignore yaml-syntax", "warning project/bad-ignore", "Mend"],
  ])("is reported %s", async (_, comment, expected, hint) => {
    const [only, ...others] = validate(await read({ "domain.yml": `${DOMAIN}${comment}\n` }));
    expect(others).toEqual([]);
    expect(`${only?.severity} ${only?.code}`).toBe(expected);
    expect(only?.hint).toContain(hint);
    const last = DOMAIN.split("\n").length;
    expect(only?.at.line).toBe(last);
  });

  it("is reported at its code, each by itself", async () => {
    const found = validate(
      await read(withIntents("  - never # tsbot-ignore unused-intent, few-examples, nonsense")),
    );
    expect(show(found)).toEqual([
      "domain.yml:4:5 warning project/intent-without-examples",
      "domain.yml:4:41 note project/unused-ignore",
      "domain.yml:4:55 warning project/bad-ignore",
    ]);
  });

  it("can be hidden like anything else, and that must hide something too", async () => {
    const note = "# tsbot-ignore few-examples, unused-ignore\n";
    expect(show(validate(await read({ "domain.yml": `${note}${DOMAIN}` })))).toEqual([]);
    expect(show(validate(await read({ "domain.yml": `# tsbot-ignore unused-ignore\n${DOMAIN}` })))).toEqual([
      "domain.yml:1:16 note project/unused-ignore",
    ]);
  });

  it("is a second one for the same", async () => {
    const found = validate(
      await read(
        withIntents(
          "  # tsbot-ignore unused-intent",
          "  - never # tsbot-ignore unused-intent, intent-without-examples",
        ),
      ),
    );
    expect(show(found)).toEqual(["domain.yml:4:18 note project/unused-ignore"]);
  });

  it("costs no more than its length, however many there are", async () => {
    const many = "# tsbot-ignore unused-ignore, few-examples, nonsense\n".repeat(30_000);
    const started = performance.now();
    const found = validate(await read({ "domain.yml": `${DOMAIN}${many}` }));
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(found).toHaveLength(10_001);
    expect(found.some(({ code }) => code === "project/too-many-findings")).toBe(true);
  });

  it("is not judged while a file cannot be read, as rules keep silent then", async () => {
    const files = { "domain.yml": `${DOMAIN}# tsbot-ignore few-examples\n`, "data/nlu.yml": "nlu: [\n" };
    expect(validate(await read(files)).map(({ code }) => code)).toEqual(["project/yaml-syntax"]);
  });
});

describe("codes that the command ignores", () => {
  const found = async (files: Record<string, string>, ignored: readonly string[]) =>
    show(validate(await read(files), [], ignored));

  it("are left out everywhere", async () => {
    expect(
      await found(withIntents("  - never", "  - nowhere"), [
        "unused-intent",
        "project/intent-without-examples",
      ]),
    ).toEqual([]);
  });

  it("do not hide that a file could not be read", async () => {
    const ignored = ["yaml-syntax", "wrong-type", "empty-file", "file-missing"];
    expect(await found({ "domain.yml": "[" }, ignored)).toEqual(["domain.yml:1:1 error project/yaml-syntax"]);
    expect(await found({ "domain.yml": "- a\n" }, ignored)).toEqual([
      "domain.yml:1:1 error project/wrong-type",
    ]);
    expect(await found({ "domain.yml": "" }, ignored)).toEqual(["domain.yml:1:1 error project/empty-file"]);
  });
});
