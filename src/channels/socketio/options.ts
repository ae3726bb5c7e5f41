import { type JsonObject, readTokenKey, type TokenKey } from "../../base/index.ts";
import { badKey, optionalText, readOpeningPayload } from "../credentials.ts";

/** The channel's section of credentials.yml, with Rasa's names and defaults (rasa/core/channels/socketio.py, 3.6). */
export interface SocketioOptions {
  readonly userMessageEvent: string;
  readonly botMessageEvent: string;
  /** `/` is the default one. */
  readonly namespace: string;
  /** Whether a client that comes back with its session goes on with its conversation. */
  readonly keepsSessions: boolean;
  readonly path: string;
  /** What clients must show a token for; null: anybody may connect. */
  readonly tokenKey: TokenKey | null;
  readonly metadataKey: string;
  readonly openingPayload: string | null;
}

const NAME = "socketio";

const KEY_OWNER = {
  badMethod: "channels/bad-key",
  badKey: "channels/bad-key",
  secretName: "jwt_key",
  methodDetails: { channel: NAME, key: "jwt_method" },
  secretDetails: { channel: NAME, key: "jwt_key" },
};

/** Throws `channels/bad-key`. */
export function readSocketioOptions(credentials: JsonObject): SocketioOptions {
  const text = (key: string, fallback: string): string => optionalText(NAME, credentials, key) ?? fallback;
  const event = (key: string, fallback: string): string => readEventName(key, text(key, fallback));
  const namespace = text("namespace", "/");
  return {
    userMessageEvent: event("user_message_evt", "user_uttered"),
    botMessageEvent: event("bot_message_evt", "bot_uttered"),
    namespace: namespace.startsWith("/") ? namespace : `/${namespace}`,
    keepsSessions: readFlag(credentials, "session_persistence"),
    path: readPath(text("socketio_path", "/socket.io")),
    tokenKey: readJwtKey(credentials),
    metadataKey: text("metadata_key", "metadata"),
    openingPayload: readOpeningPayload(NAME, credentials),
  };
}

/** `yes` in quotes would be taken for the default, which forgets conversations. */
function readFlag(credentials: JsonObject, key: string): boolean {
  const value = credentials[key];
  if (value === undefined || value === null) return false;
  if (typeof value === "boolean") return value;
  throw badKey(NAME, key, "is neither true nor false", `Write \`${key}: true\`, without quotes.`);
}

/** What socket.io keeps for itself, and the channel's other events. */
const TAKEN_EVENTS = [
  "connect",
  "connect_error",
  "disconnect",
  "disconnecting",
  "newListener",
  "removeListener",
  "session_request",
  "session_confirm",
  "session",
  "message_failed",
];

function readEventName(key: string, name: string): string {
  if (!TAKEN_EVENTS.includes(name)) return name;
  throw badKey(NAME, key, `is '${name}', an event of another meaning`, "Take another name.");
}

/** Where the HTTP API and the other channels are. */
const TAKEN_PATHS =
  /^\/(?:addresses|conversations|domain|events|model|outbox|reminders|status|suppressions|topics|version|webhooks)(?:\/|$)/;

function readPath(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  if (!/^(?:\/[\w.~-]+)+$/.test(trimmed))
    throw badKey(NAME, "socketio_path", "is no path", "Write it as /socket.io, with a slash in front.");
  if (!TAKEN_PATHS.test(trimmed)) return trimmed;
  throw badKey(NAME, "socketio_path", "lies in the HTTP API", "Write another, such as /socket.io.");
}

/** A key that is there and empty (its environment variable may be) must not let everybody in. */
function readJwtKey(credentials: JsonObject): TokenKey | null {
  if (!Object.hasOwn(credentials, "jwt_key")) return null;
  const secret = optionalText(NAME, credentials, "jwt_key");
  const method = optionalText(NAME, credentials, "jwt_method") ?? "HS256";
  if (secret !== null) return readTokenKey({ secret, method }, KEY_OWNER);
  throw badKey(
    NAME,
    "jwt_key",
    "is empty, so nobody would be asked for a token",
    "Give it a value (the environment variable that it is filled from may be empty), or remove the key.",
  );
}
