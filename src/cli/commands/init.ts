import { relative, resolve } from "node:path";
import type { CommandContext } from "../command.ts";
import type { Environment } from "../surroundings.ts";
import {
  copyTemplate,
  findObstacles,
  findTemplate,
  readTemplates,
  type Template,
  wouldOverwrite,
} from "../templates.ts";
import { trainWithProgress } from "../train-project.ts";
import { count, fileSize, seconds, shellWord } from "../words.ts";

export interface InitOptions {
  readonly template?: string;
  readonly list?: true;
  readonly yes?: true;
  /** False with `--no-prompt`. */
  readonly prompt?: false;
  readonly initDir?: string;
  /** False with `--no-train`. */
  readonly train?: false;
  readonly force?: true;
}

type InitContext = CommandContext<InitOptions>;

/** All that must be known before files are written. */
interface Plan {
  readonly target: string;
  readonly template: Template;
  readonly train: boolean;
}

const DEFAULT_TEMPLATE = "reminderbot";

/** `tsbot init` */
export async function runInit(context: InitContext): Promise<number> {
  const templates = await readTemplates();
  if (context.options.list === true) return listTemplates(context, templates);
  const plan = asksQuestions(context) ? await askPlan(context, templates) : defaultPlan(context, templates);
  if (!(await mayWrite(context, plan))) return 1;
  const files = await copyTemplate(plan.template, plan.target);
  context.output.say(
    `Wrote ${count(files.length, "file")} of the template '${plan.template.name}' to ${shown(context, plan.target)}.`,
  );
  const report = plan.train ? await trainWithProgress({ paths: { directory: plan.target } }, context) : null;
  if (report !== null) {
    context.output.say(`Trained a model in ${seconds(report.milliseconds)} (${fileSize(report.bytes)}).`);
  }
  const isTrained = report !== null;
  if (context.output.isJson) {
    const { target: directory, template } = plan;
    context.output.data({ directory, template: template.name, files, model: report?.file ?? null });
  } else printNext(context, plan, isTrained);
  return plan.train && !isTrained ? 1 : 0;
}

function listTemplates({ output }: InitContext, templates: readonly Template[]): number {
  if (output.isJson) output.data(templates.map(({ name, summary }) => ({ name, summary })));
  else
    output.table(
      ["template", "what it is"],
      templates.map(({ name, summary }) => [name, summary]),
    );
  return 0;
}

function asksQuestions({ interactive, options, output }: InitContext): boolean {
  return interactive && options.yes !== true && options.prompt !== false && !output.isJson;
}

function defaultPlan({ args, options, directory }: InitContext, templates: readonly Template[]): Plan {
  return {
    target: resolve(directory, args[0] ?? options.initDir ?? "."),
    template: findTemplate(templates, options.template ?? DEFAULT_TEMPLATE),
    train: options.train !== false,
  };
}

/** The wizard: asks what the command line left open. */
async function askPlan(context: InitContext, templates: readonly Template[]): Promise<Plan> {
  const { args, options, directory } = context;
  const { default: inquirer } = await import("inquirer");
  const known = {
    target: args[0] ?? options.initDir,
    template: options.template === undefined ? undefined : findTemplate(templates, options.template).name,
    train: options.train,
  };
  const answers = await inquirer.prompt(
    [
      {
        type: "input",
        name: "target",
        message: "Where shall the project be?",
        default: ".",
        validate: (text: string) => text.trim() !== "" || "Name a folder; . is this one.",
      },
      {
        type: "select",
        name: "template",
        message: "What do you want to start from?",
        default: DEFAULT_TEMPLATE,
        choices: templates.map(({ name, summary }) => ({ value: name, name, description: summary })),
      },
      { type: "confirm", name: "train", message: "Train a first model?", default: true },
    ],
    known,
  );
  return {
    target:
      known.target === undefined
        ? typedFolder(String(answers.target), context)
        : resolve(directory, known.target),
    template: findTemplate(templates, String(answers.template)),
    train: answers.train !== false,
  };
}

/** A folder as people type it where no shell reads it first: `~` is the home folder. */
function typedFolder(answer: string, { directory, environment }: InitContext): string {
  const home = environment["HOME"] ?? environment["USERPROFILE"] ?? "~";
  return resolve(
    directory,
    answer.trim().replace(/^~(?=\/|$)/, () => home),
  );
}

/** Nothing is in the way, or it may be overwritten: by `--force`, or because the person says so. */
async function mayWrite(context: InitContext, { template, target }: Plan): Promise<boolean> {
  const obstacles = await findObstacles(template, target);
  if (obstacles.length === 0 || context.options.force === true) return true;
  const place = shown(context, target);
  if (asksQuestions(context)) {
    const { default: inquirer } = await import("inquirer");
    const { overwrite } = await inquirer.prompt([
      {
        type: "confirm",
        name: "overwrite",
        message: `In ${place} there is already: ${obstacles.join(", ")}. Overwrite?`,
        default: false,
      },
    ]);
    if (overwrite === true) return true;
  }
  const hint = "Name another folder (`tsbot init my-bot`), or overwrite with --force.";
  throw wouldOverwrite(place, obstacles, hint);
}

function printNext({ output, directory, environment }: InitContext, plan: Plan, isTrained: boolean): void {
  const tsbot = commandName(environment);
  const shell = plan.template.hasCallback ? `${tsbot} shell --callback` : `${tsbot} shell`;
  const steps = isTrained
    ? [
        [shell, "talk to it"],
        [`${tsbot} test`, "play the conversations of tests/, after you changed something"],
        [`${tsbot} run`, "serve it"],
      ]
    : [
        [`${tsbot} train`, "train a model"],
        [shell, "talk to it"],
        [`${tsbot} run`, "serve it"],
      ];
  const folder = relative(directory, plan.target);
  if (folder !== "") steps.unshift([`cd ${shellWord(folder)}`, ""]);
  const width = Math.max(...steps.map(([command = ""]) => command.length));
  output.say();
  output.say("Next:");
  for (const [command = "", purpose = ""] of steps) {
    output.say(`  ${output.style.cyan(command.padEnd(width))}  ${output.style.dim(purpose)}`.trimEnd());
  }
}

/** How the person called us: through npx the command is not on the path. */
function commandName(environment: Environment): string {
  return environment["npm_command"] === "exec" ? "npx tsbot" : "tsbot";
}

function shown({ directory }: InitContext, target: string): string {
  return relative(directory, target) || "this folder";
}
