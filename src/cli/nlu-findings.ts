import type { Diagnostic, NluFiles } from "../project/index.ts";
import type { Output } from "./output.ts";
import { count } from "./words.ts";

/** Findings about what is written; the files' other warnings are for `tsbot validate`. */
const ABOUT_WRITING = ["project/foreign-part", "project/left-out"];

/** Shows what stands against writing the data that were read, and what will be missing. False: they must not be written. */
export async function reportFindings(
  output: Output,
  findings: readonly Diagnostic[],
  directory: string,
): Promise<boolean> {
  const isError = ({ severity }: Diagnostic): boolean => severity === "error";
  const shown = findings.filter((finding) => isError(finding) || ABOUT_WRITING.includes(finding.code));
  await output.diagnostics(shown, directory);
  const repeated = findings.filter(({ code }) => code === "project/duplicate-example").length;
  if (repeated > 0) {
    output.say(`Left out: ${count(repeated, "example")} that another repeats letter for letter.`);
  }
  const others = findings.filter(({ severity }) => severity === "warning").length;
  const hidden = others - repeated - shown.filter((finding) => !isError(finding)).length;
  if (hidden > 0) output.say(`${count(hidden, "warning")} about the files: \`tsbot validate\` shows them.`);
  const errors = shown.filter(isError).length;
  if (errors > 0) output.warn(`Nothing was written: ${count(errors, "error")}.`);
  return errors === 0;
}

/** Comments stand between the data, not in them. */
export function sayComments(output: Output, { commented }: Pick<NluFiles, "commented">): void {
  if (commented.length === 0) return;
  const [first = "", ...others] = commented;
  const more = others.length === 0 ? "" : ` and ${count(others.length, "more file")}`;
  output.say(`Comments of ${first}${more} are not carried over.`);
}
