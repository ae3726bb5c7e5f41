import { channelShapes } from "../shapes/credentials.ts";
import type { KeysShape } from "../shapes/shape.ts";

/** What a channel in credentials.yml may and must have. */
export interface ChannelKeys {
  readonly required: readonly string[];
  readonly allowed: readonly string[];
  /** How to write what is required. */
  readonly hint?: string;
}

function toKeys({ keys, needs = [], hint }: KeysShape & { readonly hint?: string }): ChannelKeys {
  return { required: needs, allowed: Object.keys(keys), ...(hint !== undefined && { hint }) };
}

/** Keys of the built-in channels and of Rasa's. */
export const CHANNEL_KEYS: ReadonlyMap<string, ChannelKeys> = new Map(
  Object.entries(channelShapes).map(([name, shape]) => [name, toKeys(shape)]),
);

/** Channels of Rasa that tsbot may not have; a project that names one still runs on the others. */
export const RASA_CHANNELS: ReadonlySet<string> = new Set([
  ...[...CHANNEL_KEYS.keys()].filter((name) => name !== "rest" && name !== "callback"),
  "cmdline",
]);
