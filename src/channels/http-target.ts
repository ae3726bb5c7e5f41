import { isJsonObject, type JsonObject, TsbotError } from "../base/index.ts";

/** Where and how to POST, from Rasa's generic http keys (`url params headers basic_auth token token_name`). */
export interface HttpTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads the keys. Throws `channels/missing-key` or `channels/bad-url` naming the channel. */
export function readHttpTarget(channel: string, credentials: JsonObject): HttpTarget {
  const { url, params, headers, basic_auth: auth, token, token_name: tokenName } = credentials;
  if (url === undefined || url === null) {
    throw new TsbotError("channels/missing-key", `The channel '${channel}' needs 'url' in credentials.yml.`, {
      hint: "Write `url: http://127.0.0.1:5034/bot`, where the bot's messages are posted to.",
    });
  }
  const target = parseUrl(channel, url);
  for (const [key, value] of Object.entries(isJsonObject(params) ? params : {}))
    target.searchParams.set(key, String(value));
  if (typeof token === "string")
    target.searchParams.set(typeof tokenName === "string" ? tokenName : "token", token);
  const given = Object.entries(isJsonObject(headers) ? headers : {}).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ]);
  return { url: target.href, headers: { ...Object.fromEntries(given), ...basicAuth(auth) } };
}

function parseUrl(channel: string, url: unknown): URL {
  const target = typeof url === "string" && URL.canParse(url) ? new URL(url) : null;
  if (target !== null && (target.protocol === "http:" || target.protocol === "https:")) return target;
  throw new TsbotError(
    "channels/bad-url",
    `The 'url' of the channel '${channel}' is no http address: '${String(url)}'.`,
    {
      hint: "Write an address such as http://127.0.0.1:5034/bot.",
    },
  );
}

function basicAuth(value: unknown): Readonly<Record<string, string>> {
  if (!isJsonObject(value)) return {};
  const pair = `${String(value["username"] ?? "")}:${String(value["password"] ?? "")}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}
