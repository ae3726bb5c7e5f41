import { type LoadedActions, loadActions, readCodeMentions } from "../actions/index.ts";
import type { JsonObject, TsbotError } from "../base/index.ts";
import { builtInChannelNames, type ChannelDefinition, findBadKeys, loadChannels } from "../channels/index.ts";
import { type CustomComponents, componentNames, loadComponents } from "../nlu/index.ts";
import { policyNames } from "../policies/index.ts";
import {
  type Diagnostic,
  type Project,
  type ProjectPaths,
  type ProjectTests,
  readProject,
  readTests,
  validateProject,
} from "../project/index.ts";
import { checkProjectStories } from "./check-stories.ts";
import type { Environment } from "./surroundings.ts";

/** A project read and checked, with the code it brings along. */
export interface CheckedProject {
  readonly project: Project;
  readonly actions: LoadedActions;
  readonly channels: readonly ChannelDefinition[];
  readonly components: CustomComponents;
  /** Everything found wrong, in file order. */
  readonly diagnostics: readonly Diagnostic[];
  /** The project's own code that could not be loaded (it is among the diagnostics too); it cannot be served then. */
  readonly brokenCode: readonly TsbotError[];
}

export interface CheckOptions {
  /** Codes of findings to leave out. */
  readonly ignored?: readonly string[];
  /** How many states policies look back when stories are compared; null: to the beginning. */
  readonly maxHistory?: number | null;
  /** Whether the tests of conversations are read too; nothing but `test` needs them. */
  readonly withTests?: boolean;
}

/** Reads and validates a project; the one way of `validate`, `train`, `run` and `shell`. */
export async function checkProject(
  paths: ProjectPaths,
  environment: Environment,
  { ignored = [], maxHistory = null, withTests = false }: CheckOptions = {},
): Promise<CheckedProject> {
  const [read, actions, channels, components, code] = await Promise.all([
    readProject(paths, environment),
    loadActions(paths.directory),
    loadChannels(paths.directory),
    loadComponents(paths.directory),
    readCodeMentions(paths.directory),
  ]);
  const tests = withTests ? await readTests({ directory: paths.directory }, environment) : null;
  const project = tests === null ? read : addTestFindings(read, tests);
  const brokenCode = [...actions.broken, ...channels.broken, ...components.broken];
  const known = {
    // What code that does not load would define is not known.
    actionNames: actions.broken.length > 0 ? null : new Set(actions.definitions.keys()),
    code,
    ...(tests !== null && { scripts: tests.scripts }),
    componentNames: new Set([
      ...componentNames,
      ...components.definitions.keys(),
      // As above: any name may be one that a file would define.
      ...(components.broken.length > 0 ? project.config.pipeline.map(({ name }) => name) : []),
    ]),
    policyNames,
    // A channel of the project's own has keys of its own, also where it takes a built-in one's place.
    findBadKeys: (name: string, keys: JsonObject) =>
      channels.definitions.has(name) || !builtInChannelNames.includes(name) ? [] : findBadKeys(name, keys),
    checkStories: (meant: Project) => checkProjectStories(meant, maxHistory),
    channelNames:
      channels.broken.length > 0 ? null : new Set([...builtInChannelNames, ...channels.definitions.keys()]),
  };
  return {
    project,
    actions,
    channels: [...channels.definitions.values()].map(({ definition }) => definition),
    components: components.definitions,
    diagnostics: [...brokenCode.map(toDiagnostic), ...validateProject(project, known, ignored)],
    brokenCode,
  };
}

/** What is wrong with the files of tests counts as the project's, and so do their comments that ignore it. */
function addTestFindings(project: Project, tests: ProjectTests): Project {
  const known = new Set(project.files.map(({ path }) => path));
  const isNew = ({ at }: { readonly at: { readonly file: string } }): boolean => !known.has(at.file);
  return {
    ...project,
    diagnostics: [...project.diagnostics, ...tests.diagnostics.filter(isNew)],
    ignores: [...project.ignores, ...tests.ignores.filter(isNew)],
  };
}

/** Code that does not load is one finding among others, so that all of them are shown in one run. */
function toDiagnostic({ code, message, hint, at = NOWHERE }: TsbotError): Diagnostic {
  return { code, severity: "error", message, at, related: [], ...(hint !== undefined && { hint }) };
}

const NOWHERE = { file: ".", line: 1, column: 1 };
