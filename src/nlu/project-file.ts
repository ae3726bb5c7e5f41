import { realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import { TsbotError } from "../base/index.ts";
import type { Surroundings } from "./surroundings.ts";

/** Options that name a file of the project. */
export const fileOptions = ["file", "model_file", "vocabulary_file"] as const;

/**
 * The path of a file that an option of a component names, inside the project alone: data that were sent must not read
 * others' files. Throws `nlu/no-file`.
 */
export async function findProjectFile(
  path: string,
  {
    component,
    option,
    largest,
    surroundings: { directory },
  }: {
    readonly component: string;
    readonly option: (typeof fileOptions)[number];
    /** Bytes. */
    readonly largest: number;
    readonly surroundings: Surroundings;
  },
): Promise<string> {
  const refuse = (problem: string, hint: string): TsbotError =>
    new TsbotError("nlu/no-file", `The '${option}' of ${component}, '${path}', ${problem}.`, { hint });
  if (directory === undefined) throw refuse("cannot be read here", "Train in the folder of the project.");
  const found = await realpath(join(directory, path)).catch(() => null);
  if (found === null) throw refuse("does not exist", "Name a file by its path from the project's folder.");
  const inside = relative(await realpath(directory), found);
  if (isAbsolute(path) || inside.startsWith("..") || isAbsolute(inside))
    throw refuse("lies outside the project", "Put the file into the project's folder.");
  const { size } = await stat(found);
  if (size > largest)
    throw refuse(
      `is larger than ${Math.round(largest / 2 ** 20).toLocaleString("en")} MB`,
      "Take a smaller one.",
    );
  return found;
}
