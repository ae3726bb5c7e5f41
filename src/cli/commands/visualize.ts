import { extname, relative, resolve } from "node:path";
import { TsbotError, writeFileAtomically } from "../../base/index.ts";
import { type Project, readProject } from "../../project/index.ts";
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
  const { text, note } = await draw(project, format, options);
  await writeFileAtomically(out, text);
  output.say(`The drawing is ${relative(directory, out)}.`);
  if (note !== "") output.say(note);
  return mistakes.length > 0 ? 1 : 0;
}

/** What a file's name says, html for any other. */
function formatOf(file: string): Format {
  const extension = extname(file).slice(1);
  return extension === "svg" || extension === "dot" ? extension : "html";
}

async function draw(
  project: Project,
  format: Format,
  options: VisualizeOptions,
): Promise<{ readonly text: string; readonly note: string }> {
  const { createStoryGraph, dotToSvg, graphToDot, graphToHtml } = await import("../../visualizing/index.ts");
  const graph = createStoryGraph(project.stories, project.domain, {
    maxHistory: Math.max(1, options.maxHistory ?? 2),
    examples: options.nlu === undefined ? new Map() : examplesOf(project),
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

/** The first example of each intent. */
function examplesOf({ nlu }: Project): ReadonlyMap<string, string> {
  const examples = new Map<string, string>();
  for (const { intent, text } of nlu.examples)
    if (intent !== undefined && !examples.has(intent)) examples.set(intent, text);
  return examples;
}
