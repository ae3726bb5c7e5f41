import type { ServerResponse } from "node:http";
import { type Logger, TsbotError } from "../base/index.ts";
import { toErrorReply } from "./error-reply.ts";
import { writeReply } from "./reply.ts";

/** A request that failed. */
export interface FailedRequest {
  readonly response: ServerResponse;
  /** The path as the table of routes has it, without what people wrote; null before a route was found. */
  readonly route: string | null;
}

/** Answers with an error; an answer that was begun already is broken off, so that nobody takes it for whole. */
export async function sendError(
  { response, route }: FailedRequest,
  error: unknown,
  logger: Logger,
): Promise<void> {
  if (isAborted(error)) return;
  const reply = toErrorReply(error, logger, { method: response.req.method, route });
  if (response.headersSent) response.destroy();
  else await writeReply(response, reply);
}

function isAborted(error: unknown): boolean {
  return TsbotError.isInstance(error) && error.code === "server/aborted";
}
