import { type LoadedActions, loadActions, noActions } from "../actions/index.ts";
import { TsbotError } from "../base/index.ts";
import { builtInChannelNames, type ChannelDefinition, loadChannels } from "../channels/index.ts";
import { componentNames } from "../nlu/index.ts";
import { policyNames } from "../policies/index.ts";
import {
  type Diagnostic,
  type Project,
  type ProjectPaths,
  readProject,
  validateProject,
} from "../project/index.ts";
import type { Environment } from "./surroundings.ts";

/** A project read and checked, with the code it brings along. */
export interface CheckedProject {
  readonly project: Project;
  readonly actions: LoadedActions;
  readonly channels: readonly ChannelDefinition[];
  /** Everything found wrong, in file order. */
  readonly diagnostics: readonly Diagnostic[];
  /** The project's own code that could not be loaded (it is among the diagnostics too); it cannot be served then. */
  readonly brokenCode: readonly TsbotError[];
}

/** Reads and validates a project; the one way of `validate`, `train`, `run` and `shell`. */
export async function checkProject(paths: ProjectPaths, environment: Environment): Promise<CheckedProject> {
  const [project, actions, channels] = await Promise.all([
    readProject(paths, environment),
    load("actions", () => loadActions(paths.directory)),
    load("channels", () => loadChannels(paths.directory)),
  ]);
  const findings = validateProject(project, {
    actionNames: actions.value?.names ?? null,
    componentNames,
    policyNames,
    channelNames: new Set([...builtInChannelNames, ...(channels.value ?? []).map(({ name }) => name)]),
  });
  const broken = [actions.broken, channels.broken].filter((error) => error !== null);
  return {
    project,
    actions: actions.value ?? noActions,
    channels: channels.value ?? [],
    diagnostics: [...broken.map(({ diagnostic }) => diagnostic), ...findings],
    brokenCode: broken.map(({ error }) => error),
  };
}

interface Loaded<Value> {
  readonly value: Value | null;
  readonly broken: { readonly error: TsbotError; readonly diagnostic: Diagnostic } | null;
}

/** Code that does not load is one finding among others, so that all of them are shown in one run. */
async function load<Value>(folder: string, loader: () => Promise<Value>): Promise<Loaded<Value>> {
  try {
    return { value: await loader(), broken: null };
  } catch (error) {
    if (!TsbotError.isInstance(error)) throw error;
    return { value: null, broken: { error, diagnostic: toDiagnostic(error, folder) } };
  }
}

function toDiagnostic(error: TsbotError, folder: string): Diagnostic {
  const { code, message, hint } = error;
  const at = error.at ?? { file: folder, line: 1, column: 1 };
  return { code, severity: "error", message, at, related: [], ...(hint !== undefined && { hint }) };
}
