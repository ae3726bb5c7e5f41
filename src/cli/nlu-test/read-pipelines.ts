import { readdir, stat } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";
import { didYouMean, TsbotError } from "../../base/index.ts";
import { componentNames, type PipelineConfiguration } from "../../nlu/index.ts";
import { type Project, readProject } from "../../project/index.ts";
import type { CommandContext } from "../command.ts";
import { count } from "../words.ts";

type Context = Pick<CommandContext<unknown>, "output" | "directory" | "environment">;

/** The configuration files that `--config` names: of a folder all in it. */
export async function findConfigurations(
  written: readonly string[],
  directory: string,
): Promise<readonly string[]> {
  const found = await Promise.all(
    written.map(async (path) => {
      const kind = await stat(resolve(directory, path)).catch(() => null);
      if (kind?.isDirectory() !== true) return [path];
      const names = await readdir(resolve(directory, path));
      return names
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
        .map((name) => join(path, name));
    }),
  );
  return found.flat();
}

/** Pipelines by the names under which they are compared. Null when one has mistakes, which have been shown then. */
export async function readPipelines(
  files: readonly string[],
  context: Context,
): Promise<ReadonlyMap<string, PipelineConfiguration> | null> {
  const pipelines = new Map<string, PipelineConfiguration>();
  for (const file of files) {
    const pipeline = await readPipeline(file, context);
    if (pipeline === null) return null;
    pipelines.set(nameOf(file, files), pipeline);
  }
  return pipelines;
}

/** The pipeline of a configuration file, `config.yml` where none is named. Null when it has mistakes, which are shown. */
export async function readPipeline(
  file: string | undefined,
  { output, directory, environment }: Context,
): Promise<PipelineConfiguration | null> {
  const paths = { directory, data: [], ...(file !== undefined && { config: file }) };
  const { config, diagnostics } = await readProject(paths, environment);
  const names = file === undefined ? ["config.yml", "config.yaml"] : [file];
  const errors = diagnostics.filter(
    ({ severity, at }) =>
      severity === "error" && names.some((name) => resolve(directory, name) === resolve(directory, at.file)),
  );
  if (errors.length > 0) {
    await output.diagnostics(errors, directory);
    await output.fail(
      new TsbotError(
        "cli/project-has-mistakes",
        `Nothing was trained: ${file ?? "config.yml"} has ${count(errors.length, "error")}.`,
        { hint: "Mend what is shown above. `tsbot validate` shows it again." },
      ),
    );
    return null;
  }
  refuseUnknown(config);
  return { language: config.language, components: config.pipeline };
}

/** Before anything is trained: training would find it only when the turn of this configuration comes. */
function refuseUnknown({ pipeline }: Project["config"]): void {
  for (const { name, at } of pipeline) {
    if (componentNames.has(name)) continue;
    throw new TsbotError("nlu/unknown-component", `There is no component '${name}' in tsbot.`, {
      at,
      hint: `${didYouMean(name, componentNames)} \`tsbot validate\` says what can take its place.`.trimStart(),
    });
  }
}

/** As in Rasa the file's name without its ending; with its folder where two would have the same. */
function nameOf(file: string, files: readonly string[]): string {
  const short = (path: string): string => basename(path, extname(path));
  if (files.filter((other) => short(other) === short(file)).length === 1) return short(file);
  return file.slice(0, file.length - extname(file).length).replaceAll(/[^\w.-]+/g, "_");
}
