import type { Environment } from "./surroundings.ts";

/** Ways to set text off; each gives the text back unchanged where colours are off. */
export interface Style {
  readonly isColored: boolean;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

const same = (text: string): string => text;

/** No colours. */
export const plainStyle: Style = {
  isColored: false,
  bold: same,
  dim: same,
  red: same,
  yellow: same,
  green: same,
  cyan: same,
};

/** Colours for a stream when it is a terminal and nobody declined them (`--no-color`, NO_COLOR); loads chalk only then. */
export async function createStyle(
  stream: { readonly isTTY?: boolean },
  environment: Environment,
  color: boolean | undefined,
): Promise<Style> {
  if (!wantsColor(stream, environment, color)) return plainStyle;
  const { Chalk } = await import("chalk");
  const chalk = new Chalk({ level: 1 });
  return {
    isColored: true,
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    red: (text) => chalk.red(text),
    yellow: (text) => chalk.yellow(text),
    green: (text) => chalk.green(text),
    cyan: (text) => chalk.cyan(text),
  };
}

function wantsColor(
  stream: { readonly isTTY?: boolean },
  environment: Environment,
  color: boolean | undefined,
): boolean {
  if (color === false) return false;
  // https://no-color.org: present and not empty, whatever its value.
  if ((environment["NO_COLOR"] ?? "") !== "") return false;
  const forced = environment["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0";
  return stream.isTTY === true && environment["TERM"] !== "dumb";
}
