import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadActions } from "../../../src/actions/index.ts";
import { type Diagnostic, readProject, readTests } from "../../../src/project/index.ts";
import {
  createSimulatedClock,
  playScript,
  type ScriptedAssistant,
  type ScriptResult,
  trainForTests,
} from "../../../src/testing/index.ts";

const GARDEN = fileURLToPath(new URL("../../fixtures/garden", import.meta.url));

/** An assistant that scripts can be played with, and its folder. */
export interface Garden {
  readonly directory: string;
  readonly assistant: ScriptedAssistant;
  /** Plays the one test of these lines. */
  play(...lines: readonly string[]): Promise<ScriptResult>;
  remove(): Promise<void>;
}

/** The reminder bot, with actions that ask the network and wait. */
export async function openGarden(): Promise<Garden> {
  const directory = await mkdtemp(join(tmpdir(), "tsbot-garden-"));
  await cp(GARDEN, directory, { recursive: true });
  const project = await readProject({ directory }, {});
  const model = await trainForTests(project, { clock: createSimulatedClock(), customComponents: new Map() });
  const assistant = { project, model, actions: await loadActions(directory) };
  return {
    directory,
    assistant,
    async play(...lines) {
      const { scripts, diagnostics } = await readTest(directory, lines);
      const [script] = scripts;
      if (script === undefined || diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
      return await playScript(assistant, script);
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** What is wrong with the one test of these lines. */
export async function findMistakes(
  directory: string,
  ...lines: readonly string[]
): Promise<readonly Diagnostic[]> {
  return (await readTest(directory, lines)).diagnostics;
}

async function readTest(directory: string, lines: readonly string[]) {
  const text = ["tests:", "  - test: t", ...lines.map((line) => `    ${line}`), ""].join("\n");
  await writeFile(join(directory, "t.yml"), text);
  return await readTests({ directory, tests: ["t.yml"] }, {});
}
