import { isJsonObject, loadModules, TsbotError, toErrorMessage } from "../base/index.ts";
import type { ActionDefinition } from "./define-action.ts";

/** The TypeScript actions of a project. */
export interface LoadedActions {
  readonly names: ReadonlySet<string>;
  /** By name, with the file each comes from. */
  readonly definitions: ReadonlyMap<string, { readonly definition: ActionDefinition; readonly file: string }>;
}

/** A project without actions of its own. */
export const noActions: LoadedActions = { names: new Set(), definitions: new Map() };

/**
 * Loads `actions/**` of a project. Throws `actions/cannot-load` (a file does not compile or throws while loading),
 * `actions/defined-twice`; each names the file.
 */
export async function loadActions(directory: string): Promise<LoadedActions> {
  const { loaded, failed } = await loadModules(directory, "actions");
  const [failure] = failed;
  if (failure !== undefined) {
    throw new TsbotError(
      "actions/cannot-load",
      `'${failure.file}' cannot be loaded: ${toErrorMessage(failure.error)}`,
      {
        hint: "Correct the file; it is loaded as TypeScript.",
        cause: failure.error,
      },
    );
  }
  const definitions = new Map<string, { definition: ActionDefinition; file: string }>();
  for (const { file, exports } of loaded) {
    for (const definition of definitionsOf(exports)) addDefinition(definitions, definition, file);
  }
  return { names: new Set(definitions.keys()), definitions };
}

function addDefinition(
  definitions: Map<string, { definition: ActionDefinition; file: string }>,
  definition: ActionDefinition,
  file: string,
): void {
  const other = definitions.get(definition.name);
  if (other?.definition === definition) return;
  if (other !== undefined) {
    throw new TsbotError(
      "actions/defined-twice",
      `The action '${definition.name}' is in '${other.file}' and in '${file}'.`,
      {
        hint: "Rename one of them.",
      },
    );
  }
  definitions.set(definition.name, { definition, file });
}

/** Exports that are actions, alone or in lists; a file may hold helpers besides. */
function definitionsOf(exports: Readonly<Record<string, unknown>>): readonly ActionDefinition[] {
  return Object.values(exports)
    .flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter(isDefinition);
}

function isDefinition(value: unknown): value is ActionDefinition {
  return isJsonObject(value) && typeof value["name"] === "string" && typeof value["run"] === "function";
}
