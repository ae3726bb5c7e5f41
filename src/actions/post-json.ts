import { Buffer } from "node:buffer";
import { type HttpTarget, type JsonObject, lazy } from "../base/index.ts";

const undici = lazy(() => import("undici"));

/** Bounds of a call. */
export interface PostLimits {
  /** Milliseconds until the answer begins, and between its parts. */
  readonly timeout: number;
  /** Bytes. */
  readonly largestAnswer: number;
  /** Ends the call. */
  readonly signal: AbortSignal;
}

/** An answer as it came. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  /** Where a redirection points, which is not followed: the address would get the conversation and the credentials. */
  readonly location: string | null;
}

/** Posts JSON to a server of the project's. Throws the network's errors, and when the answer is too large. */
export async function postJson(
  { url, headers }: HttpTarget,
  body: JsonObject,
  { timeout, largestAnswer, signal }: PostLimits,
): Promise<HttpAnswer> {
  const { request } = await undici();
  const response = await request(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
    headersTimeout: timeout,
    bodyTimeout: timeout,
    signal,
  });
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > largestAnswer) throw new Error(`its answer is larger than ${largestAnswer >> 20} MB`);
    chunks.push(chunk);
  }
  const location = response.headers["location"];
  return {
    status: response.statusCode,
    text: Buffer.concat(chunks).toString("utf8"),
    location: typeof location === "string" ? location : null,
  };
}
