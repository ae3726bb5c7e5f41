import { expect, it } from "vitest";
import { renderExcerpt } from "../../src/cli/render-diagnostics.ts";

const files = new Map([["a.yml", ["key:", "  - one", "    two"]]]);
const excerpt = (line: number, column: number, endLine?: number, endColumn?: number): readonly string[] =>
  renderExcerpt(
    {
      file: "a.yml",
      line,
      column,
      ...(endLine !== undefined && { endLine }),
      ...(endColumn !== undefined && { endColumn }),
    },
    files,
    (text) => text,
  );

it.each([
  ["the word of a finding", excerpt(2, 5, 2, 8), "  2 |   - one", "    |     ^^^"],
  ["one of several lines to the end of its first", excerpt(2, 3, 3, 8), "  2 |   - one", "    |   ^^^^^"],
  ["a place without an extent", excerpt(2, 5), "  2 |   - one", "    |     ^"],
])("underlines %s", (_name, lines, text, carets) => {
  expect(lines).toEqual([text, carets]);
});
