import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMarkup } from "../../src/project/readers/entity-markup.ts";
import { findMarks } from "../../src/project/readers/find-marks.ts";
import { splitStories } from "../../src/project/splitting/index.ts";
import { parseYaml } from "../../src/project/yaml/parse-yaml.ts";
import { valueOnLine } from "../../src/project/yaml/written-lines.ts";
import { edit, read, validate } from "./files.ts";

/** Rasa's own, whose time grows with the square of the text. */
const RASA = /\[([^\]]+?)\](?:\(([^:)]+?)(?::([^)]+))?\)|(\{[^}]+?\})|\[(\s*\{.*?\}\s*)\])/g;

const SIZE = 200_000;
const fill = (piece: string) => piece.repeat(SIZE / piece.length);

/** Far more than a linear walk takes, and far less than one that grows with the square. */
function expectFast(work: () => unknown): void {
  const started = performance.now();
  work();
  expect(performance.now() - started).toBeLessThan(2_500);
}

describe("annotations", () => {
  it("are found as Rasa finds them", () => {
    const text = fc.array(fc.constantFrom(...'[[]](){}:a \n"', "[a](", "](", "]{", "][{", "}]"), {
      maxLength: 24,
    });
    fc.assert(
      fc.property(text, (pieces) => {
        const source = pieces.join("");
        const wanted = [...source.matchAll(RASA)].map(([whole, surface, type, value, object, list], at) => ({
          at,
          whole,
          surface,
          type,
          value,
          json: object ?? (list === undefined ? undefined : `[${list}]`),
        }));
        const found = findMarks(source).map(({ start, end, surface, type, value, json }, at) => ({
          at,
          whole: source.slice(start, end),
          surface,
          type,
          value,
          json,
        }));
        expect(found).toEqual(wanted);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe("the time that long lines take", () => {
  it.each(["[", "[x](", "[x](a:", "[x](:", "[x]{", "[x][{", "[x][{} ", "[a] (a:"])(
    "of an example of %j",
    (piece) => {
      expectFast(() => parseMarkup(fill(piece)));
      expectFast(() => parseMarkup(`${fill(piece)})}`));
    },
  );

  it.each(["a", '[]{"', '[a]{"'])("of examples of %j as long as they are looked at", (piece) => {
    const example = `[${piece.repeat(1_990 / piece.length)}}`;
    expectFast(() => {
      for (let line = 0; line < SIZE / 200; line++) parseMarkup(example);
    });
  });

  it("of a value before blanks", () => {
    expectFast(() => valueOnLine(`x${fill(" ")}x`, 0));
    expect(valueOnLine("a: b # c # d", 0)?.text).toBe("b");
    expect(valueOnLine("a: b#c", 0)?.text).toBe("b#c");
  });

  it("of stories behind blank lines", () => {
    const source = `${fill("\n")}stories: [{story: a, steps: []}]\n`;
    const { document } = parseYaml("s.yml", source, null);
    expectFast(() =>
      splitStories([{ name: "s.yml", document, stories: 1 }], { trainingFraction: 0.5, seed: 1 }),
    );
  });

  it("of a payload", async () => {
    const button = `- text: "Hello!"\n      buttons:\n      - title: a\n        payload: '/greet${fill(" ")}x'`;
    const project = await read(edit("domain.yml", '- text: "Hello!"', button));
    expectFast(() => validate(project));
  });
});
