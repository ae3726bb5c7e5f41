import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MarkedEntity, parseMarkup } from "../../src/project/readers/entity-markup.ts";
import { printMarkup } from "./print-markup.ts";

const word = fc.stringMatching(/^[a-zA-Zäß😀']{1,8}$/u);
const name = fc.stringMatching(/^[a-z_]{1,8}$/);

/** A text with entities on some of its words. */
const example = fc
  .array(
    fc.record({
      word,
      mark: fc.option(
        fc.record(
          { entity: name, role: name, group: name, value: fc.option(word, { nil: undefined }) },
          { requiredKeys: ["entity"] },
        ),
        { nil: undefined },
      ),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((words) => {
    let text = "";
    const entities: MarkedEntity[] = [];
    for (const { word: surface, mark } of words) {
      if (text !== "") text += " ";
      const start = text.length;
      text += surface;
      if (mark === undefined) continue;
      const { value, ...labels } = mark;
      entities.push({ start, end: text.length, ...labels, value: value ?? surface });
    }
    return { text, entities };
  });

describe("entity annotations", () => {
  it("are read as they were written", () => {
    fc.assert(
      fc.property(example, ({ text, entities }) => {
        const parsed = parseMarkup(printMarkup(text, entities));
        expect({ text: parsed.text, entities: parsed.entities }).toEqual({ text, entities });
        expect(parsed.problems).toEqual([]);
      }),
    );
  });

  it("are placed where they stand in the text", () => {
    fc.assert(
      fc.property(example, ({ text, entities }) => {
        const source = printMarkup(text, entities);
        const { marks } = parseMarkup(source);
        for (const [index, { mark, name: label }] of marks.entries()) {
          const { start, end, entity } = entities[index] as MarkedEntity;
          expect(source.slice(mark.start, mark.end)).toContain(`[${text.slice(start, end)}]`);
          expect(source.slice(label.start, label.end).replaceAll('"', "")).toBe(entity);
        }
      }),
    );
  });

  it("never fail, whatever the text", () => {
    const text = fc.stringMatching(/^[a[\](){}":, 😀]{0,60}$/u);
    fc.assert(fc.property(text, (source) => typeof parseMarkup(source).text === "string"));
  });

  it("have offsets in UTF-16 units", () => {
    expect(parseMarkup("😀 [Ada](person)").entities).toEqual([
      { start: 3, end: 6, entity: "person", value: "Ada" },
    ]);
  });

  it.each([
    ["[NYC](city:New York)", [{ start: 0, end: 3, entity: "city", value: "New York" }]],
    ['[two]{"entity": "count", "value": 2}', [{ start: 0, end: 3, entity: "count", value: "2" }]],
    [
      '[Rome][{"entity": "city"}, {"entity": "goal", "role": "to"}]',
      [
        { start: 0, end: 4, entity: "city", value: "Rome" },
        { start: 0, end: 4, entity: "goal", value: "Rome", role: "to" },
      ],
    ],
    ["[no mark]", []],
    ["a (b) [c]", []],
  ])("reads %s", (source, entities) => {
    expect(parseMarkup(source).entities).toEqual(entities);
  });

  it.each([
    ['[ham]{"entity": topping}', "project/annotation-bad-json", 5, 24],
    ['[ham]{"role": "x"}', "project/annotation-without-entity", 5, 18],
    ['[ham]{"entity": "topping", "roel": "x"}', "project/annotation-unknown-key", 27, 33],
    ["a [ham] (topping) please", "project/annotation-with-blank", 2, 17],
  ])("reports what is wrong with %s at its place", (source, code, start, end) => {
    expect(parseMarkup(source).problems).toMatchObject([{ code, start, end }]);
  });
});

describe("marks that went wrong", () => {
  it.each([
    ["hello [Paul](PERSON", 6, 19, "is not closed", "Write [Paul](PERSON)."],
    ['hello [Paul]{"entity": "PERSON"', 6, 31, "is not closed", "Write [text](entity)"],
    ["hello [](PERSON)", 6, 16, "holds no text", "between [ and ]"],
    ["hello [Paul]()", 6, 14, "names no entity", "Write [Paul](entity)."],
    ["hello Paul](PERSON)", 6, 19, "The [ of this mark", "Write [Paul](PERSON)."],
    ["hello [Paul(PERSON)", 6, 19, "The ] of this mark", "Write [Paul](PERSON)."],
    ["hello (Paul)[PERSON]", 6, 20, "swapped", "Write [Paul](PERSON)."],
  ])("%s", (source, start, end, message, hint) => {
    const { text, entities, problems } = parseMarkup(source);
    expect({ text, entities }).toEqual({ text: source, entities: [] });
    expect(problems).toEqual([
      {
        code: "project/annotation-broken",
        message: expect.stringContaining(message),
        hint: expect.stringContaining(hint),
        start,
        end,
      },
    ]);
  });

  it.each([
    "see (this) [1], f(x)[0] and list[3]",
    "the [item(s)] of f(a)[b1]",
    "[a](b) and [c] alone",
    "a [ ] box, an [open one",
    "(see) [note]",
  ])("ordinary brackets are none: %s", (source) => {
    expect(parseMarkup(source).problems).toEqual([]);
  });
});
