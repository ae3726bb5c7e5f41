import { type SourcePosition, TsbotError, toErrorMessage } from "./errors.ts";
import { type FailedModule, loadModules } from "./load-modules.ts";

/** What the modules of one of a project's folders define, by name. */
export interface LoadedDefinitions<Definition> {
  readonly definitions: ReadonlyMap<string, { readonly definition: Definition; readonly file: string }>;
  /** `<folder>/cannot-load` and `<folder>/defined-twice`, each with its file; the rest of the folder is there. */
  readonly broken: readonly TsbotError[];
}

/**
 * Loads `<folder>/**` of a project and collects what is exported, alone or in lists; a file may hold helpers besides.
 * Names are unique in the folder.
 */
export async function loadDefinitions<Definition extends { readonly name: string }>(
  directory: string,
  folder: string,
  kind: { readonly noun: string; readonly isDefinition: (value: unknown) => value is Definition },
): Promise<LoadedDefinitions<Definition>> {
  const { loaded, failed } = await loadModules(directory, folder);
  const broken = failed.map((failure) => cannotLoad(folder, failure));
  const definitions = new Map<string, { definition: Definition; file: string }>();
  for (const { file, exports } of loaded) {
    const exported = Object.values(exports)
      .flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]))
      .filter(kind.isDefinition);
    for (const definition of exported) {
      const other = definitions.get(definition.name);
      if (other === undefined) definitions.set(definition.name, { definition, file });
      else if (other.definition !== definition) {
        broken.push(definedTwice({ folder, noun: kind.noun, name: definition.name }, other.file, file));
      }
    }
  }
  return { definitions, broken };
}

function cannotLoad(folder: string, { file, error }: FailedModule): TsbotError {
  const { message, at } = locate(file, toErrorMessage(error));
  return new TsbotError(`${folder}/cannot-load`, `'${file}' cannot be loaded: ${message}`, {
    at,
    hint: "Correct the file; it is loaded as TypeScript.",
    cause: error,
  });
}

/** A compiler's message ends with the place, as `path:line:column` with columns from 0; Node's with who asked for it. */
function locate(file: string, text: string): { readonly message: string; readonly at: SourcePosition } {
  const found = /\s*(\S*):(\d+):(\d+)\s*$/.exec(text);
  if (found === null || !found[1]?.replaceAll("\\", "/").endsWith(file)) {
    return { message: text.replace(/\s*Require stack:.*$/s, ""), at: { file, line: 1, column: 1 } };
  }
  const [, , line, column] = found;
  return {
    message: text.slice(0, found.index),
    at: { file, line: Number(line), column: Number(column) + 1 },
  };
}

function definedTwice(
  { folder, noun, name }: { readonly folder: string; readonly noun: string; readonly name: string },
  first: string,
  second: string,
): TsbotError {
  return new TsbotError(
    `${folder}/defined-twice`,
    `The ${noun} '${name}' is in '${first}' and in '${second}'.`,
    { at: { file: second, line: 1, column: 1 }, hint: "Rename one of them." },
  );
}
