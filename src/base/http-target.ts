import { TsbotError } from "./errors.ts";
import { isJsonObject, type JsonObject, type JsonValue, toText } from "./json.ts";

/** Where and how to POST, from Rasa's generic http keys (`url params headers basic_auth token token_name`). */
export interface HttpTarget {
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Whose keys they are, for what an error says. */
export interface HttpKeysOwner {
  /** First part of the error's code. */
  readonly folder: string;
  /** `the channel 'callback'` */
  readonly name: string;
  /** The file that the keys stand in. */
  readonly file: string;
  /** An address as it could be. */
  readonly example: string;
  readonly details: Readonly<Record<string, string>>;
}

/**
 * Reads the keys; what stands there and cannot be meant is never passed over, as a token would be missed only by those
 * who get in without it. Throws `…/missing-key`, `…/bad-url` or `…/bad-key`, in the owner's words.
 */
export function readHttpTarget(keys: JsonObject, owner: HttpKeysOwner): HttpTarget {
  const url = readUrl(keys["url"], owner);
  for (const [key, value] of readPairs(keys, "params", owner)) url.searchParams.set(key, value);
  const token = readText(keys, "token", owner);
  if (token !== null) url.searchParams.set(readText(keys, "token_name", owner) ?? "token", token);
  const headers = readPairs(keys, "headers", owner).map(([key, value]) => [key.toLowerCase(), value]);
  const authorization = readBasicAuth(keys["basic_auth"], owner) ?? takeUserInfo(url);
  return {
    url: url.href,
    headers: { ...(authorization !== null && { authorization }), ...Object.fromEntries(headers) },
  };
}

/** Whether a text is an address that can be posted to. */
export function isHttpUrl(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function readUrl(value: JsonValue | undefined, owner: HttpKeysOwner): URL {
  const { folder, name, file, example, details } = owner;
  if (value === undefined || value === null || value === "") {
    throw new TsbotError(`${folder}/missing-key`, `'url' of ${name} is missing in ${file}.`, {
      hint: `Write where to post to, for example url: "${example}".`,
      details: { ...details, key: "url" },
    });
  }
  if (typeof value === "string" && isHttpUrl(value)) return new URL(value);
  throw new TsbotError(`${folder}/bad-url`, `The 'url' of ${name} is no http address: '${toText(value)}'.`, {
    hint: `Write an address such as ${example}.`,
    details: { ...details, key: "url" },
  });
}

function readText(keys: JsonObject, key: string, owner: HttpKeysOwner): string | null {
  const value = keys[key];
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string") return value;
  throw badKey(owner, key, "a text", `Put it in quotes: ${key}: "…".`);
}

/** A map of texts; numbers and truth values are taken as they are written. */
function readPairs(
  keys: JsonObject,
  key: string,
  owner: HttpKeysOwner,
): readonly (readonly [string, string])[] {
  const value = keys[key];
  if (value === undefined || value === null) return [];
  const pairs = isJsonObject(value) ? Object.entries(value) : null;
  if (pairs?.every(([, item]) => item !== null && typeof item !== "object") !== true) {
    throw badKey(owner, key, "a map of texts", `Write ${key}: {name: "value"}.`);
  }
  return pairs.map(([name, item]) => [name, String(item)]);
}

function readBasicAuth(value: JsonValue | undefined, owner: HttpKeysOwner): string | null {
  if (value === undefined || value === null) return null;
  const { username, password } = isJsonObject(value) ? value : {};
  if (typeof username === "string" && typeof password === "string") return toBasic(username, password);
  throw badKey(
    owner,
    "basic_auth",
    "a map of 'username' and 'password'",
    'Write basic_auth: {username: "me", password: "…"}.',
  );
}

function badKey(owner: HttpKeysOwner, key: string, expected: string, hint: string): TsbotError {
  const { folder, name, details } = owner;
  return new TsbotError(`${folder}/bad-key`, `'${key}' of ${name} is not ${expected}.`, {
    hint,
    details: { ...details, key },
  });
}

/** `http://user:password@host`: clients do not send what stands there by themselves. */
function takeUserInfo(url: URL): string | null {
  if (url.username === "" && url.password === "") return null;
  const authorization = toBasic(decode(url.username), decode(url.password));
  url.username = "";
  url.password = "";
  return authorization;
}

/** A percent sign of a password may stand for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function toBasic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}
