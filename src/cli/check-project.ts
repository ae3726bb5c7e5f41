import { type LoadedActions, loadActions } from "../actions/index.ts";
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

/** A project read and checked, with the code it brings along. */
export interface CheckedProject {
  readonly project: Project;
  readonly actions: LoadedActions;
  readonly channels: readonly ChannelDefinition[];
  /** Everything found wrong, in file order. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads and validates a project; the one way of `validate`, `train`, `run` and `shell`. */
export async function checkProject(
  paths: ProjectPaths,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<CheckedProject> {
  const [project, actions, channels] = await Promise.all([
    readProject(paths, environment),
    loadActions(paths.directory),
    loadChannels(paths.directory),
  ]);
  const diagnostics = validateProject(project, {
    actionNames: actions.names,
    componentNames,
    policyNames,
    channelNames: new Set([...builtInChannelNames, ...channels.map(({ name }) => name)]),
  });
  return { project, actions, channels, diagnostics };
}
