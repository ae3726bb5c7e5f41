import { expect, it } from "vitest";
import { TsbotError } from "../../src/base/index.ts";
import { renderDiagnostics, renderExcerpt } from "../../src/cli/render-diagnostics.ts";
import { renderError } from "../../src/cli/render-error.ts";
import { plainStyle } from "../../src/cli/style.ts";
import type { Diagnostic } from "../../src/project/index.ts";

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

/** Clears the screen, and C1's one-character beginning of such a sequence. */
const STEERING = `${String.fromCharCode(27)}[2J${String.fromCharCode(0x9b)}31m`;
/** Other than line breaks. */
const CONTROLS = /(?!\n)\p{Cc}/u;

it("lets nothing of a project's files steer the terminal", async () => {
  const at = { file: `a${STEERING}.yml`, line: 1, column: 1 };
  const words = `'x${STEERING}'`;
  const diagnostic: Diagnostic = {
    code: "project/unknown-slot",
    severity: "error",
    message: words,
    at,
    hint: `${words}\n${words}`,
    related: [{ at, message: words }],
  };
  const [text = ""] = await renderDiagnostics([diagnostic], "/", plainStyle);
  expect(text).not.toMatch(CONTROLS);
  expect(text.split("\n")).toHaveLength(4);
  const errors = [new TsbotError("cli/x", words, { hint: `${words}\nmore`, at }), new Error(words)];
  for (const error of errors) {
    for (const withStack of [false, true])
      expect(await renderError(error, plainStyle, withStack)).not.toMatch(CONTROLS);
  }
});
