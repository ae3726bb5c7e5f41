import { isJsonObject, loadModules, TsbotError, toErrorMessage } from "../base/index.ts";
import type { ChannelDefinition } from "./channel.ts";

/** Stands in addresses: `/webhooks/<name>/webhook`. */
const NAME = /^[\w.-]+$/;

/**
 * Defines a channel of a project's own; export it from a file in `channels/` and name it in credentials.yml. Throws
 * `channels/bad-name`.
 *
 * @example
 * export default defineChannel({
 *   name: "garden",
 *   create: (credentials, { clock }) => createCallbackInput({ name: "garden", credentials, clock }),
 * });
 */
export function defineChannel(definition: ChannelDefinition): ChannelDefinition {
  if (NAME.test(definition.name)) return definition;
  throw new TsbotError("channels/bad-name", `'${definition.name}' is no name for a channel.`, {
    hint: "Letters, digits, '.', '-' and '_': it stands in the address /webhooks/<name>/webhook.",
  });
}

/** Loads `channels/**` of a project. Throws `channels/cannot-load`, `channels/defined-twice` naming the files. */
export async function loadChannels(directory: string): Promise<readonly ChannelDefinition[]> {
  const { loaded, failed } = await loadModules(directory, "channels");
  const [failure] = failed;
  if (failure !== undefined) {
    throw new TsbotError(
      "channels/cannot-load",
      `'${failure.file}' cannot be loaded: ${toErrorMessage(failure.error)}`,
      { hint: "Correct the file; it is loaded as TypeScript.", cause: failure.error },
    );
  }
  const found = new Map<string, { readonly definition: ChannelDefinition; readonly file: string }>();
  for (const { file, exports } of loaded) {
    for (const definition of definitionsOf(exports)) {
      const other = found.get(definition.name);
      if (other !== undefined && other.definition !== definition) {
        throw definedTwice(definition.name, other.file, file);
      }
      found.set(definition.name, { definition, file });
    }
  }
  return [...found.values()].map(({ definition }) => definition);
}

/** Exports that are channels, alone or in lists; a file may hold helpers besides. */
function definitionsOf(exports: Readonly<Record<string, unknown>>): readonly ChannelDefinition[] {
  return Object.values(exports)
    .flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter(isDefinition);
}

function isDefinition(value: unknown): value is ChannelDefinition {
  return isJsonObject(value) && typeof value["name"] === "string" && typeof value["create"] === "function";
}

function definedTwice(name: string, first: string, second: string): TsbotError {
  return new TsbotError(
    "channels/defined-twice",
    `The channel '${name}' is in '${first}' and in '${second}'.`,
    {
      hint: "Rename one of them.",
    },
  );
}
