import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildGazetteer, type Gazetteer, loadGazetteer } from "../../src/nlu/extractors/gazetteer.ts";
import type { Span } from "../../src/nlu/extractors/spans.ts";
import type { Token } from "../../src/nlu/message.ts";
import { tokenizeWhitespace } from "../../src/nlu/tokenizers/whitespace.ts";

interface Example {
  readonly tokens: readonly Token[];
  readonly spans: readonly Span[];
}

/** An example whose entities are written `[words](type)`, or `[words](type role group)`. */
function example(markup: string): Example {
  const spans: Span[] = [];
  const words: string[] = [];
  for (const [, value, kind, word] of markup.matchAll(/\[([^\]]+)\]\(([^)]+)\)|(\S+)/g)) {
    const first = words.length;
    words.push(...(value ?? word ?? "").split(" "));
    const [entity = "", role, group] = kind?.split(" ") ?? [];
    if (value === undefined) continue;
    const named = { entity, ...(role !== undefined && { role }), ...(group !== undefined && { group }) };
    spans.push({ first, last: words.length - 1, kind: named });
  }
  return { tokens: tokensOf(words.join(" ")), spans };
}

function tokensOf(text: string): readonly Token[] {
  return tokenizeWhitespace(text);
}

const learn = (...markup: readonly string[]): { gazetteer: Gazetteer; examples: readonly Example[] } => {
  const examples = markup.map(example);
  return { gazetteer: buildGazetteer([], examples, tokenizeWhitespace), examples };
};

/** How many marks each word of a text has. */
const counts = (gazetteer: Gazetteer, text: string): readonly number[] =>
  gazetteer.marks(tokensOf(text)).map((marks) => marks.length);

const inTraining = (gazetteer: Gazetteer, { tokens, spans }: Example): readonly number[] =>
  gazetteer.marks(tokens, spans).map((marks) => marks.length);

describe("the values of examples", () => {
  it("mark the words of other texts, whatever their letter case", () => {
    const { gazetteer } = learn("fly to [New York](city)", "fly to [Rome](city)");
    expect(counts(gazetteer, "from NEW YORK to rome today")).toEqual([0, 1, 1, 0, 1, 0]);
    expect(counts(gazetteer, "new and york")).toEqual([0, 0, 0]);
  });

  it("mark the first word apart from those behind it, and alike in all values of a type", () => {
    const { gazetteer } = learn("[New York](city)", "[Rome](city)", "[Ada](person)");
    const [begins, goesOn, other, person] = gazetteer
      .marks(tokensOf("new york rome ada"))
      .map(([mark]) => mark);
    expect(begins).toBe(other);
    expect(goesOn).not.toBe(begins);
    expect(person).not.toBe(begins);
  });

  it("are told apart by role and group", () => {
    const { gazetteer } = learn("[a](city)", "[b](city from)", "[c](city from 1)", "[d](city to 1)");
    const marks = gazetteer.marks(tokensOf("a b c d")).map(([mark]) => mark);
    expect(new Set(marks).size).toBe(4);
  });

  it("do not count in training where the example alone knows them", () => {
    const { gazetteer, examples } = learn("fly to [Oslo](city)", "fly to [Rome](city)", "from [Rome](city)");
    expect(inTraining(gazetteer, examples[0]!)).toEqual([0, 0, 0]);
    expect(inTraining(gazetteer, examples[1]!)).toEqual([0, 0, 1]);
    expect(counts(gazetteer, "fly to Oslo")).toEqual([0, 0, 1]);
  });

  it("do not count in training where the example has them twice and no other has", () => {
    const { gazetteer, examples } = learn(
      "[Oslo](city) to [oslo](city)",
      "[Rome](city) to [Rome](city)",
      "[rome](city)",
    );
    expect(inTraining(gazetteer, examples[0]!)).toEqual([0, 0, 0]);
    expect(inTraining(gazetteer, examples[1]!)).toEqual([1, 0, 1]);
  });

  it("count in training as what another example knows them as", () => {
    const { gazetteer, examples } = learn("[Paris](city)", "[Paris](person)");
    const [both] = gazetteer.marks(tokensOf("paris"));
    expect(both).toHaveLength(2);
    const own = examples.map(({ tokens, spans }) => gazetteer.marks(tokens, spans)[0]!);
    expect(own.map((marks) => marks.length)).toEqual([1, 1]);
    expect(new Set(own.flat())).toEqual(new Set(both));
  });

  it("count up to six words", () => {
    const six = "a b c d e f";
    const { gazetteer } = learn(`[${six}](title)`, "[1 2 3 4 5 6 7](title)");
    expect(counts(gazetteer, `x ${six} y`)).toEqual([0, 1, 1, 1, 1, 1, 1, 0]);
    expect(counts(gazetteer, "1 2 3 4 5 6 7")).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});

describe("lookup tables", () => {
  const table = (name: string, ...elements: readonly string[]) => ({ name, elements });

  it("mark the words of their elements, in training as well", () => {
    const gazetteer = buildGazetteer(
      [table("city", "New York", "rome")],
      [example("to [Rome](city)")],
      tokenizeWhitespace,
    );
    expect(counts(gazetteer, "to new york")).toEqual([0, 1, 1]);
    // As an element alone: the value is only the example's own.
    expect(inTraining(gazetteer, example("to [Rome](city)"))).toEqual([0, 1]);
    expect(counts(gazetteer, "to rome")).toEqual([0, 2]);
  });

  it("are told apart by their names, and an element that comes twice counts once", () => {
    const gazetteer = buildGazetteer([table("a", "x", "X"), table("b", "x")], [], tokenizeWhitespace);
    expect(new Set(gazetteer.marks(tokensOf("x"))[0]).size).toBe(2);
    expect(counts(gazetteer, "x")).toEqual([2]);
  });

  it("may be empty, or hold nothing but blanks", () => {
    const gazetteer = buildGazetteer([table("a"), table("b", "", " ")], [], tokenizeWhitespace);
    expect(counts(gazetteer, "hello there")).toEqual([0, 0]);
    expect(gazetteer.marks([])).toEqual([]);
  });

  // Elements are split as texts are, by the tokenizer of the pipeline, which drops punctuation.
  it.each(["St. Pölten", "Washington, D.C.", "rock'n'roll!", " Rome ", "Rome,"])(
    "mark the words of '%s', which the tokenizer changes",
    (element) => {
      const gazetteer = buildGazetteer([table("city", element)], [], tokenizeWhitespace);
      expect(counts(gazetteer, element).every((count) => count > 0)).toBe(true);
    },
  );
});

describe("a gazetteer", () => {
  const word = fc.constantFrom("a", "b", "c", "Ä", "😀", "ملا", "1");
  const words = fc.array(word, { minLength: 1, maxLength: 7 });
  const kind = fc.constantFrom("city", "person", "city from", "city to 1");
  const markup = fc
    .array(fc.tuple(words, fc.option(kind)), { minLength: 1, maxLength: 4 })
    .map((parts) =>
      parts.map(([value, of]) => (of === null ? value.join(" ") : `[${value.join(" ")}](${of})`)).join(" "),
    );

  it("marks the same when it was stored and loaded", () => {
    fc.assert(
      fc.property(fc.array(markup), fc.array(words), words, (marked, elements, asked) => {
        const lookups = [{ name: "one", elements: elements.map((element) => element.join(" ")) }];
        const gazetteer = buildGazetteer(lookups, marked.map(example), tokenizeWhitespace);
        const loaded = loadGazetteer({ json: null, arrays: gazetteer.arrays });
        expect(loaded.arrays).toEqual(gazetteer.arrays);
        expect(loaded.marks(tokensOf(asked.join(" ")))).toEqual(gazetteer.marks(tokensOf(asked.join(" "))));
      }),
    );
  });

  it("marks each training example as one that was learned without it", () => {
    fc.assert(
      fc.property(fc.array(markup, { minLength: 1, maxLength: 6 }), fc.nat(5), (marked, at) => {
        const examples = marked.map(example);
        const own = examples[at % examples.length]!;
        const others = examples.filter((other) => other !== own);
        const marks = (gazetteer: Gazetteer, spans: readonly Span[]) =>
          gazetteer.marks(own.tokens, spans).map((all) => all.toSorted((left, right) => left - right));
        expect(marks(buildGazetteer([], examples, tokenizeWhitespace), own.spans)).toEqual(
          marks(buildGazetteer([], others, tokenizeWhitespace), []),
        );
      }),
    );
  });

  it("refuses stored lists that do not belong together", () => {
    const { arrays } = learn("[a](b)").gazetteer;
    for (const name of ["gazetteerKeys", "gazetteerOffsets", "gazetteerMarks"] as const) {
      const { [name]: _, ...others } = arrays;
      expect(() => loadGazetteer({ json: null, arrays: others })).toThrow(TypeError);
      const { gazetteerOffsets } = arrays;
      const falling = { ...arrays, gazetteerOffsets: gazetteerOffsets.with(1, 2 ** 32 - 1) };
      expect(() => loadGazetteer({ json: null, arrays: falling })).toThrow(TypeError);
      const shorter = { ...arrays, [name]: arrays[name].subarray(1) };
      expect(() => loadGazetteer({ json: null, arrays: shorter })).toThrow(TypeError);
    }
  });
});
