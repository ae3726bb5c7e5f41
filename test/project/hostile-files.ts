// Files that are made to cost much, for the test of the budgets and for the measurement of what they cost.

/** A file that no person would write. */
export interface HostileFile {
  readonly name: string;
  /** Its text below a key of the file that it takes the place of. */
  readonly build: (key: string) => string | Uint8Array;
  /** What is found wrong with it. */
  readonly code: string;
  /** Where; anywhere when it depends on the key. */
  readonly place?: readonly [line: number, column: number];
}

const TOO_COMPLEX = "project/yaml-too-complex";
const MEGABYTE = 1024 * 1024;

/** A key that each kind of file has. */
export const hostilePlaces: readonly (readonly [file: string, key: string])[] = [
  ["domain.yml", "intents"],
  ["data/nlu.yml", "nlu"],
  ["data/rules.yml", "stories"],
  ["config.yml", "pipeline"],
  ["endpoints.yml", "action_endpoint"],
  ["credentials.yml", "rest"],
];

export const hostileFiles: readonly HostileFile[] = [
  {
    name: "aliases that stand for a billion values",
    build: (key) => `x: &k0 [a, b, c]\n${lines(12, bombLine)}${key}: *k12\n`,
    code: TOO_COMPLEX,
  },
  { name: "an alias inside of its own value", build: (key) => `${key}: &a [*a]\n`, code: TOO_COMPLEX },
  {
    name: "an alias that merges its own mapping",
    build: (key) => `${key}: &a\n  <<: *a\n`,
    code: TOO_COMPLEX,
    place: [2, 7],
  },
  {
    name: "a chain of merge keys that doubles each time",
    build: (key) => `x: &m0 {a: 1}\n${lines(45, mergeLine)}${key}: *m45\n`,
    code: TOO_COMPLEX,
  },
  {
    name: "a hundred thousand brackets",
    build: (key) => `${key}: ${"[".repeat(100_000)}${"]".repeat(100_000)}\n`,
    code: TOO_COMPLEX,
  },
  {
    name: "a hundred thousand brackets that nothing closes",
    build: (key) => `${key}: ${"{a: ".repeat(100_000)}`,
    code: TOO_COMPLEX,
  },
  {
    name: "a hundred thousand dashes on a line",
    build: (key) => `${key}:\n${"- ".repeat(100_000)}a\n`,
    code: TOO_COMPLEX,
    place: [2, 99],
  },
  {
    name: "mappings nested three thousand deep",
    build: (key) => `${key}:\n${lines(3_000, (line) => `${" ".repeat(line + 1)}a:`)}`,
    code: TOO_COMPLEX,
    place: [50, 50],
  },
  {
    name: "a million keys",
    build: (key) => `${key}: a\n${lines(1_000_000, (line) => `k${line}: 1`)}`,
    code: TOO_COMPLEX,
  },
  {
    name: "a hundred thousand keys of one mapping",
    build: (key) => `${key}:\n${lines(100_000, (line) => `  k${line}: 1`)}`,
    code: TOO_COMPLEX,
    place: [50_002, 3],
  },
  {
    name: "a line of ten megabytes",
    build: (key) => `${key}: [${"aaaa, ".repeat(1_700_000)}]\n`,
    code: TOO_COMPLEX,
  },
  {
    name: "a text of fifty megabytes",
    build: (key) => `${key}: "${"abcde fgh ".repeat(5 * MEGABYTE)}"\n`,
    code: "project/file-too-large",
    place: [1, 1],
  },
  {
    name: "a hundred megabytes",
    build: () => new Uint8Array(100 * MEGABYTE),
    code: "project/file-too-large",
    place: [1, 1],
  },
  {
    name: "a second document",
    build: (key) => `${key}:\n---\na: 1\n`,
    code: "project/yaml-syntax",
    place: [2, 1],
  },
  {
    name: "a hundred thousand documents",
    build: () => "---\n".repeat(100_000),
    code: "project/yaml-syntax",
    place: [2, 1],
  },
  { name: "bytes that are zero", build: (key) => `${key}: \0\n`, code: "project/not-utf8" },
  {
    name: "megabytes of zeros",
    build: () => new Uint8Array(5 * MEGABYTE),
    code: "project/not-utf8",
    place: [1, 1],
  },
  {
    name: "bytes that are not UTF-8",
    build: (key) => Buffer.concat([Buffer.from(`${key}: `), Buffer.from([0xff, 0xfe, 0xe9])]),
    code: "project/not-utf8",
  },
  {
    name: "UTF-16",
    build: (key) => Buffer.from(`\uFEFF${key}: a\n`, "utf16le"),
    code: "project/not-utf8",
    place: [1, 1],
  },
  {
    name: "UTF-16 with the other byte first",
    build: (key) => Buffer.from(`\uFEFF${key}: a\n`, "utf16le").swap16(),
    code: "project/not-utf8",
    place: [1, 1],
  },
  {
    name: "a quote that is open for megabytes",
    build: (key) => `${key}: "${"abcde fghi\n".repeat(400_000)}`,
    code: "project/yaml-syntax",
  },
];

/** The same in a file of Rasa's JSON. */
export const hostileJson: readonly HostileFile[] = [
  {
    name: "a hundred thousand brackets",
    build: () => `{"rasa_nlu_data": ${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
    code: TOO_COMPLEX,
    place: [1, 67],
  },
  {
    name: "objects nested a hundred thousand deep",
    build: () => `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`,
    code: TOO_COMPLEX,
  },
  {
    name: "a million keys",
    build: () => `{"rasa_nlu_data": {${lines(1_000_000, (line) => `"k${line}": 1,`)}"k": 1}}`,
    code: TOO_COMPLEX,
  },
  {
    name: "a million numbers for examples",
    build: () => `{"rasa_nlu_data": {"common_examples": [${"1,".repeat(1_600_000)}1]}}`,
    code: TOO_COMPLEX,
  },
  {
    name: "two hundred thousand empty examples",
    build: () => `{"rasa_nlu_data": {"common_examples": [${"{},".repeat(200_000)}{}]}}`,
    code: "project/too-many-findings",
  },
  {
    name: "a text of fifty megabytes",
    build: () => `{"rasa_nlu_data": "${"abcde fgh ".repeat(5 * MEGABYTE)}"}`,
    code: "project/file-too-large",
    place: [1, 1],
  },
];

function lines(count: number, write: (line: number) => string): string {
  return `${Array.from({ length: count }, (_, line) => write(line)).join("\n")}\n`;
}

function bombLine(line: number): string {
  return `x${line}: &k${line + 1} [${Array(9).fill(`*k${line}`).join(", ")}]`;
}

function mergeLine(line: number): string {
  return `x${line}: &m${line + 1} {<<: [*m${line}, *m${line}]}`;
}
