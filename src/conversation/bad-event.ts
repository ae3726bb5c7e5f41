import { TsbotError } from "../base/index.ts";

/** An event from outside that is none; `path` is the JSON pointer to what is wrong. */
export function badEvent(path: string, message: string, hint?: string): TsbotError {
  return new TsbotError("conversation/bad-event", message, {
    ...(hint !== undefined && { hint }),
    details: { parameter: path === "" ? "/" : path, in: "body" },
  });
}
