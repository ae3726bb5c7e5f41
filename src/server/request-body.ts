import type { IncomingMessage } from "node:http";
import { parseJson, TsbotError } from "../base/index.ts";

/** Bodies larger than this are refused, in bytes. */
export const LARGEST_BODY = 1024 * 1024;

/** The body as text. Throws `server/body-too-large` and stops reading. */
export function readBody(request: IncomingMessage): Promise<string> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > LARGEST_BODY) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > LARGEST_BODY) {
        request.pause();
        reject(tooLarge());
        return;
      }
      chunks.push(chunk);
    });
    request.on("end", () =>
      resolve(chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString("utf8")),
    );
    request.on("error", reject);
    request.on("aborted", () => reject(new TsbotError("server/bad-request", "The request was aborted.")));
  });
}

/** The body's value: JSON, a form's fields, or undefined when there is none. Throws `server/bad-json`. */
export async function readValue(request: IncomingMessage): Promise<unknown> {
  const text = await readBody(request);
  if (text === "") return undefined;
  if (request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    return parseJson(text);
  } catch (error) {
    throw new TsbotError("server/bad-json", "Failed when parsing body as json", { cause: error });
  }
}

function tooLarge(): TsbotError {
  return new TsbotError("server/body-too-large", `The body is larger than ${LARGEST_BODY >> 20} MB.`, {
    hint: "Send less at once.",
  });
}
