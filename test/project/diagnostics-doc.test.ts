import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type FindingExplanation, readingFindings } from "../../src/project/reading-findings.ts";
import { ruleParts } from "../../src/project/rules/index.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DOC = join(ROOT, "docs/diagnostics.md");

const INTRODUCTION = `# Diagnostics

What \`tsbot validate\` (and \`train\`, \`run\` and \`shell\`, which validate first) can find in a project's files. Every finding has a
place, a code that stays the same over versions, and says what to do. Errors stop training; warnings do not
(\`--max-warnings 0\` makes them); notes are for information. Where one mistake would cause several findings, only the mistake is
reported: a rule keeps silent while a file that it needs, or a section of the domain, cannot be read.

\`tsbot validate --json\` prints \`{code, severity, message, file, line, column, endLine, endColumn, hint, related}\` for each. Lines and
columns count from 1, columns in characters (code points); the end is the first character after the finding.

The severity given is the usual one; the text says where it differs. This page is generated from the rules: after a change of theirs,
\`TSBOT_UPDATE_DOCS=1 npx vitest run --config .ci/vitest.config.ts test/project/diagnostics-doc.test.ts\`.
`;

function section(part: string, findings: readonly FindingExplanation[]): string {
  const entries = findings.map(
    ({ code, severity, explanation }) => `### ${code}\n\n*${severity}.* ${explanation}\n`,
  );
  return `## ${part}\n\n${entries.join("\n")}`;
}

const sections = [
  ...readingFindings.map(({ part, findings }) => section(`Reading: ${part.toLowerCase()}`, findings)),
  ...ruleParts.map(({ part, rules }) => section(part, rules)),
];
const document = [INTRODUCTION, ...sections].join("\n");

const explained = new Set([
  ...readingFindings.flatMap(({ findings }) => findings.map(({ code }) => code)),
  ...ruleParts.flatMap(({ rules }) => rules.map(({ code }) => code)),
]);

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
