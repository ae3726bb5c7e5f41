import { relative, resolve } from "node:path";
import { createRandom, TsbotError } from "../../base/index.ts";
import { findModel, loadModel } from "../../model/index.ts";
import type { Surroundings, WithCustomComponents } from "../../nlu/index.ts";
import type { RuntimeModel } from "../../runtime/index.ts";
import { type ScriptedAssistant, trainForTests } from "../../testing/index.ts";
import { trainProject } from "../../training/index.ts";
import { type CheckedProject, checkProject } from "../check-project.ts";
import type { CommandContext } from "../command.ts";
import { toProjectPaths } from "../project-paths.ts";
import { toRuntimeModel } from "../runtime-model.ts";
import { readVersion } from "../version.ts";
import type { ConversationTestOptions } from "./options.ts";

type Context = CommandContext<ConversationTestOptions>;

/** What is tested, and how to call it. */
export interface TestedAssistant extends ScriptedAssistant {
  /** `models/x.tar.gz`, or `a model trained for the tests`. */
  readonly source: string;
}

/**
 * The assistant that a project is now: with the model that was named, else the newest one, and where that is not of the
 * files as they are, one trained in memory. Null after mistakes were shown that nothing can be tested with.
 */
export async function openTestedAssistant(
  context: Context,
  onStep: (step: string) => void,
): Promise<TestedAssistant | null> {
  const { output, directory, environment, options } = context;
  const checked = await checkProject(toProjectPaths(directory, options), environment);
  const errors = checked.diagnostics.filter(({ severity }) => severity === "error");
  const isNamed = options.model !== undefined;
  // A model that was named is what it is, whatever has become of the files.
  if (isNamed ? checked.brokenCode.length > 0 : errors.length > 0) {
    await output.diagnostics(errors, directory);
    await output.fail(
      new TsbotError("cli/project-has-mistakes", "Nothing was tested: the project has mistakes.", {
        hint: "Mend what is shown above. `tsbot validate` shows it again.",
      }),
    );
    return null;
  }
  const { project, actions } = checked;
  const named = isNamed ? await findModel(resolve(directory, options.model ?? "")) : null;
  const file = named ?? (await findUpToDate(checked, context));
  if (file === null) {
    onStep("Training");
    const { clock } = context;
    const model = await trainForTests(project, { clock, customComponents: checked.components });
    return { project, actions, model, source: "a model trained for the tests" };
  }
  onStep("Loading the model");
  return { project, actions, model: await load(file, checked, context), source: relative(directory, file) };
}

/** The newest model, if training would give the same again. */
async function findUpToDate(
  { project, components }: CheckedProject,
  { directory, clock, output }: Context,
): Promise<string | null> {
  const out = resolve(directory, "models");
  if ((await findModel(out)) === null) return null;
  const outcome = await trainProject(project, {
    out,
    dryRun: true,
    customComponents: components,
    tsbotVersion: readVersion(),
    clock,
    random: createRandom(1),
    logger: output.logger,
  });
  return outcome.status === "unchanged" ? outcome.file : null;
}

async function load(
  file: string,
  { components }: CheckedProject,
  { clock, environment, output, directory }: Context,
): Promise<RuntimeModel> {
  const surroundings: Surroundings & WithCustomComponents = {
    clock,
    logger: output.logger,
    environment,
    directory,
    customComponents: components,
  };
  return toRuntimeModel(await loadModel(file, surroundings));
}
