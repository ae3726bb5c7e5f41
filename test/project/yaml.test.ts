import fc from "fast-check";
import { CORE_SCHEMA, dump, load, mergeTag } from "js-yaml";
import { describe, expect, it } from "vitest";
import { toJson, type YamlNode } from "../../src/project/yaml/nodes.ts";
import { parseYaml } from "../../src/project/yaml/parse-yaml.ts";

const parse = (source: string, environment: Record<string, string> = {}) =>
  parseYaml("file.yml", source, environment);

const read = (source: string, environment: Record<string, string> = {}) => {
  const { root } = parse(source, environment).document;
  return root === null ? null : toJson(root);
};

/** Plain objects, so that they compare. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

function* nodesOf(node: YamlNode): Generator<YamlNode> {
  yield node;
  if (node.kind === "sequence") for (const item of node.items) yield* nodesOf(item);
  if (node.kind === "mapping") {
    for (const { keyNode, value } of node.entries) {
      yield* nodesOf(keyNode);
      yield* nodesOf(value);
    }
  }
}

const isOneLine: ReadonlySet<string> = new Set(["plain", "quoted"]);

/** An environment variable as files name it. */
const variable = (name: string): string => `$\{${name}}`;

const key = fc.stringMatching(/^[a-z]{1,8}$/);
const scalar = fc.oneof(
  fc.stringMatching(/^[a-zA-Zäß😀 ,.!?'"#:{}[\]-]{0,20}$/u),
  fc.integer({ min: -1e9, max: 1e9 }),
  fc.boolean(),
  fc.constant(null),
);
const document = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: "small" }, scalar, tie("list"), tie("map")),
  list: fc.array(tie("value"), { maxLength: 4 }),
  map: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));

describe("parseYaml", () => {
  it("reads what js-yaml reads, whatever it is", () => {
    fc.assert(
      fc.property(document.map, (value) => {
        const source = dump(value);
        expect(plain(read(source))).toEqual(plain(load(source, { schema: CORE_SCHEMA.withTags(mergeTag) })));
      }),
    );
  });

  it("places every scalar at its own text", () => {
    fc.assert(
      fc.property(document.map, (value) => {
        const source = dump(value);
        const { root } = parse(source).document;
        const scalars = (root === null ? [] : [...nodesOf(root)]).filter((node) => node.kind === "scalar");
        for (const { start, end, value: read } of scalars.filter(({ style }) => isOneLine.has(style))) {
          const text = source.slice(start, end);
          if (!text.includes("\n")) expect(load(text === "" ? "~" : text)).toEqual(read);
        }
      }),
    );
  });

  it("places an empty list and an empty mapping at their brackets", () => {
    const { root } = parse("a: []\nb: [{ }, x]\n").document;
    const source = "a: []\nb: [{ }, x]\n";
    const places = (root === null ? [] : [...nodesOf(root)]).map(({ start, end }) =>
      source.slice(start, end),
    );
    expect(places).toEqual(["a: []\nb: [{ }, x", "a", "[]", "b", "[{ }, x", "{ }", "x"]);
  });

  it("gives objects that __proto__ cannot reach", () => {
    const value = read("__proto__:\n  polluted: true\n") as object;
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(Object.keys(value)).toEqual(["__proto__"]);
  });

  it.each([
    ["yes", "yes"],
    ["on", "on"],
    ["true", true],
    ["~", null],
    ["", null],
    ["2020-01-01", "2020-01-01"],
    ["12:30", "12:30"],
    ["1_000", 1000],
    ["0o17", 15],
    ["0x1F", 31],
    ["0b11", 3],
    ["007", 7],
    [".5", 0.5],
    ["1e3", 1000],
    ["'7'", "7"],
    ["!!str 7", "7"],
  ])("reads the scalar %s as Rasa's parser does", (source, value) => {
    expect(read(`a: ${source}\n`)).toEqual(Object.assign(Object.create(null), { a: value }));
  });

  it("resolves merge keys, its own keys first", () => {
    const source = "base: &b {type: text, x: 1}\nslot:\n  <<: *b\n  x: 2\n";
    expect(plain(read(source))).toMatchObject({ slot: { x: 2, type: "text" } });
  });

  it("takes `<<` in quotes for a key like any other", () => {
    expect(plain(read('"<<": {a: 1}\n'))).toEqual({ "<<": { a: 1 } });
  });

  it("fills in environment variables in plain texts only", () => {
    const host = variable("HOST");
    const source = `a: http://${host}/x\nb: "${host}"\nc: '${host}'\nd: |\n  ${host}\ne: $HOST\n`;
    expect(plain(read(source, { HOST: "bot" }))).toEqual({
      a: "http://bot/x",
      b: host,
      c: host,
      d: `${host}\n`,
      e: "$HOST",
    });
  });

  it("looks for variables once in a text that opens a million of them", () => {
    const source = `a: ${"${".repeat(1_000_000)}\n`;
    expect(parse(source, { A: "1" }).problems).toEqual([]);
  });

  it("takes what a variable holds for a text, as Rasa does", () => {
    expect(plain(read(`a: ${variable("TOKEN")}\n`, { TOKEN: "12345" }))).toEqual({ a: "12345" });
  });

  it("does not take a variable of Object's prototype for one of the environment", () => {
    expect(parse(`a: ${variable("constructor")}\n`).problems.map(({ code }) => code)).toEqual([
      "project/variable-not-set",
    ]);
  });

  it("decodes escapes everywhere in a file of pure ASCII, as Rasa does", () => {
    expect(plain(read("a: caf\\u00e9 \\U0001F600\n"))).toEqual({ a: "café 😀" });
    expect(plain(read("a: caf\\u00e9\nb: ä\n"))).toEqual({ a: "caf\\u00e9", b: "ä" });
  });

  it("decodes JSON's own escapes in JSON, once", () => {
    const { root } = parseYaml("nlu.json", '{"a": "caf\\u00e9 \\\\u00e9"}', {}).document;
    expect(root === null ? null : plain(toJson(root))).toEqual({ a: "café \\u00e9" });
  });

  it("reads pasted JSON that is indented less than its key", () => {
    const source = 'responses:\n  utter_card:\n    - custom: {\n  "blocks": [\n    1\n  ]\n}\nintents: [a]\n';
    expect(plain(read(source))).toEqual({
      responses: { utter_card: [{ custom: { blocks: [1] } }] },
      intents: ["a"],
    });
    const { root, position } = parse(source).document;
    const last = root?.kind === "mapping" ? root.entries.at(-1) : undefined;
    expect(position(last?.keyNode.start ?? 0)).toMatchObject({ line: 8, column: 1 });
  });

  it.each([
    ["a second colon", "a:\n  - b: c: d\n", 2, 9, /second ':'/],
    ["a tab", "a:\n\t- b\n", 2, 1, /tab/],
    ["an open quote", 'a:\n  - text: "Hello!\nb:\n  - text: "Bye!"\n', 2, 11, /quote " opened here/],
    ["an open single quote", "a: 'Hello!\nb: c\n", 1, 4, /quote ' opened here/],
    ["an open bracket", "a: [1, 2\nb: c\n", 1, 4, /bracket \[ opened here/],
    ["an open brace", 'a: {"b": 1\n', 1, 4, /bracket \{ opened here/],
    ["an alias without an anchor", "a: *b\n", 1, 4, /marked '&b' above, but there is none/],
  ])("says where and why a file with %s is no YAML", (_name, source, line, column, message) => {
    const { document: parsed, problems } = parse(source);
    expect(parsed.root).toBeNull();
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(message);
    expect(parsed.position(problems[0]?.start ?? 0)).toMatchObject({ line, column });
  });

  it("reports every key that stands twice, and counts the first", () => {
    const { document: parsed, problems } = parse("a: 1\nb: 2\na: 3\nb: 4\n");
    expect(problems.map(({ start }) => parsed.position(start).line)).toEqual([3, 4]);
    expect(plain(parsed.root === null ? null : toJson(parsed.root))).toEqual({ a: 1, b: 2 });
  });

  it("refuses aliases that stand for millions of values, at the worst of them", () => {
    const lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
    for (const [index, name] of [..."bcdefgh"].entries()) {
      const inner = "abcdefgh"[index];
      lines.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${inner}`).join(", ")}]`);
    }
    const { document: parsed, problems } = parse(`${lines.join("\n")}\n`);
    expect(parsed.root).toBeNull();
    expect(problems.map(({ code }) => code)).toEqual(["project/yaml-too-complex"]);
    expect(parsed.position(problems[0]?.start ?? 0)).toMatchObject({ line: 8, column: 4 });
  });

  it("refuses deep nesting without overflowing", () => {
    const { problems } = parse("[".repeat(20_000));
    expect(problems.map(({ code }) => code)).toEqual(["project/yaml-too-complex"]);
  });

  it("reports tags that YAML does not have", () => {
    expect(parse("a: !python/object:os.system x\n").problems.map(({ code }) => code)).toEqual([
      "project/yaml-unknown-tag",
    ]);
  });
});

describe("positions", () => {
  it("count lines from 1 and columns in characters, whatever stands before", () => {
    const text = fc.stringMatching(/^[a-zä😀\n\r\t ]{0,3000}$/u);
    fc.assert(
      fc.property(text, fc.nat(), (source, seed) => {
        const points = [...source];
        const index = points.length === 0 ? 0 : seed % (points.length + 1);
        const before = points.slice(0, index).join("");
        const { position } = parse("").document;
        expect(position(0)).toEqual({ file: "file.yml", line: 1, column: 1 });
        const lines = before.split("\n");
        const place = parseYaml("file.yml", source, {}).document.position(before.length);
        expect(place).toEqual({
          file: "file.yml",
          line: lines.length,
          column: [...(lines.at(-1) ?? "")].length + 1,
        });
      }),
    );
  });

  it("are the same in whatever order they are asked for", () => {
    const source = Array.from({ length: 50 }, (_, line) => `${"😀".repeat(line)}x`).join("\n");
    const offsets = fc.array(fc.nat(source.length), { maxLength: 20 });
    fc.assert(
      fc.property(offsets, (asked) => {
        const { position } = parseYaml("file.yml", source, {}).document;
        for (const offset of asked)
          expect(position(offset)).toEqual(parseYaml("file.yml", source, {}).document.position(offset));
      }),
    );
  });

  it("are found on a line of megabytes without walking it each time", () => {
    const source = `a: "${"word 😀 ".repeat(300_000)}"\n`;
    const { position } = parseYaml("file.yml", source, {}).document;
    for (let offset = 0; offset < source.length; offset += 97) position(offset);
    const prefix = source.slice(0, 1_500_003);
    expect(position(1_500_003).column).toBe([...prefix].length + 1);
  });
});
