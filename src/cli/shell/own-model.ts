import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { didYouMean, TsbotError } from "../../base/index.ts";
import { findModel } from "../../model/index.ts";
import type { CommandContext } from "../command.ts";
import type { PathOptions, ServerOptions } from "../options.ts";
import { missingModel } from "../serve.ts";

/** What may stand behind `tsbot shell` besides a model. */
const SUBCOMMANDS = ["nlu"];

/**
 * The model that a shell of this project talks to, looked for before anything is opened or written. Throws
 * `cli/no-such-model` for a word that is none, `cli/no-project` outside a project, `cli/no-model` before the first
 * training.
 */
export async function findOwnModel({
  args,
  options,
  directory,
}: Pick<CommandContext<ServerOptions & PathOptions>, "args" | "options" | "directory">): Promise<string> {
  refuseWrongWord({ args, directory });
  const path = resolve(directory, args[0] ?? options.model ?? "models");
  const file = await findModel(path);
  if (file !== null) return file;
  if (!existsSync(join(directory, options.domain ?? "domain.yml"))) throw noProject(directory);
  throw missingModel(path);
}

/** Throws `cli/no-such-model` for what stands where a model may and is none. */
export function refuseWrongWord({
  args: [word],
  directory,
}: Pick<CommandContext<object>, "args" | "directory">): void {
  if (word === undefined) return;
  const path = resolve(directory, word);
  if (!existsSync(path)) throw noSuchModel(word, path);
}

function noSuchModel(word: string, path: string): TsbotError {
  const meant = didYouMean(word, SUBCOMMANDS).replace(/'(.*)'/, "`tsbot shell $1`");
  return new TsbotError("cli/no-such-model", `'${word}' is no model: there is no ${path}.`, {
    hint: `${meant} Leave it out to take the newest model of the project.`.trimStart(),
  });
}

function noProject(directory: string): TsbotError {
  return new TsbotError("cli/no-project", `There is no project in ${directory}: it has no domain.yml.`, {
    hint: "Change to the project's folder, make one with `tsbot init`, or attach to a server with --connect URL.",
  });
}
