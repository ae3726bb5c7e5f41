import { didYouMean, type JsonObject, TsbotError } from "../base/index.ts";
import { callbackChannel } from "./callback.ts";
import type { Channel, ChannelDefinition, ChannelServices } from "./channel.ts";
import { restChannel } from "./rest.ts";

const BUILT_IN: readonly ChannelDefinition[] = [restChannel, callbackChannel];

/** Channels that need no code in the project. */
export const builtInChannelNames: readonly string[] = BUILT_IN.map(({ name }) => name);

/** Makes the channels that credentials.yml names. Throws `channels/unknown` and what the channels throw. */
export async function createChannels(
  credentials: ReadonlyMap<string, JsonObject>,
  definitions: readonly ChannelDefinition[],
  services: ChannelServices,
): Promise<ReadonlyMap<string, Channel>> {
  const known = new Map([...BUILT_IN, ...definitions].map((definition) => [definition.name, definition]));
  const channels = new Map<string, Channel>();
  for (const [name, keys] of credentials) {
    const definition = known.get(name);
    if (definition === undefined) {
      throw new TsbotError("channels/unknown", `There is no channel '${name}'.`, {
        hint: `${didYouMean(name, known.keys())} Channels: ${[...known.keys()].join(", ")}. Your own go into channels/.`.trim(),
      });
    }
    channels.set(name, await definition.create(keys, services));
  }
  return channels;
}
