import { isJsonObject, type LoadedDefinitions, loadDefinitions, TsbotError } from "../../base/index.ts";
import { componentNames } from "../components.ts";
import type { CustomComponentDefinition } from "./define-component.ts";

/** A project's own components, by name, each with its file. */
export type CustomComponents = LoadedDefinitions<CustomComponentDefinition>["definitions"];

/** Loads `components/**` of a project; what cannot be loaded is in `broken`, and the rest is there. */
export async function loadComponents(
  directory: string,
): Promise<LoadedDefinitions<CustomComponentDefinition>> {
  const { definitions, broken } = await loadDefinitions(directory, "components", {
    noun: "component",
    isDefinition,
  });
  const taken = [...definitions.values()].filter(({ definition }) => componentNames.has(definition.name));
  return {
    definitions: new Map([...definitions].filter(([name]) => !componentNames.has(name))),
    broken: [...broken, ...taken.map(({ definition, file }) => takenName(definition.name, file))],
  };
}

function isDefinition(value: unknown): value is CustomComponentDefinition {
  return isJsonObject(value) && typeof value["name"] === "string" && typeof value["load"] === "function";
}

function takenName(name: string, file: string): TsbotError {
  return new TsbotError(
    "components/defined-twice",
    `The component '${name}' of '${file}' is one of tsbot's.`,
    {
      at: { file, line: 1, column: 1 },
      hint: "Give it another name.",
    },
  );
}
