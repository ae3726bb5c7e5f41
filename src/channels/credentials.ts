import { type JsonObject, TsbotError } from "../base/index.ts";

/**
 * A text of a channel's section of credentials.yml; null when it is not there. Throws `channels/bad-key` for anything
 * but a text, so that a number where a secret should be does not pass for "no secret".
 */
export function optionalText(channel: string, credentials: JsonObject, key: string): string | null {
  const value = credentials[key];
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string") return value;
  throw new TsbotError("channels/bad-key", `'${key}' of the channel '${channel}' is not a text.`, {
    hint: `Put it in quotes: ${key}: "…".`,
    details: { channel, key },
  });
}

/** `on_open`: the payload that is handled when a person opens the chat. */
export function readOpeningPayload(channel: string, credentials: JsonObject): string | null {
  return optionalText(channel, credentials, "on_open");
}
