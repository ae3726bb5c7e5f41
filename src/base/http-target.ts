import { isJsonObject, type JsonObject, type JsonValue, TsbotError } from "../base/index.ts";
import { badKey, optionalText } from "./credentials.ts";
import { isHttpUrl } from "./post-webhook.ts";

/** Where and how to POST, from Rasa's generic http keys (`url params headers basic_auth token token_name`). */
export interface HttpTarget {
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

const EXAMPLE = "http://127.0.0.1:5034/bot";

/** Reads the keys. Throws `channels/missing-key`, `channels/bad-url` or `channels/bad-key` naming the channel. */
export function readHttpTarget(channel: string, credentials: JsonObject): HttpTarget {
  const url = readUrl(channel, credentials["url"]);
  for (const [key, value] of readPairs(channel, credentials, "params")) url.searchParams.set(key, value);
  const token = optionalText(channel, credentials, "token");
  if (token !== null) {
    url.searchParams.set(optionalText(channel, credentials, "token_name") ?? "token", token);
  }
  const headers = readPairs(channel, credentials, "headers").map(([key, value]) => [
    key.toLowerCase(),
    value,
  ]);
  const authorization = readBasicAuth(channel, credentials["basic_auth"]) ?? takeUserInfo(url);
  return {
    url: url.href,
    headers: { ...(authorization !== null && { authorization }), ...Object.fromEntries(headers) },
  };
}

function readUrl(channel: string, value: JsonValue | undefined): URL {
  if (value === undefined || value === null || value === "") {
    throw new TsbotError("channels/missing-key", `The channel '${channel}' needs 'url' in credentials.yml.`, {
      hint: `Write where the bot's messages are posted to, for example url: "${EXAMPLE}".`,
      details: { channel, key: "url" },
    });
  }
  if (typeof value === "string" && isHttpUrl(value)) return new URL(value);
  throw new TsbotError(
    "channels/bad-url",
    `The 'url' of the channel '${channel}' is no http address: '${String(value)}'.`,
    { hint: `Write an address such as ${EXAMPLE}.`, details: { channel, key: "url" } },
  );
}

/** A map of texts; numbers and truth values are taken as they are written. */
function readPairs(
  channel: string,
  credentials: JsonObject,
  key: string,
): readonly (readonly [string, string])[] {
  const value = credentials[key];
  if (value === undefined || value === null) return [];
  const pairs = isJsonObject(value) ? Object.entries(value) : null;
  if (pairs?.every(([, item]) => item !== null && typeof item !== "object") !== true) {
    throw badKey(channel, key, "a map of texts", `Write ${key}: {name: "value"}.`);
  }
  return pairs.map(([name, item]) => [name, String(item)]);
}

function readBasicAuth(channel: string, value: JsonValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  const { username, password } = isJsonObject(value) ? value : {};
  if (typeof username === "string" && typeof password === "string") return toBasic(username, password);
  throw badKey(
    channel,
    "basic_auth",
    "a map of 'username' and 'password'",
    'Write basic_auth: {username: "me", password: "…"}.',
  );
}

/** `http://user:password@host`: clients do not send what stands there by themselves. */
function takeUserInfo(url: URL): string | null {
  if (url.username === "" && url.password === "") return null;
  const authorization = toBasic(decodeURIComponent(url.username), decodeURIComponent(url.password));
  url.username = "";
  url.password = "";
  return authorization;
}

function toBasic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
