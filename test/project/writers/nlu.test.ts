import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type NluFiles, nluToJson, nluToYaml, readNluFiles } from "../../../src/project/index.ts";
import type { MarkedEntity } from "../../../src/project/readers/entity-markup.ts";
import { withFiles } from "../files.ts";

type Nlu = NluFiles["nlu"];
type Example = Nlu["examples"][number];

const at = { file: "made.json", line: 1, column: 1 };

/** Any character but NUL and halves of pairs; half of them those that markup and YAML give a meaning. */
const character = fc.oneof(
  fc.constantFrom(
    ..."ab []{}():,\"'-#&*|>%@`\\$é😀\n\t\r\b\u0085\u2028\ufeff/",
    "\\u0041",
    "- ",
    "](",
    '{"entity": "x"}',
  ),
  fc
    .string({ unit: "binary", minLength: 1, maxLength: 1 })
    .filter((unit) => unit !== "\0" && !/\p{Cs}/u.test(unit)),
);
const text = fc.array(character, { maxLength: 12 }).map((units) => units.join(""));
const harmless = fc.stringMatching(/^[a-zA-Zé😀 '"#:,(){}.&*|>-]{0,16}$/u);
const name = fc.oneof(
  fc.stringMatching(/^[a-z_]{1,8}(?:\/[a-z_]{1,8})?$/),
  text.map((one) => one.replaceAll("/", "").trim()).filter((one) => one !== ""),
);
const metadata = fc
  .jsonValue({ maxDepth: 2 })
  .filter((value) => value !== null)
  .map((value) => JSON.parse(JSON.stringify(value)));

function example(texts: fc.Arbitrary<string>) {
  const piece = fc.record({
    text: texts,
    mark: fc.option(
      fc.array(
        fc.record({ entity: name, role: name, group: name, value: text }, { requiredKeys: ["entity"] }),
        { minLength: 1, maxLength: 2 },
      ),
      { nil: undefined },
    ),
  });
  return fc
    .record(
      {
        pieces: fc.array(piece, { minLength: 1, maxLength: 4 }),
        intent: name,
        metadata: fc
          .record({ intent: metadata, example: metadata }, { requiredKeys: [] })
          .filter((one) => Object.keys(one).length > 0),
      },
      { requiredKeys: ["pieces", "intent"] },
    )
    .map(({ pieces, ...rest }): Example => {
      let whole = "";
      const entities: MarkedEntity[] = [];
      for (const { text: surface, mark = [] } of pieces) {
        const start = whole.length;
        whole += surface;
        if (surface === "") continue;
        for (const { value, ...labels } of mark)
          entities.push({ start, end: whole.length, ...labels, value: value ?? surface });
      }
      return { text: whole, entities, at, ...rest };
    });
}

const table = fc.array(
  text.map((one) => one.trim()),
  { minLength: 1, maxLength: 3 },
);

function data(texts: fc.Arbitrary<string>): fc.Arbitrary<Nlu> {
  return fc.record({
    examples: fc.array(example(texts), { maxLength: 5 }),
    synonyms: fc.dictionary(name, name, { maxKeys: 3 }).map((pairs) => new Map(Object.entries(pairs))),
    regexes: fc.array(fc.record({ name, pattern: text.map((one) => one.trim()), at: fc.constant(at) }), {
      maxLength: 3,
    }),
    lookups: fc.uniqueArray(fc.record({ name, elements: table, at: fc.constant(at) }), {
      maxLength: 2,
      selector: (one) => one.name,
    }),
    entries: fc.constant([]),
  });
}

const without = ({ at: _, ...rest }: Example) => rest;

const unique = <Item>(items: readonly Item[], key: (item: Item) => unknown) =>
  [...new Map([...items].reverse().map((item) => [JSON.stringify(key(item)), item])).values()].reverse();

/** Equal examples count once when they are read. */
const identity = ({ text: words, intent, entities }: Example) => [words, intent, entities];

async function readBack(file: string, content: string) {
  const files = await withFiles({ [file]: content }, (directory) =>
    readNluFiles({ directory, data: [file], language: "en" }),
  );
  const errors = files.diagnostics.filter(
    ({ severity, code }) => severity === "error" && code !== "project/bad-intent-name",
  );
  expect(errors.map(({ message }) => message)).toEqual([]);
  expect(files.variables.size).toBe(0);
  return files;
}

const tables = ({ regexes, lookups }: Nlu) => ({
  regexes: regexes.map(({ at: _, ...rest }) => rest),
  lookups: lookups.map(({ at: _, ...rest }) => rest),
});

/** What YAML makes of examples: no blanks at the ends, entities in the order of the text. */
function asWritten({ text: whole, entities, ...rest }: Example): Example {
  const first = Math.min(whole.length - whole.trimStart().length, ...entities.map(({ start }) => start));
  const last = Math.max(whole.trimEnd().length, first, ...entities.map(({ end }) => end));
  const { metadata: notes, ...others } = rest;
  // Metadata of an example without text are left out, with a warning.
  const { example: _, ...ofIntent } = notes ?? {};
  const kept = whole.trim() === "" && entities.length === 0 ? ofIntent : notes;
  return {
    ...others,
    ...(kept !== undefined && Object.keys(kept).length > 0 && { metadata: kept }),
    text: whole.slice(first, last),
    entities: [...entities]
      .sort((left, right) => left.start - right.start)
      .map((entity) => ({ ...entity, start: entity.start - first, end: entity.end - first })),
  };
}

/** Synonyms that annotations give are added when YAML is read. */
function withAnnotated({ synonyms, examples }: Nlu): Record<string, string> {
  const annotated = examples.flatMap(({ text: whole, entities }) =>
    entities
      .map(({ start, end, value }) => [whole.slice(start, end), value] as const)
      .filter(([surface, value]) => surface !== value),
  );
  return Object.fromEntries([...annotated, ...synonyms]);
}

describe("NLU data", () => {
  it("are the same after writing and reading Rasa's JSON, whatever they hold", async () => {
    await fc.assert(
      fc.asyncProperty(data(text), async (nlu) => {
        const { nlu: read } = await readBack("nlu.json", nluToJson({ nlu }));
        expect(read.examples.map(without)).toEqual(unique(nlu.examples, identity).map(without));
        expect(Object.fromEntries(read.synonyms)).toEqual(Object.fromEntries(nlu.synonyms));
        expect(tables(read)).toEqual(tables(nlu));
      }),
      { numRuns: 300 },
    );
  });

  const roundTrip = async (nlu: Nlu) => {
    const { text: yaml, findings } = nluToYaml({ nlu, responses: new Map(), variables: new Set() });
    if (findings.some(({ severity }) => severity === "error")) return false;
    const { nlu: read } = await readBack("nlu.yml", yaml);
    const sorted = (examples: readonly Example[]) =>
      unique(examples, identity)
        .map((one) => JSON.stringify(one, (key, value) => (key === "at" ? undefined : value)))
        .sort();
    const key = (example: Example) => JSON.stringify([example.intent, example.metadata]);
    const wanted = nlu.examples.map(asWritten);
    // Of equal examples with unequal metadata one is kept.
    const isPlain =
      new Set(wanted.map((one) => JSON.stringify(identity(one)))).size ===
      new Set(wanted.map((one) => JSON.stringify([identity(one), key(one)]))).size;
    if (isPlain)
      expect(sorted(read.examples.map(({ at: _, ...one }) => reorder(one)))).toEqual(
        sorted(wanted.map(reorder)),
      );
    expect(Object.keys(withAnnotated(nlu)).sort()).toEqual([...read.synonyms.keys()].sort());
    for (const [surface, value] of nlu.synonyms) expect(read.synonyms.get(surface)).toBe(value);
    // Empty elements get a block of their own, after the others.
    const byName = (one: Nlu) => ({
      lookups: tables(one).lookups.map(({ elements, ...rest }) => ({
        ...rest,
        elements: [...elements].sort(),
      })),
      regexes: tables(one)
        .regexes.map((regex) => JSON.stringify(regex))
        .sort(),
    });
    expect(byName(read)).toEqual(byName(nlu));
    return true;
  };

  it("mean the same after writing and reading YAML, or are refused, whatever they hold", async () => {
    let written = 0;
    await fc.assert(
      fc.asyncProperty(data(text), async (nlu) => {
        if (await roundTrip(nlu)) written++;
      }),
      { numRuns: 500 },
    );
    expect(written).toBeGreaterThan(100);
  });

  it("are never refused without square brackets", async () => {
    await fc.assert(
      fc.asyncProperty(data(harmless), async (nlu) => {
        expect(await roundTrip(nlu)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

/** The order of keys does not matter. */
function reorder({ text: words, intent, entities, metadata: notes }: Omit<Example, "at">): Example {
  return {
    text: words,
    intent: intent as string,
    entities: entities.map(
      ({ start, end, entity, value, role, group }) =>
        ({ start, end, entity, value, role, group }) as MarkedEntity,
    ),
    metadata: notes === undefined ? undefined : { intent: notes.intent, example: notes.example },
    at,
  } as Example;
}
