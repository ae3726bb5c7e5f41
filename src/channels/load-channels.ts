import { isJsonObject, loadModules, TsbotError, toErrorMessage } from "../base/index.ts";
import type { ChannelDefinition } from "./channel.ts";

/**
 * Defines a channel of a project's own; export it from a file in `channels/` and name it in credentials.yml.
 *
 * @example
 * export default defineChannel({
 *   name: "garden",
 *   create: (credentials, { clock }) => createCallbackInput({ name: "garden", credentials, clock }),
 * });
 */
export function defineChannel(definition: ChannelDefinition): ChannelDefinition {
  return definition;
}

/** Loads `channels/**` of a project. Throws `channels/cannot-load` naming the file. */
export async function loadChannels(directory: string): Promise<readonly ChannelDefinition[]> {
  const { loaded, failed } = await loadModules(directory, "channels");
  const [failure] = failed;
  if (failure !== undefined) {
    throw new TsbotError(
      "channels/cannot-load",
      `'${failure.file}' cannot be loaded: ${toErrorMessage(failure.error)}`,
      {
        hint: "Correct the file; it is loaded as TypeScript.",
        cause: failure.error,
      },
    );
  }
  return loaded.flatMap(({ exports }) => Object.values(exports).filter(isDefinition));
}

function isDefinition(value: unknown): value is ChannelDefinition {
  return isJsonObject(value) && typeof value["name"] === "string" && typeof value["create"] === "function";
}
