import { isJsonObject, type LoadedDefinitions, loadDefinitions } from "../base/index.ts";
import type { ActionDefinition } from "./define-action.ts";

/** The TypeScript actions of a project. */
export type LoadedActions = LoadedDefinitions<ActionDefinition>;

/** Loads `actions/**` of a project; what cannot be loaded is in `broken`, and the rest is there. */
export function loadActions(directory: string): Promise<LoadedActions> {
  return loadDefinitions(directory, "actions", { noun: "action", isDefinition });
}

function isDefinition(value: unknown): value is ActionDefinition {
  return isJsonObject(value) && typeof value["name"] === "string" && typeof value["run"] === "function";
}
