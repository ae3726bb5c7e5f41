import { resolve } from "node:path";
import { createRandom, TsbotError } from "../base/index.ts";
import type { ProjectPaths } from "../project/index.ts";
import type { TrainingOutcome } from "../training/index.ts";
import type { CommandContext } from "./command.ts";
import { readVersion } from "./version.ts";
import { count } from "./words.ts";

export interface TrainRequest {
  readonly paths: ProjectPaths;
  readonly only?: "nlu" | "core";
  /** Relative to the project. */
  readonly out?: string;
  readonly name?: string;
  readonly force?: boolean;
  readonly augmentation?: number;
  readonly dryRun?: boolean;
  readonly skipValidation?: boolean;
  readonly failOnWarnings?: boolean;
}

/** What training did, and how long it took with everything around it (milliseconds). */
export interface TrainReport extends TrainingOutcome {
  readonly milliseconds: number;
}

/**
 * Validates and trains a project, showing findings and progress. Null when the findings forbid training; they have
 * been shown then.
 */
export async function trainWithProgress(
  request: TrainRequest,
  context: Pick<CommandContext<unknown>, "output" | "clock" | "environment">,
): Promise<TrainReport | null> {
  const { output, clock } = context;
  const started = clock.now();
  const progress = await output.progress("Reading the project");
  try {
    const [{ checkProject }, { trainProject }] = await Promise.all([
      import("./check-project.ts"),
      import("../training/index.ts"),
    ]);
    const { project, diagnostics, components } = await checkProject(request.paths, context.environment);
    const findings = diagnostics.filter(({ severity }) => severity !== "note");
    const errors = findings.filter(({ severity }) => severity === "error").length;
    const isRefused =
      request.skipValidation !== true &&
      (errors > 0 || (request.failOnWarnings === true && findings.length > 0));
    if (findings.length > 0 && request.skipValidation !== true) {
      progress.stop();
      await output.diagnostics(findings, request.paths.directory);
    }
    if (isRefused) {
      await output.fail(refusal(errors, findings.length - errors));
      return null;
    }
    const { paths, skipValidation: _, failOnWarnings: __, out, ...options } = request;
    const outcome = await trainProject(project, {
      ...options,
      customComponents: components,
      out: resolve(paths.directory, out ?? "models"),
      tsbotVersion: readVersion(),
      clock,
      random: createRandom(clock.now()),
      logger: output.logger,
      onProgress: ({ step, done, total }) =>
        progress.update(`Training ${step}`, total > 1 ? `${done} of ${total}` : undefined),
    });
    return { ...outcome, milliseconds: clock.now() - started };
  } finally {
    progress.stop();
  }
}

function refusal(errors: number, warnings: number): TsbotError {
  return new TsbotError(
    "cli/project-has-mistakes",
    errors > 0
      ? `Nothing was trained: the project has ${count(errors, "error")}.`
      : `Nothing was trained: the project has ${count(warnings, "warning")}.`,
    { hint: "Mend what is shown above. `tsbot validate` shows it again." },
  );
}
