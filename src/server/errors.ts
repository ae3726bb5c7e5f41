import { type JsonObject, type JsonValue, type Logger, TsbotError } from "../base/index.ts";
import { RASA_VERSION } from "./versions.ts";

/** Status and Rasa's `reason` of each error code a request can end in; the first matching prefix counts. */
const STATUS: readonly (readonly [string, number, string])[] = [
  ["server/bad-json", 400, "BadRequest"],
  ["server/body-too-large", 413, "BadRequest"],
  ["server/not-authenticated", 401, "NotAuthenticated"],
  ["server/not-authorized", 403, "NotAuthorized"],
  ["server/forbidden-origin", 403, "NotAuthorized"],
  ["server/not-found", 404, "NotFound"],
  ["server/not-acceptable", 406, "NotAcceptable"],
  ["server/bad-request", 400, "BadRequest"],
  ["conversation/bad-event", 400, "BadRequest"],
  ["channels/bad-request", 400, "BadRequest"],
  ["runtime/no-model", 409, "Conflict"],
  ["runtime/unknown-intent", 404, "NotFound"],
  ["runtime/bad-entities", 422, "BadRequest"],
  ["runtime/idempotency-key-reused", 422, "BadRequest"],
  ["runtime/draining", 503, "UnexpectedError"],
  ["base/busy", 429, "UnexpectedError"],
  ["storage/conflict", 409, "Conflict"],
];

/** An error as an HTTP answer. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

/** Rasa's error body; what is nobody's mistake is logged and told without its details. */
export function toErrorAnswer(error: unknown, logger: Logger): ErrorAnswer {
  const known = TsbotError.isInstance(error) ? STATUS.find(([code]) => code === error.code) : undefined;
  if (!TsbotError.isInstance(error) || known === undefined) {
    logger.error("a request failed", { error });
    return answer(500, "UnexpectedError", {
      message: "An unexpected error occurred. The server's log has the cause.",
    });
  }
  const [code, status, reason] = known;
  if (code === "server/bad-json") return { status, headers: {}, body: badJson(error.message) };
  const details = error.details as Readonly<Record<string, JsonValue>>;
  const hint = error.hint === undefined ? "" : ` ${error.hint}`;
  return answer(status, reason, { message: `${error.message}${hint}`, details });
}

function answer(
  status: number,
  reason: string,
  {
    message,
    details = {},
  }: { readonly message: string; readonly details?: Readonly<Record<string, JsonValue>> },
): ErrorAnswer {
  return {
    status,
    headers: status === 429 || status === 503 ? { "retry-after": "1" } : {},
    body: { version: RASA_VERSION, status: "failure", message, reason, details, help: null, code: status },
  };
}

/** The body Rasa's web framework gives for JSON that cannot be read. */
function badJson(message: string): JsonObject {
  return { description: "Bad Request", status: 400, message };
}

/** A request that lacks something, or has it wrong. */
export function badRequest(
  message: string,
  parameter?: string,
  place: "body" | "query" = "body",
): TsbotError {
  return new TsbotError("server/bad-request", message, {
    ...(parameter !== undefined && { details: { parameter, in: place } }),
  });
}
