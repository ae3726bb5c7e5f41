import { TsbotError } from "../base/index.ts";
import { explainFinding, similarFinding } from "../project/index.ts";
import type { Output } from "./output.ts";
import { wrap } from "./words.ts";

const WIDTH = 100;

/** `--explain CODE`: what docs/diagnostics.md says about it. Throws `cli/usage` for an unknown code. */
export function printExplanation(written: string, output: Output): number {
  const finding = explainFinding(written.trim().replace(/^\[(.*)\]$/, "$1"));
  if (finding === undefined) throw unknownCode(written, similarFinding(written));
  const { code, severity, part, explanation, isIgnorable = true } = finding;
  if (output.isJson) {
    output.data({ code, severity, part, explanation, isIgnorable });
    return 0;
  }
  const { style } = output;
  const paint = { error: style.red, warning: style.yellow, note: style.cyan }[severity];
  output.print(`${style.bold(code)}  ${paint(severity)}  ${style.dim(part)}`);
  output.print();
  for (const line of wrap(explanation, WIDTH)) output.print(line.replaceAll(/`[^`]*`/g, style.cyan));
  if (!isIgnorable) output.print("\nIt cannot be ignored: training and serving cannot go on with it.");
  return 0;
}

/** A code that does not exist, with what to look at. */
export function unknownCode(code: string, similar: string): TsbotError {
  return new TsbotError("cli/usage", `There is no code '${code}'.`, {
    hint: [similar, "Codes stand in brackets behind findings; docs/diagnostics.md lists all."]
      .filter((sentence) => sentence !== "")
      .join(" "),
  });
}
