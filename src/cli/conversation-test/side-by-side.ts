import type { SourcePosition } from "../../base/index.ts";
import type { ScriptFailure } from "../../testing/index.ts";
import { plainText } from "../table.ts";

/** Wider columns stand below each other. */
const WIDEST = 56;

/** `tests/a.yml:12:5` */
export function placeOf({ file, line, column }: SourcePosition): string {
  return `${file}:${line}:${column}`;
}

/** Lines with what was expected and what came, beside each other where they fit; `≠` marks where they differ. */
export function sideBySide({
  expected,
  actual,
}: Pick<ScriptFailure, "expected" | "actual">): readonly string[] {
  const left = expected.map(oneLine);
  const right = actual.map(oneLine);
  if (left.length === 0) return right;
  const width = Math.max("expected".length, ...left.map(({ length }) => length));
  if (width > WIDEST)
    return [...left.map((line) => `expected  ${line}`), ...right.map((line) => `actual    ${line}`)];
  const rows = Math.max(left.length, right.length);
  const lines = Array.from({ length: rows }, (_, index) => {
    const [one = "", other = ""] = [left[index], right[index]];
    return `${one.padEnd(width)}  ${one === other ? " " : "≠"} ${other}`.trimEnd();
  });
  return [`${"expected".padEnd(width)}    actual`, ...lines];
}

/** What bots and files say must not steer the terminal. */
function oneLine(text: string): string {
  return plainText(text.replaceAll(/\s*\n\s*/g, " ⏎ "));
}
