import { didYouMean, type JsonObject, TsbotError } from "../base/index.ts";
import { callbackChannel } from "./callback.ts";
import type { Channel, ChannelDefinition, ChannelServices } from "./channel.ts";
import { restChannel } from "./rest.ts";
import { socketioChannel } from "./socketio/index.ts";

const BUILT_IN: readonly ChannelDefinition[] = [restChannel, callbackChannel, socketioChannel];

/** Channels that need no code in the project. */
export const builtInChannelNames: readonly string[] = BUILT_IN.map(({ name }) => name);

/**
 * Makes the channels that credentials.yml names; a project's own may stand in for a built-in one. Throws
 * `channels/unknown`, `channels/other-name` and what the channels throw, leaving none open.
 */
export async function createChannels(
  credentials: ReadonlyMap<string, JsonObject>,
  definitions: readonly ChannelDefinition[],
  services: ChannelServices,
): Promise<ReadonlyMap<string, Channel>> {
  const known = new Map([...BUILT_IN, ...definitions].map((definition) => [definition.name, definition]));
  const channels = new Map<string, Channel>();
  try {
    for (const [name, keys] of credentials) {
      const definition = known.get(name) ?? unknownChannel(name, [...known.keys()]);
      const channel = await definition.create(keys, services);
      channels.set(name, channel);
      if (channel.name !== name) throw otherName(name, channel.name);
    }
  } catch (error) {
    for (const channel of channels.values()) await channel.close?.();
    throw error;
  }
  return channels;
}

function unknownChannel(name: string, known: readonly string[]): never {
  const hint = [
    didYouMean(name, known),
    `Channels: ${known.join(", ")}.`,
    "Your own go into channels/, see docs/channels.md.",
  ];
  throw new TsbotError("channels/unknown", `There is no channel '${name}'.`, {
    hint: hint.filter(Boolean).join(" "),
    details: { channel: name },
  });
}

/** Messages find their way by this name. */
function otherName(name: string, given: string): TsbotError {
  return new TsbotError(
    "channels/other-name",
    `The channel '${name}' calls itself '${given}' once it is made.`,
    { hint: "Give defineChannel and createCallbackInput the same name.", details: { channel: name } },
  );
}
