import { TsbotError } from "../../base/index.ts";
import { type NluFiles, readNluFiles } from "../../project/index.ts";
import type { CommandContext } from "../command.ts";
import { count, list } from "../words.ts";

/** The NLU data of some files and folders. Null when they have mistakes, which have been shown then. */
export async function readExamples(
  data: readonly string[],
  { output, directory }: Pick<CommandContext<unknown>, "output" | "directory">,
): Promise<NluFiles["nlu"] | null> {
  const { nlu, diagnostics } = await readNluFiles({ directory, data, language: "en" });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    await output.diagnostics(errors, directory);
    await output.fail(
      new TsbotError(
        "cli/project-has-mistakes",
        `Nothing was done: the data has ${count(errors.length, "error")}.`,
        {
          hint: "Mend what is shown above, or name other files with --nlu.",
        },
      ),
    );
    return null;
  }
  if (nlu.examples.length > 0) return nlu;
  const where = list(data.map((path) => `'${path}'`));
  throw new TsbotError("cli/no-examples", `There are no NLU examples in ${where}.`, {
    hint: "Name files or folders with --nlu.",
  });
}
