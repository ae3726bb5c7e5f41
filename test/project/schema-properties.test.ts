import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/project/index.ts";
import type { YamlEntry, YamlNode } from "../../src/project/yaml/nodes.ts";
import { parseYaml } from "../../src/project/yaml/parse-yaml.ts";
import {
  type CheckedFile,
  checkedFiles,
  checkWithSchema,
  findingsOf,
  isAboutShape,
  type SchemaFinding,
} from "./schema-checks.ts";

const FOLDER = fileURLToPath(new URL("fixtures/schemas", import.meta.url));

/** Files in which every kind of key and value occurs. */
const files = checkedFiles(FOLDER, FOLDER);

function entriesBelow(node: YamlNode | null): readonly YamlEntry[] {
  if (node?.kind === "sequence") return node.items.flatMap(entriesBelow);
  if (node?.kind !== "mapping") return [];
  return node.entries.flatMap((entry) => [entry, ...entriesBelow(entry.value)]);
}

function entriesOf(file: CheckedFile): readonly YamlEntry[] {
  return entriesBelow(parseYaml(file.name, file.text, {}).document.root);
}

const knownKeys = [...new Set(files.flatMap(entriesOf).map(({ key }) => key))].sort();

/** A file with one mistake in it. */
interface Mutant extends CheckedFile {
  readonly line: number;
}

/** A piece of a file written anew; the text goes through no printer, so places stay as they are. */
function replaced(file: CheckedFile, { start, end }: YamlNode, piece: string): Mutant {
  const { text } = file;
  const line = text.slice(0, start).split("\n").length;
  const tail = /\s*$/.exec(text.slice(start, end))?.[0] ?? "";
  return { ...file, line, text: text.slice(0, start) + piece + tail + text.slice(end) };
}

const anEntry = fc
  .constantFrom(...files)
  .chain((file) => fc.constantFrom(...entriesOf(file)).map((entry) => ({ file, entry })));

/** `intens`, `inttent`, `inetnt`, `intentx` */
function misspelt(key: string, at: number): readonly string[] {
  const [before, letter = "", after] = [key.slice(0, at), key[at], key.slice(at + 1)];
  const [next = ""] = after;
  return [
    before + after,
    before + letter + letter + after,
    before + next + letter + after.slice(1),
    `${key}x`,
  ];
}

const otherKey = anEntry.chain(({ file, entry }) =>
  fc
    .oneof(
      fc.nat(Math.max(0, entry.key.length - 1)).chain((at) => fc.constantFrom(...misspelt(entry.key, at))),
      fc.constantFrom(...knownKeys),
      fc.constantFrom("strange", "_", "version", "name"),
    )
    .filter((key) => key !== "" && key !== entry.key)
    .map((key) => replaced(file, entry.keyNode, key)),
);

const VALUES = [
  "",
  "null",
  "7",
  "-1",
  "true",
  "word",
  '"in quotes"',
  '" "',
  "[]",
  "[word]",
  "[7, [8]]",
  "[{strange: 1}]",
  "{}",
  "{strange: 1}",
];

const otherValue = anEntry.chain(({ file, entry }) =>
  fc.constantFrom(...VALUES).map((piece) => replaced(file, entry.value, piece)),
);

const furtherKey = anEntry.chain(({ file, entry }) =>
  fc.constantFrom("strange", ...knownKeys).map((key) => {
    const { start } = entry.keyNode;
    const column = start - (file.text.lastIndexOf("\n", start - 1) + 1);
    return replaced(file, { ...entry.keyNode, end: start }, `${key}: word\n${" ".repeat(column)}`);
  }),
);

/** A misspelt key of a button is only told by what it resembles: channels have keys of their own, which are passed on. */
function isOfButton({ message }: Diagnostic): boolean {
  return /is no key of a (?:button|quick reply)/.test(message);
}

/**
 * In a data file that holds no part of the domain, tsbot passes over the domain's settings, as Rasa does; in a file of
 * tests over all that is neither script nor story (NLU data there is read, and checked, by `tsbot test nlu`).
 */
function isPassedOver(schema: string, { path }: SchemaFinding): boolean {
  const [, key = ""] = path.split("/");
  if (schema === "tests") return key !== "" && !["version", "tests", "stories", "rules"].includes(key);
  return schema !== "domain" && path === "/config";
}

/** Whether tsbot finds something in the lines of a key that a schema refuses. */
function isReported({ keyLines }: SchemaFinding, found: readonly Diagnostic[]): boolean {
  if (keyLines === undefined) return false;
  return found.some(({ at }) => at.line >= keyLines.first && at.line <= keyLines.last);
}

/**
 * The same mutants each time. Of all there are (some hundred thousand) a few are told of in another line by one side than by
 * the other, as the key of a whole list instead of those in it.
 */
const RUNS = { numRuns: 400, seed: 2026 };

describe("schemas", () => {
  it("refuse in a file of tests what tsbot reads of it, and more", () => {
    const refused = checkWithSchema("tests", "tests: word\nentities: word\n") ?? [];
    expect(refused.filter((one) => !isPassedOver("tests", one)).map(({ path }) => path)).toEqual(["/tests"]);
  });

  it("accept the files that the mutants are made of", async () => {
    for (const file of files) {
      expect(checkWithSchema(file.schema, file.text), file.name).toEqual([]);
      expect((await findingsOf(file.schema, file.text)).filter(isAboutShape), file.name).toEqual([]);
    }
  });

  it("refuse a key in each line in which tsbot finds an unknown one, and in no line in which it finds nothing", async () => {
    let [compared, keys] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.oneof(otherKey, furtherKey), async ({ schema, text }) => {
        const refused = checkWithSchema(schema, text);
        if (refused === null) return;
        const found = await findingsOf(schema, text);
        const unknown = found.filter((one) => /unknown-key$|key-unknown$|unknown-option$/.test(one.code));
        const lines = new Set(refused.flatMap((one) => one.lines));
        compared += unknown.length;
        // tsbot tells the keys of two steps apart, a schema only that they are too many for one.
        const isSplit = found.some(({ code }) => code === "project/two-steps-in-one");
        if (isSplit) expect(refused).not.toEqual([]);
        else expect(unknown.filter((one) => !isOfButton(one) && !lines.has(one.at.line))).toEqual([]);
        const refusedKeys = refused.filter((one) => one.keyLines !== undefined && !isPassedOver(schema, one));
        keys += refusedKeys.length;
        // A misspelt `intent` makes a step's `entities` unknown to a schema too: one finding is enough for both.
        const reported = new Set(refusedKeys.filter((one) => isReported(one, found)).map(({ path }) => path));
        if (!isSplit) expect(refusedKeys.filter(({ path }) => !reported.has(path))).toEqual([]);
      }),
      RUNS,
    );
    expect(Math.min(compared, keys)).toBeGreaterThan(50);
  }, 120_000);

  it("refuse what tsbot finds wrong in a file's keys and values, and nothing that it finds nothing in", async () => {
    let [wrong, right] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.oneof(otherKey, otherValue, furtherKey), async ({ schema, text }) => {
        const refused = checkWithSchema(schema, text);
        if (refused === null) return;
        const found = await findingsOf(schema, text);
        if (found.some((one) => isAboutShape(one) && !isOfButton(one))) {
          wrong++;
          expect(refused).not.toEqual([]);
        }
        if (found.length === 0) {
          right++;
          expect(refused.filter((one) => !isPassedOver(schema, one))).toEqual([]);
        }
      }),
      RUNS,
    );
    expect(Math.min(wrong, right)).toBeGreaterThan(20);
  }, 120_000);
});
