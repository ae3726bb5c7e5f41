import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ConnectionOptions as TlsOptions } from "node:tls";
import { isJsonObject, type JsonObject, type JsonValue, TsbotError } from "../../base/index.ts";
import type { PostgresConnection } from "./connection.ts";

/** What `tracker_store` of endpoints.yml says of a PostgreSQL database. */
export interface PostgresSettings {
  readonly connection: PostgresConnection;
  readonly schema: string;
}

const DEFAULTS = { host: "localhost", port: 5432, database: "rasa", schema: "tsbot", poolSize: 10 } as const;
const MOST_CONNECTIONS = 500;
/** NOTIFY channels are named after it, and names have 63 bytes at most. */
const SCHEMA = /^[a-z_][a-z0-9_]{0,49}$/;
const URL_START = /^postgres(?:ql)?(?:\+\w+)?:\/\//i;

/** Whether a `tracker_store` is one that tsbot follows: Rasa's for PostgreSQL, or an address of one. */
export function isPostgresSection({ type, dialect, url }: JsonObject): boolean {
  if (typeof url === "string" && URL_START.test(url)) return true;
  const isSql = typeof type === "string" && type.toLowerCase() === "sql";
  return isSql && typeof dialect === "string" && /^postgres(?:ql)?(?:\+\w+)?$/i.test(dialect);
}

/**
 * Reads the section with Rasa's keys, and `schema` and `pool_size` of our own. Throws `storage/bad-settings`.
 *
 * @param directory what the paths of certificates start from
 */
export function readPostgresSettings(section: JsonObject, directory: string): PostgresSettings {
  const address = readAddress(textOf(section, "url") ?? textOf(section, "host"));
  const query = isJsonObject(section["query"]) ? section["query"] : {};
  const schema = textOf(section, "schema") ?? DEFAULTS.schema;
  if (!SCHEMA.test(schema)) {
    throw badSettings("schema", "is small letters, digits and '_', at most 50, and begins with no digit");
  }
  return {
    schema,
    connection: {
      host: address.host ?? DEFAULTS.host,
      port: address.port ?? numberOf(section, "port", 65_535) ?? DEFAULTS.port,
      database: address.database ?? textOf(section, "db") ?? DEFAULTS.database,
      user: address.user ?? textOf(section, "username"),
      password: address.password ?? textOf(section, "password"),
      tls: readTls({ ...address.query, ...query }, directory),
      poolSize: numberOf(section, "pool_size", MOST_CONNECTIONS) ?? DEFAULTS.poolSize,
    },
  };
}

interface Address {
  readonly host: string | null;
  readonly port: number | null;
  readonly database: string | null;
  readonly user: string | null;
  readonly password: string | null;
  readonly query: JsonObject;
}

/** A host, one with its port, the folder of a socket, or a whole address with everything. */
function readAddress(text: string | null): Address {
  const none = { host: null, port: null, database: null, user: null, password: null, query: {} };
  if (text === null) return none;
  if (text.startsWith("/")) return { ...none, host: text };
  const written = URL_START.test(text) ? text.replace(URL_START, "postgres://") : `postgres://${text}`;
  const url = URL.canParse(written) ? new URL(written) : null;
  if (url === null) throw badSettings("url", "is a host, or postgresql://user:password@host:port/database");
  const part = (value: string): string | null => (value === "" ? null : decodeURIComponent(value));
  return {
    host: part(url.hostname.replace(/^\[|\]$/g, "")),
    port: url.port === "" ? null : Number(url.port),
    database: part(url.pathname.slice(1)),
    user: part(url.username),
    password: part(url.password),
    query: Object.fromEntries(url.searchParams),
  };
}

const SSL_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;

/** libpq's words. `allow` and `prefer` are not encrypted: what is to be encrypted says so. */
function readTls(query: JsonObject, directory: string): TlsOptions | null {
  const given = textOf(query, "sslmode") ?? "disable";
  const mode = SSL_MODES.find((word) => word === given);
  if (mode === undefined) throw badSettings("sslmode", `is one of: ${SSL_MODES.join(", ")}`);
  if (mode === "disable" || mode === "allow" || mode === "prefer") return null;
  const read = (key: string): string | null => readCertificate(query, key, directory);
  const [ca, cert, key] = [read("sslrootcert"), read("sslcert"), read("sslkey")];
  return {
    rejectUnauthorized: mode !== "require" || ca !== null,
    ...(mode !== "verify-full" && { checkServerIdentity: () => undefined }),
    ...(ca !== null && { ca }),
    ...(cert !== null && { cert }),
    ...(key !== null && { key }),
  };
}

function readCertificate(query: JsonObject, key: string, directory: string): string | null {
  const path = textOf(query, key);
  if (path === null) return null;
  try {
    return readFileSync(resolve(directory, path), "utf8");
  } catch (error) {
    throw badSettings(key, `names a file that cannot be read ('${path}')`, error);
  }
}

function textOf(section: JsonObject, key: string): string | null {
  const value: JsonValue | undefined = section[key];
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  throw badSettings(key, "is a text");
}

function numberOf(section: JsonObject, key: string, most: number): number | null {
  const text = textOf(section, key);
  if (text === null) return null;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw badSettings(key, `is a whole number from 1 to ${most}`);
}

/** The value is not told: it may hold a password. */
function badSettings(key: string, expected: string, cause?: unknown): TsbotError {
  return new TsbotError("storage/bad-settings", `'${key}' of tracker_store ${expected}.`, {
    hint: "Correct it in endpoints.yml.",
    ...(cause !== undefined && { cause }),
  });
}
