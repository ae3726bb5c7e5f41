import { loadActions } from "../../actions/index.ts";
import { TsbotError } from "../../base/index.ts";
import { loadComponents } from "../../nlu/index.ts";
import { readProject, readTests } from "../../project/index.ts";
import { createSimulatedClock } from "../simulated-clock.ts";
import { trainForTests } from "../train-for-tests.ts";
import { playScript } from "./play-script.ts";
import type { ScriptResult } from "./result.ts";

/** Which scripts to play. */
export interface PlayOptions {
  /** Folder of the project: it is read and trained in memory. */
  readonly directory: string;
  /** Files and folders of scripts, seen from there; absent: as `tsbot test` finds them. */
  readonly tests?: readonly string[];
}

/**
 * Plays the conversation scripts of a project, one after the other. Throws for the first mistake in a script or in the
 * project's code, with its place.
 */
export async function playScripts({ directory, tests }: PlayOptions): Promise<readonly ScriptResult[]> {
  const { scripts, diagnostics } = await readTests({ directory, tests }, {});
  const mistake = diagnostics.find(({ severity }) => severity === "error");
  if (mistake !== undefined) {
    const { code, message, at, hint } = mistake;
    throw new TsbotError(code, message, { at, ...(hint !== undefined && { hint }) });
  }
  const [project, actions, components] = await Promise.all([
    readProject({ directory }, {}),
    loadActions(directory),
    loadComponents(directory),
  ]);
  for (const error of [...actions.broken, ...components.broken]) throw error;
  const customComponents = components.definitions;
  const model = await trainForTests(project, { clock: createSimulatedClock(), customComponents });
  const results: ScriptResult[] = [];
  for (const script of scripts) results.push(await playScript({ project, model, actions }, script));
  return results;
}
