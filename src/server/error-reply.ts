import { type LogFields, type Logger, TsbotError, toErrorStack } from "../base/index.ts";
import { RASA_VERSION } from "../conversation/index.ts";
import { errorKind } from "./error-table.ts";
import type { Reply } from "./reply.ts";

/**
 * Any thrown value as an answer in Rasa's shape (`version, status, message, reason, details, help, code`; our hint is
 * in `details.hint`). What a client cannot mend is logged, with the stack where nobody foresaw it, and told without its
 * inner workings.
 *
 * @param request what the log says of it
 */
export function toErrorReply(error: unknown, logger: Logger, request: LogFields = {}): Reply {
  if (!TsbotError.isInstance(error)) {
    logger.error("a request failed", { error, ...request, stack: toErrorStack(error) });
    return unexpected;
  }
  if (error.code === "server/bad-json") return badJson(error);
  const kind = errorKind(error.code);
  if (kind === undefined) {
    logger.error("a request failed", { error, ...request, code: error.code });
    return unexpected;
  }
  const { told } = kind;
  if (told !== undefined) logger.error("a request failed", { error, ...request, code: error.code });
  return {
    status: kind.status,
    body: {
      version: RASA_VERSION,
      status: "failure",
      message: told?.message ?? error.message,
      reason: kind.reason,
      details: told === undefined ? toDetails(error) : { error: error.code, hint: told.hint },
      help: null,
      code: kind.status,
    },
    ...(kind.headers !== undefined && { headers: toHeaders(error, kind.headers) }),
  };
}

/** What is limited by time says itself when to come back. */
function toHeaders(
  { details }: TsbotError,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { retry_after: retryAfter } = details;
  return retryAfter === undefined ? headers : { ...headers, "retry-after": String(retryAfter) };
}

/** Rasa answers broken JSON in its web framework's own shape. */
function badJson({ message, hint }: TsbotError): Reply {
  return { status: 400, body: { description: "Bad Request", status: 400, message, hint: hint ?? null } };
}

function toDetails({ details, hint, code }: TsbotError): Readonly<Record<string, string>> {
  const facts = Object.entries(details).map(([key, value]) => [key, String(value)]);
  return { ...Object.fromEntries(facts), error: code, ...(hint !== undefined && { hint }) };
}

const unexpected: Reply = {
  status: 500,
  body: {
    version: RASA_VERSION,
    status: "failure",
    message: "An unexpected error occurred. The server's log says more.",
    reason: "UnexpectedError",
    details: {},
    help: null,
    code: 500,
  },
};
