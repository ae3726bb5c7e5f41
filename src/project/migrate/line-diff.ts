import { createPatch, OMIT_HEADERS } from "diff";

/** Changed lines up to which the shortest difference is looked for; beyond, the whole is shown as replaced. */
const MAXIMUM_CHANGES = 2000;

const OPTIONS = { context: 3, maxEditLength: MAXIMUM_CHANGES, headerOptions: OMIT_HEADERS };

/** The lines of the difference of two texts in the unified format, without headings; none when they are equal. */
export function unifiedDiff(before: string, after: string): readonly string[] {
  if (before === after) return [];
  const patch = createPatch("", before, after, "", "", OPTIONS);
  if (patch === undefined) return replaceAll(before, after);
  return patch
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => line.replace(/\r$/, ""));
}

function replaceAll(before: string, after: string): readonly string[] {
  const [old, replacement] = [toLines(before), toLines(after)];
  return [
    `@@ -1,${old.length} +1,${replacement.length} @@`,
    ...old.map((line) => `-${line}`),
    ...replacement.map((line) => `+${line}`),
  ];
}

function toLines(text: string): readonly string[] {
  return text.replace(/\r?\n$/, "").split(/\r?\n/);
}
