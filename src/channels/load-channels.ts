import { isJsonObject, type LoadedDefinitions, loadDefinitions, TsbotError } from "../base/index.ts";
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

/** Loads `channels/**` of a project; what cannot be loaded is in `broken`, and the rest is there. */
export function loadChannels(directory: string): Promise<LoadedDefinitions<ChannelDefinition>> {
  return loadDefinitions(directory, "channels", { noun: "channel", isDefinition });
}

function isDefinition(value: unknown): value is ChannelDefinition {
  return isJsonObject(value) && typeof value["name"] === "string" && typeof value["create"] === "function";
}
