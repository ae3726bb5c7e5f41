/** How an error is told over HTTP: its status, and Rasa's word for the reason. */
export interface ErrorKind {
  readonly status: number;
  readonly reason: string;
  /** Headers besides, e.g. when to come back. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What clients are told in the place of a message that is for the log. */
  readonly told?: { readonly message: string; readonly hint: string };
}

const BAD_REQUEST: ErrorKind = { status: 400, reason: "BadRequest" };
const NOT_FOUND: ErrorKind = { status: 404, reason: "NotFound" };
const SOON = { "retry-after": "1" } as const;

const LATER =
  "Try again later: with the same message_id or Idempotency-Key nothing is done twice. The server's log says more.";

/** The store cannot do its work. Where it is, only the log says. */
function storeTrouble(message: string, retryAfterSeconds: number): ErrorKind {
  return {
    status: 503,
    reason: "ServiceUnavailable",
    headers: { "retry-after": `${retryAfterSeconds}` },
    told: { message, hint: LATER },
  };
}

/** What is not listed here is our fault: 500. */
const KINDS: ReadonlyMap<string, ErrorKind> = new Map<string, ErrorKind>([
  ["base/busy", { status: 429, reason: "TooManyRequests", headers: SOON }],
  ["channels/bad-request", BAD_REQUEST],
  ["channels/bad-signature", { status: 401, reason: "NotAuthenticated" }],
  ["conversation/bad-event", BAD_REQUEST],
  ["runtime/bad-entities", { status: 422, reason: "BadRequest" }],
  ["runtime/draining", { status: 503, reason: "ServiceUnavailable", headers: SOON }],
  ["runtime/idempotency-key-reused", { status: 422, reason: "Conflict" }],
  ["runtime/no-dialogue", { status: 409, reason: "Conflict" }],
  ["runtime/no-model", { status: 409, reason: "Conflict" }],
  ["runtime/outbox-full", { status: 503, reason: "ServiceUnavailable", headers: { "retry-after": "60" } }],
  ["runtime/too-many-events", { status: 429, reason: "TooManyRequests", headers: SOON }],
  ["runtime/unknown-action", NOT_FOUND],
  ["runtime/unknown-conversation", { status: 404, reason: "Not found" }],
  ["runtime/unknown-intent", NOT_FOUND],
  ["server/bad-model", BAD_REQUEST],
  ["server/bad-parameter", BAD_REQUEST],
  ["server/bad-path", BAD_REQUEST],
  ["server/bad-training-data", BAD_REQUEST],
  ["server/body-too-large", { status: 413, reason: "PayloadTooLarge", headers: { connection: "close" } }],
  ["server/busy-training", { status: 503, reason: "ServiceUnavailable", headers: SOON }],
  ["server/encoded-body", { status: 415, reason: "UnsupportedMediaType", headers: { connection: "close" } }],
  ["server/foreign-origin", { status: 403, reason: "NotAuthorized" }],
  [
    "server/not-authenticated",
    { status: 401, reason: "NotAuthenticated", headers: { "www-authenticate": "Bearer" } },
  ],
  ["server/not-authorized", { status: 403, reason: "NotAuthorized" }],
  ["server/not-acceptable", { status: 406, reason: "NotAcceptable" }],
  ["server/reminder-failed", { status: 500, reason: "ConversationError" }],
  ["server/too-many-streams", { status: 503, reason: "ServiceUnavailable", headers: SOON }],
  ["server/unknown-address", NOT_FOUND],
  ["server/unknown-host", { status: 403, reason: "NotAuthorized" }],
  ["server/unknown-event", NOT_FOUND],
  ["server/unknown-message", NOT_FOUND],
  ["server/unknown-reminder", NOT_FOUND],
  ["server/unknown-turn", NOT_FOUND],
  ["storage/conflict", { status: 503, reason: "ServiceUnavailable", headers: SOON }],
  ["storage/disk-failed", storeTrouble("The server's disk fails.", 10)],
  ["storage/disk-full", storeTrouble("The server's disk is full.", 10)],
  ["storage/read-only", storeTrouble("The server may only read its database, not write it.", 60)],
  ["storage/unreachable", storeTrouble("The server's database cannot be reached.", 1)],
]);

/** The kind of an error code, or undefined for errors that are not for clients to read. */
export function errorKind(code: string): ErrorKind | undefined {
  return KINDS.get(code);
}

/** Every status that an error can have. */
export const ERROR_STATUSES: readonly number[] = [
  ...new Set([...[...KINDS.values()].map(({ status }) => status), 404, 405, 500]),
].sort();
