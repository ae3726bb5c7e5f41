import { request } from "node:http";

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is, other values as JSON. */
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The text as JSON. */
  json<Value = Record<string, unknown>>(): Value;
}

/** One request on a connection of its own; unlike fetch it may set any header and path. */
export function call(base: string, method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const { body } = options;
  const payload = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const isChunked = options.headers?.["transfer-encoding"] === "chunked";
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: hostname.replace(/[[\]]/g, ""),
        port,
        method,
        path,
        agent: false,
        headers: {
          ...(payload !== undefined &&
            !isChunked && { "content-length": String(Buffer.byteLength(payload)) }),
          ...(payload !== undefined && typeof body !== "string" && { "content-type": "application/json" }),
          ...options.headers,
        },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (piece: string) => {
          text += piece;
        });
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers as Record<string, string | undefined>,
            text,
            json: <Value>() => JSON.parse(text) as Value,
          }),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(payload);
  });
}
