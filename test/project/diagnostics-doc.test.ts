import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type FindingExplanation, findingParts } from "../../src/project/index.ts";
import { ruleParts } from "../../src/project/rules/index.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DOC = join(ROOT, "docs/diagnostics.md");

const INTRODUCTION = `# Diagnostics

What \`tsbot validate\` (and \`train\`, \`run\` and \`shell\`, which validate first) can find in a project's files. Every finding has a
place, a code that stays the same over versions, and says what to do. Errors stop training; warnings do not
(\`--max-warnings 0\` makes them); notes are for information. Where one mistake would cause several findings, only the mistake is
reported: a rule keeps silent while a file that it needs, or a section of the domain, cannot be read.

\`tsbot validate --explain CODE\` prints a paragraph of this page. \`--json\` prints an array of
\`{code, severity, message, file, line, column, endLine, endColumn, hint, related}\`: lines and columns count from 1, columns in
characters (code points); the end is the first character after the finding; \`hint\` is null where there is none; \`related\` are
other places, with a message each. \`--sarif\` prints the same as SARIF 2.1.0, which code hosts show beside the lines.

The severity given is the usual one; the text says where it differs. This page is generated from the rules: after a change of theirs,
\`TSBOT_UPDATE_DOCS=1 npx vitest run --config .ci/vitest.config.ts test/project/diagnostics-doc.test.ts\`.

## Ignoring a finding

\`\`\`yaml
intents:
  - greet
  - later  # tsbot-ignore unused-intent, intent-without-examples -- comes with the next release
  # tsbot-ignore unused-intent
  - someday
\`\`\`

A comment behind something is for its line; one that stands alone is for the next line that holds more than a comment. In a block of
lines (\`examples: |\`) there can be no comments: the one on the line that opens the block is for all of it. Codes may be written
without \`project/\`, several with commas between; a reason goes behind \`--\`. \`tsbot validate --ignore CODE\` leaves out a code
everywhere. Whoever validates honours the comments: \`train\`, \`run\` and \`shell\` too.

Errors can be ignored as well, and \`train\` then goes on: of rules that contradict each other it takes one. What it could not go on
with cannot be ignored, which the text of each such code says: a file that could not be read (with whatever is wrong in it), a component
or policy that does not exist, a regex that is none, TypeScript that does not load. tsbot's own tests train mutated projects whose
errors are ignored.
`;

function section(part: string, findings: readonly FindingExplanation[]): string {
  const entries = findings.map(
    ({ code, severity, explanation, isIgnorable = true }) =>
      `### ${code}\n\n*${severity}${isIgnorable ? "" : ", cannot be ignored"}.* ${explanation}\n`,
  );
  return `## ${part}\n\n${entries.join("\n")}`;
}

const document = [INTRODUCTION, ...findingParts.map(({ part, findings }) => section(part, findings))].join(
  "\n",
);

const explained = new Set(findingParts.flatMap(({ findings }) => findings.map(({ code }) => code)));

describe("docs/diagnostics.md", () => {
  it("explains every finding as the rules do", () => {
    if (process.env["TSBOT_UPDATE_DOCS"] !== undefined) writeFileSync(DOC, document);
    expect(readFileSync(DOC, "utf8")).toBe(document);
  });

  it("explains every code that the source reports", () => {
    const folder = join(ROOT, "src/project");
    const used = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .flatMap((name) => readFileSync(join(folder, name), "utf8").match(/"project\/[a-z0-9-]+"/g) ?? [])
      .map((code) => code.slice(1, -1));
    expect([...new Set(used)].filter((code) => !explained.has(code))).toEqual([]);
  });

  it("has one explanation for each code of the rules, and the rules' codes are unique", () => {
    const codes = ruleParts.flatMap(({ rules }) => rules.map(({ code }) => code));
    expect(new Set(codes).size).toBe(codes.length);
  });
});
