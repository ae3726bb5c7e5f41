import { readdir, stat } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";
import { didYouMean, TsbotError } from "../../base/index.ts";
import type { TrainingMeans } from "../../evaluation/index.ts";
import { componentNames, type PipelineConfiguration } from "../../nlu/index.ts";
import { type Project, readProject } from "../../project/index.ts";
import type { CommandContext } from "../command.ts";
import { loadOwnComponents } from "../nlu-model.ts";
import { count } from "../words.ts";

type Context = Pick<CommandContext<unknown>, "output" | "directory" | "environment">;

/** Pipelines by the names under which they are compared, and what training them takes. */
export interface Pipelines {
  readonly configurations: ReadonlyMap<string, PipelineConfiguration>;
  readonly means: TrainingMeans;
}

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

/** Reads several configurations. Null when one has mistakes, which have been shown then. */
export async function readPipelines(files: readonly string[], context: Context): Promise<Pipelines | null> {
  const means = await findMeans(context);
  const configurations = new Map<string, PipelineConfiguration>();
  for (const file of files) {
    const configuration = await readConfiguration(file, means, context);
    if (configuration === null) return null;
    configurations.set(nameOf(file, files), configuration);
  }
  return { configurations, means };
}

/** Reads one, `config.yml` where none is named. Null when it has mistakes, which have been shown then. */
export async function readPipeline(
  file: string | undefined,
  context: Context,
): Promise<{ readonly configuration: PipelineConfiguration; readonly means: TrainingMeans } | null> {
  const means = await findMeans(context);
  const configuration = await readConfiguration(file, means, context);
  return configuration === null ? null : { configuration, means };
}

async function findMeans({ directory, output }: Context): Promise<TrainingMeans> {
  return { logger: output.logger, directory, customComponents: await loadOwnComponents(directory) };
}

async function readConfiguration(
  file: string | undefined,
  { customComponents }: TrainingMeans,
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
  refuseUnknown(config, new Set([...componentNames, ...(customComponents?.keys() ?? [])]));
  return { language: config.language, components: config.pipeline };
}

/** Before anything is trained: training would find it only when the turn of this configuration comes. */
function refuseUnknown({ pipeline }: Project["config"], known: ReadonlySet<string>): void {
  for (const { name, at } of pipeline) {
    if (known.has(name)) continue;
    throw new TsbotError("nlu/unknown-component", `There is no component '${name}' in tsbot.`, {
      at,
      hint: `${didYouMean(name, known)} \`tsbot validate\` says what can take its place.`.trimStart(),
    });
  }
}

/** As in Rasa the file's name without its ending; with its folder where two would have the same. */
function nameOf(file: string, files: readonly string[]): string {
  const short = (path: string): string => basename(path, extname(path));
  if (files.filter((other) => short(other) === short(file)).length === 1) return short(file);
  return file.slice(0, file.length - extname(file).length).replaceAll(/[^\w.-]+/g, "_");
}
