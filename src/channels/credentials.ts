import { type JsonObject, TsbotError } from "../base/index.ts";
import { isSigningSecret } from "./webhook-signature.ts";

/**
 * A text of a channel's section of credentials.yml; null when it is not there. Throws `channels/bad-key` for anything
 * but a text, so that a number where a secret should be does not pass for "no secret".
 */
export function optionalText(channel: string, credentials: JsonObject, key: string): string | null {
  const value = credentials[key];
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string") return value;
  throw badKey(channel, key, "is not a text", `Put it in quotes: ${key}: "…".`);
}

/** More than an old secret and a new one are of use to nobody, and each costs a signature of every call. */
const MOST_SECRETS = 5;

/**
 * `secret`: what calls are signed with, a text or (while it is being changed) a list of texts; empty when the key is not
 * there. Throws `channels/bad-key` when it is there and nothing can be signed with it: an environment variable that is
 * empty must not turn signing off.
 */
export function readSecrets(channel: string, credentials: JsonObject): readonly string[] {
  if (!Object.hasOwn(credentials, "secret")) return [];
  const { secret } = credentials;
  const secrets = Array.isArray(secret) ? secret : [optionalText(channel, credentials, "secret")];
  const usable = secrets.filter((each) => typeof each === "string").filter(isSigningSecret);
  if (usable.length === secrets.length && usable.length > 0 && usable.length <= MOST_SECRETS) return usable;
  if (secrets.length > MOST_SECRETS) {
    const hint = "While a secret is being changed two are enough: the new one and the old one.";
    throw badKey(channel, "secret", `holds more than ${MOST_SECRETS} secrets`, hint);
  }
  const isWrongKind = secrets.some((each) => each !== null && typeof each !== "string");
  if (isWrongKind) throw badKey(channel, "secret", "holds what is not a text", 'Put it in quotes: "…".');
  throw badKey(
    channel,
    "secret",
    "is empty, so nothing would be signed",
    "Give it a value (the environment variable that it is filled from may be empty), or remove the key.",
  );
}

/** `on_open`: the payload that is handled when a person opens the chat. */
export function readOpeningPayload(channel: string, credentials: JsonObject): string | null {
  return optionalText(channel, credentials, "on_open");
}

/** What a wrong key is told by. */
export function badKey(channel: string, key: string, problem: string, hint: string): TsbotError {
  return new TsbotError("channels/bad-key", `'${key}' of the channel '${channel}' ${problem}.`, {
    hint,
    details: { channel, key },
  });
}
