import { isJsonObject, type JsonValue, parseJson, TsbotError, toErrorMessage } from "../base/index.ts";

/** Requests to a tsbot server. */
export interface ServerClient {
  /** Without a slash at the end. */
  readonly url: string;
  /**
   * Sends a request and gives the answer's JSON (null when it is empty). Throws `cli/no-answer`, `cli/refused-token`,
   * or `cli/server-says-no` with the server's own words.
   */
  request(method: string, path: string, options?: RequestOptions): Promise<JsonValue>;
  /** The data of server-sent events of a path, until aborted or the server ends them. Throws as `request` does. */
  stream(path: string, options: StreamOptions): AsyncGenerator<string>;
}

/** Where a stream goes on, and when it ends. */
export interface StreamOptions {
  /** Sequence number of the last message the caller has. */
  readonly after: number;
  readonly signal: AbortSignal;
}

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonValue;
}

/** A path with every part encoded: `path("conversations", id, "tracker")`. */
export function path(...parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join("");
}

/** Makes a client; sends nothing yet. Throws `cli/usage` for what is no URL. */
export function createClient(server: string, token: string | undefined): ServerClient {
  const base = parseUrl(server);
  return {
    url: base,
    request: async (method, target, options = {}) => {
      const url = new URL(base + target);
      for (const [key, value] of Object.entries(options.query ?? {})) {
        if (value !== undefined) url.searchParams.set(key, value);
      }
      const response = await send(url, base, {
        method,
        headers: {
          ...(options.body !== undefined && { "content-type": "application/json" }),
          ...authorization(token),
          ...options.headers,
        },
        ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
      });
      return await readAnswer(response, token !== undefined);
    },
    async *stream(target, { after, signal }) {
      const url = new URL(base + target);
      url.searchParams.set("after", String(after));
      const headers = { accept: "text/event-stream", ...authorization(token) };
      const response = await send(url, base, { headers, signal });
      if (!response.ok || response.body === null) {
        await readAnswer(response, token !== undefined);
        return;
      }
      const { readEventStream } = await import("./shell/event-stream.ts");
      yield* readEventStream(response.body);
    },
  };
}

function parseUrl(server: string): string {
  const text = /^[a-z]+:\/\//i.test(server) ? server : `http://${server}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && (url.protocol === "http:" || url.protocol === "https:")) {
    return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
  }
  throw new TsbotError("cli/usage", `'${server}' is no address of a server.`, {
    hint: "It looks like http://127.0.0.1:5005.",
  });
}

/** In the header, also a plain token: what stands in a URL ends up in logs. A signed one (JWT) has three parts. */
function authorization(token: string | undefined): Record<string, string> {
  if (token === undefined) return {};
  const scheme = /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? "Bearer" : "Token";
  return { authorization: `${scheme} ${token}` };
}

async function send(url: URL, base: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...request, redirect: "error" });
  } catch (error) {
    const reason = toErrorMessage((error as { readonly cause?: unknown }).cause ?? error);
    throw new TsbotError(
      "cli/no-answer",
      `No server answers at ${base}${reason === "" ? "" : `: ${reason}`}.`,
      {
        hint: "Start it with `tsbot run`, or name another with --server URL.",
        cause: error,
      },
    );
  }
}

async function readAnswer(response: Response, hasToken: boolean): Promise<JsonValue> {
  const text = await response.text();
  if (response.status === 401 || response.status === 403) throw refusedToken(response.status, hasToken);
  const value = toJson(text);
  // The callback channel answers with plain text.
  if (response.ok) return value === undefined ? text : value;
  throw serverSaysNo(response.status, value, text);
}

function refusedToken(status: number, hasToken: boolean): TsbotError {
  return new TsbotError(
    "cli/refused-token",
    hasToken ? "The server refuses the token." : "The server asks for a token.",
    {
      hint:
        status === 403
          ? "This token is not allowed to do that; use one with the role admin."
          : "Give the token the server was started with: --token, or the variable TSBOT_AUTH_TOKEN.",
      details: { status },
    },
  );
}

function serverSaysNo(status: number, value: JsonValue | undefined, text: string): TsbotError {
  const body = isJsonObject(value) ? value : {};
  const message = typeof body["message"] === "string" ? body["message"] : text.slice(0, 200);
  const details = isJsonObject(body["details"]) ? body["details"] : {};
  const hint = [body["hint"], details["hint"]].find((entry) => typeof entry === "string");
  return new TsbotError("cli/server-says-no", message === "" ? `The server answered ${status}.` : message, {
    ...(typeof hint === "string" && { hint }),
    details: { status, reason: body["reason"] },
  });
}

function toJson(text: string): JsonValue | undefined {
  if (text === "") return null;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
