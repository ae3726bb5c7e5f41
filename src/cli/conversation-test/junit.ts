import type { TestOutcome } from "./outcome.ts";
import { placeOf, sideBySide } from "./side-by-side.ts";

/** Outcomes in JUnit's XML, which CI servers read; a suite for each file. */
export function toJunit(outcomes: readonly TestOutcome[]): string {
  const suites = new Map<string, TestOutcome[]>();
  for (const outcome of outcomes)
    suites.set(outcome.at.file, [...(suites.get(outcome.at.file) ?? []), outcome]);
  const parts = [...suites].flatMap(([file, tests]) => [
    `  <testsuite name="${toXml(file)}" ${counts(tests)}>`,
    ...tests.flatMap(testLines),
    "  </testsuite>",
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="tsbot test" ${counts(outcomes)}>`,
    ...parts,
    "</testsuites>",
    "",
  ].join("\n");
}

function counts(tests: readonly TestOutcome[]): string {
  const failures = tests.filter(({ failure }) => failure !== null).length;
  const time = inSeconds(tests.reduce((sum, { took }) => sum + took, 0));
  return `tests="${tests.length}" failures="${failures}" errors="0" time="${time}"`;
}

function testLines({ name, at, failure, took }: TestOutcome): readonly string[] {
  const opening = `    <testcase name="${toXml(name)}" classname="${toXml(at.file)}" file="${toXml(at.file)}" line="${at.line}" time="${inSeconds(took)}"`;
  if (failure === null) return [`${opening}/>`];
  const text = [placeOf(failure.at), ...sideBySide(failure), ...failure.notes].join("\n");
  return [
    `${opening}>`,
    `      <failure message="${toXml(failure.message)}">${toXml(text)}</failure>`,
    "    </testcase>",
  ];
}

function inSeconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/** Characters that XML knows otherwise, and those it does not allow at all. */
function toXml(text: string): string {
  const names: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot" };
  return text
    .replaceAll(/[^\t\n\r\P{Cc}]|\p{Noncharacter_Code_Point}/gu, "\ufffd")
    .replaceAll(/[&<>"]/g, (character) => `&${names[character]};`)
    .replaceAll("\n", "&#10;");
}
