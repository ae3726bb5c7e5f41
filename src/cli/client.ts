import { type Clock, type JsonValue, TsbotError, toErrorMessage } from "../base/index.ts";
import { readAnswer } from "./server-answer.ts";

/** Requests to a tsbot server. */
export interface ServerClient {
  /** Without a slash at the end. */
  readonly url: string;
  /**
   * Sends a request and gives the answer's JSON (null when it is empty). Throws `cli/no-answer`, `cli/refused-token`,
   * `cli/no-tsbot-server`, or `cli/server-says-no` with the server's own words; the signal's reason when aborted.
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
  /** Called when the server has accepted it. */
  onOpen?(): void;
}

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonValue;
  /** How long to wait for the whole answer, in milliseconds (20 seconds). */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

export interface ClientSettings {
  readonly token?: string | undefined;
  readonly clock: Clock;
  /** What names another server, for hints. */
  readonly flag?: "--server" | "--connect";
}

/** A server that has nothing to think about answers long before (milliseconds). */
const ANSWER_TIMEOUT = 20_000;
/** A turn waits for the project's actions, which may ask slow services (milliseconds). */
export const TURN_TIMEOUT = 300_000;

/**
 * A path with every part encoded: `path("conversations", id, "tracker")`. Throws `cli/usage` for the parts `.` and `..`,
 * which mean a way through the path however they are encoded, and would lead to another address.
 */
export function path(...parts: readonly string[]): string {
  const step = parts.find((part) => part === "." || part === "..");
  if (step !== undefined) {
    throw new TsbotError("cli/usage", `'${step}' is no name that an address can hold.`, {
      hint: "Conversations and reminders cannot be called that.",
    });
  }
  return parts.map((part) => `/${encodeURIComponent(part)}`).join("");
}

/** Makes a client; sends nothing yet. Throws `cli/usage` for what is no URL. */
export function createClient(server: string, settings: ClientSettings): ServerClient {
  const { token, clock } = settings;
  const base = parseServerUrl(server);
  const answers = { base, hasToken: token !== undefined };
  return {
    url: base,
    request: async (method, target, options = {}) => {
      const url = toUrl(base + target, options.query ?? {});
      const limit = createLimit(clock, options.timeout ?? ANSWER_TIMEOUT, options.signal);
      try {
        const response = await fetch(url, { ...toRequest(method, options, token), signal: limit.signal });
        const text = await response.text();
        return readAnswer(response, text, answers);
      } catch (error) {
        options.signal?.throwIfAborted();
        if (TsbotError.isInstance(error)) throw error;
        throw limit.isOver() ? silent(base, settings) : unreachable(base, settings, error);
      } finally {
        limit.cancel();
      }
    },
    async *stream(target, { after, signal, onOpen }) {
      const url = toUrl(base + target, { after: String(after) });
      const headers = { accept: "text/event-stream", ...authorization(token) };
      const response = await fetch(url, { headers, signal, redirect: "manual" }).catch((error: unknown) => {
        throw unreachable(base, settings, error);
      });
      if (!response.ok || response.body === null) {
        readAnswer(response, await response.text(), answers);
        return;
      }
      onOpen?.();
      const { readEventStream } = await import("./shell/event-stream.ts");
      yield* readEventStream(response.body);
    },
  };
}

/** The same client, whose requests are also aborted by a signal. */
export function abortable(client: ServerClient, signal: AbortSignal): ServerClient {
  return {
    ...client,
    request: (method, target, options) => client.request(method, target, { signal, ...options }),
  };
}

/** An address as the client writes it; without a scheme it is http. Throws `cli/usage`. */
export function parseServerUrl(server: string): string {
  const text = /^[a-z]+:\/\//i.test(server) ? server : `http://${server}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && (url.protocol === "http:" || url.protocol === "https:")) {
    return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
  }
  throw new TsbotError("cli/usage", `'${server}' is no address of a server.`, {
    hint: "It looks like http://127.0.0.1:5005.",
  });
}

function toUrl(address: string, query: NonNullable<RequestOptions["query"]>): URL {
  const url = new URL(address);
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(key, value);
  }
  return url;
}

function toRequest(
  method: string,
  { body, headers }: RequestOptions,
  token: string | undefined,
): Omit<RequestInit, "signal"> {
  return {
    method,
    // A tsbot server never redirects, and the token is for nobody else.
    redirect: "manual",
    headers: {
      accept: "application/json",
      ...(body !== undefined && { "content-type": "application/json" }),
      ...authorization(token),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
}

/** In the header, also a plain token: what stands in a URL ends up in logs. A signed one (JWT) has three parts. */
function authorization(token: string | undefined): Record<string, string> {
  if (token === undefined) return {};
  const scheme = /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? "Bearer" : "Token";
  return { authorization: `${scheme} ${token}` };
}

interface Limit {
  readonly signal: AbortSignal;
  isOver(): boolean;
  cancel(): void;
}

/** Aborts after a time, or with the caller's own signal. */
function createLimit(clock: Clock, milliseconds: number, signal: AbortSignal | undefined): Limit {
  const controller = new AbortController();
  const timer = clock.schedule(clock.now() + milliseconds, () => controller.abort());
  return {
    signal: signal === undefined ? controller.signal : AbortSignal.any([controller.signal, signal]),
    isOver: () => controller.signal.aborted,
    cancel: () => timer.cancel(),
  };
}

function unreachable(base: string, { flag = "--server" }: ClientSettings, error: unknown): TsbotError {
  const reason = toErrorMessage((error as { readonly cause?: unknown } | null)?.cause ?? error);
  return new TsbotError(
    "cli/no-answer",
    `No server answers at ${base}${reason === "" ? "" : `: ${reason}`}.`,
    {
      hint: `Start it with \`tsbot run\`, or name another with ${flag} URL.`,
      cause: error,
    },
  );
}

function silent(base: string, { flag = "--server" }: ClientSettings): TsbotError {
  return new TsbotError("cli/no-answer", `The server at ${base} does not answer.`, {
    hint: `It accepts connections, but hangs or is stopped. Start it again, or name another with ${flag} URL.`,
  });
}
