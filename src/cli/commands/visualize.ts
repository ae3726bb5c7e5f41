import { basename, extname, relative, resolve } from "node:path";
import { TsbotError, writeFileAtomically } from "../../base/index.ts";
import { type Project, readNluFiles, readProject } from "../../project/index.ts";
import type { CommandContext } from "../command.ts";
import type { PathOptions } from "../options.ts";
import { toProjectPaths } from "../project-paths.ts";
import { count } from "../words.ts";

export interface VisualizeOptions extends PathOptions {
  readonly stories?: readonly string[];
  readonly nlu?: readonly string[];
  readonly out?: string;
  readonly format?: "html" | "svg" | "dot";
  readonly maxHistory?: number;
}

type Format = NonNullable<VisualizeOptions["format"]>;

/** `tsbot visualize`: draws stories and rules. */
export async function runVisualize(context: CommandContext<VisualizeOptions>): Promise<number> {
  const { options, output, directory, environment } = context;
  const data = options.stories ?? options.data;
  const paths = toProjectPaths(directory, { ...options, ...(data !== undefined && { data }) });
  const project = await readProject(paths, environment);
  const mistakes = project.diagnostics.filter(({ severity }) => severity === "error");
  if (mistakes.length > 0) await output.diagnostics(mistakes, paths.directory);
  if (project.stories.length === 0) {
    throw new TsbotError("cli/no-stories", "There are no stories or rules to draw.", {
      hint: "Put them below data/, or name the file or folder with --stories.",
    });
  }
  const out = resolve(directory, options.out ?? `graph.${options.format ?? "html"}`);
  const format = options.format ?? formatOf(out);
  const examples = options.nlu === undefined ? new Map() : await readExamples(options.nlu, project);
  const { text, note } = await draw(project, format, { options, examples });
  await writeFileAtomically(out, text);
  output.say(`The drawing is ${relative(directory, out)}.`);
  if (note !== "") output.say(note);
  return mistakes.length > 0 ? 1 : 0;
}

/** What a file's name says. */
function formatOf(file: string): Format {
  const extension = extname(file).slice(1).toLowerCase();
  if (extension === "svg" || extension === "dot" || extension === "html") return extension;
  throw new TsbotError("cli/usage", `A drawing cannot be written as '${basename(file)}'.`, {
    hint: "Let its name end with .html, .svg or .dot, or name the format with --format.",
  });
}

async function draw(
  project: Project,
  format: Format,
  drawing: { readonly options: VisualizeOptions; readonly examples: ReadonlyMap<string, string> },
): Promise<{ readonly text: string; readonly note: string }> {
  const { createStoryGraph, dotToSvg, graphToDot, graphToHtml } = await import("../../visualizing/index.ts");
  const graph = createStoryGraph(project.stories, project.domain, {
    maxHistory: Math.max(1, drawing.options.maxHistory ?? 2),
    examples: drawing.examples,
  });
  const note =
    graph.leftOut === 0
      ? ""
      : `${count(graph.leftOut, "way")} left out: nobody can read more. Draw a part with --stories FILE.`;
  const dot = graphToDot(graph);
  if (format === "dot") return { text: dot, note };
  const svg = await dotToSvg(dot);
  if (format === "svg") return { text: `${svg}`, note };
  return { text: graphToHtml(svg, { title: "Stories and rules", note }), note };
}

/** The first example of each intent in these files and folders. */
async function readExamples(
  data: readonly string[],
  { directory, config }: Project,
): Promise<ReadonlyMap<string, string>> {
  const { nlu, diagnostics } = await readNluFiles({ directory, data, language: config.language });
  const mistake = diagnostics.find(({ severity }) => severity === "error");
  if (mistake !== undefined)
    throw new TsbotError("cli/no-examples", `${mistake.at.file}: ${mistake.message}`, {
      hint: mistake.hint ?? "`tsbot validate` shows all that is wrong.",
    });
  const examples = new Map<string, string>();
  for (const { intent, text } of nlu.examples)
    if (intent !== undefined && !examples.has(intent)) examples.set(intent, text);
  return examples;
}
