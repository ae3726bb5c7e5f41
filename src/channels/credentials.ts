import { type JsonObject, TsbotError } from "../base/index.ts";

/**
 * A text of a channel's section of credentials.yml; null when it is not there. Throws `channels/bad-key` for anything
 * but a text, so that a number where a secret should be does not pass for "no secret".
 */
export function optionalText(channel: string, credentials: JsonObject, key: string): string | null {
  const value = credentials[key];
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string") return value;
  throw badKey(channel, key, "a text", `Put it in quotes: ${key}: "…".`);
}

/** `on_open`: the payload that is handled when a person opens the chat. */
export function readOpeningPayload(channel: string, credentials: JsonObject): string | null {
  return optionalText(channel, credentials, "on_open");
}

/** A key of credentials.yml that holds something else than it should. */
export function badKey(channel: string, key: string, expected: string, hint: string): TsbotError {
  return new TsbotError("channels/bad-key", `'${key}' of the channel '${channel}' is not ${expected}.`, {
    hint,
    details: { channel, key },
  });
}
