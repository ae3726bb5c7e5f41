import { TsbotError } from "../base/index.ts";
import { loadModel, type Model } from "../model/index.ts";
import { type CustomComponents, loadComponents, type TrainedPipeline } from "../nlu/index.ts";
import type { CommandContext } from "./command.ts";

type Context = Pick<CommandContext<unknown>, "clock" | "environment" | "output" | "directory">;

/** A model's understanding, with the project's own components, without its dialogue. */
export async function loadNluModel(
  file: string,
  { clock, environment, output, directory }: Context,
): Promise<Model> {
  const customComponents = await loadOwnComponents(directory);
  const surroundings = { clock, environment, logger: output.logger, directory };
  return await loadModel(file, { only: "nlu", customComponents, ...surroundings });
}

/** The project's own components. Throws for the first that cannot be loaded. */
export async function loadOwnComponents(directory: string): Promise<CustomComponents> {
  const { definitions, broken } = await loadComponents(directory);
  for (const error of broken) throw error;
  return definitions;
}

/** What understands texts in a model. Throws `cli/no-nlu` for a model without. */
export function requireNlu({ file, pipeline }: Model): TrainedPipeline {
  if (pipeline !== null) return pipeline;
  throw new TsbotError(
    "cli/no-nlu",
    `The model '${file}' understands no text: it was trained without NLU data.`,
    { hint: "Add examples to data/nlu.yml and train again." },
  );
}
