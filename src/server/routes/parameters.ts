import { isJsonObject, type JsonArray, type JsonObject, type Shape, TsbotError } from "../../base/index.ts";
import { isTopic, MOST_EVENTS, TOPIC_RULE } from "../../conversation/index.ts";
import type { IncludeEvents } from "../../runtime/index.ts";
import type { OutboxMessage, Reminder } from "../../storage/index.ts";
import { LONGEST_ID, LONGEST_KEY } from "../request-shapes.ts";
import type { RouteRequest } from "./route.ts";

/** Where a wrong value was. */
type Place = "query" | "body" | "path" | "header";

/** Rasa's `include_events`, and one more. */
export const INCLUDE_EVENTS = [
  "NONE",
  "APPLIED",
  "AFTER_RESTART",
  "ALL",
  "ALL_SESSIONS",
] as const satisfies readonly IncludeEvents[];
/** What becomes of reminders. */
export const REMINDER_STATUSES = [
  "pending",
  "fired",
  "cancelled",
  "replaced",
  "expired",
  "failed",
] as const satisfies readonly Reminder["status"][];

/** What is in the outbox. */
export const OUTBOX_STATUSES = ["queued", "failed"] as const satisfies readonly OutboxMessage["status"][];

/** A value that cannot be understood; `details` say which and where, as in Rasa. */
export function badParameter(parameter: string, place: Place, message: string, hint?: string): TsbotError {
  return new TsbotError("server/bad-parameter", message, {
    details: { parameter, in: place },
    ...(hint !== undefined && { hint }),
  });
}

/** The conversation a path names. */
export function conversationIdOf({ params }: RouteRequest): string {
  const id = params["id"] ?? "";
  // Clients resolve them in paths, so that nobody could ask for the conversation again.
  if (id === "." || id === "..")
    throw badParameter("conversation_id", "path", `A conversation cannot have the id '${id}'.`);
  if (id.length <= LONGEST_ID) return id;
  throw badParameter(
    "conversation_id",
    "path",
    `The conversation's id is longer than ${LONGEST_ID} characters.`,
  );
}

/** The topic a path names. */
export function topicOf({ params }: RouteRequest): string {
  const topic = params["topic"] ?? "";
  if (isTopic(topic)) return topic;
  throw badParameter("topic", "path", `'${topic}' is no name of a topic.`, `Write ${TOPIC_RULE}.`);
}

/** The key that makes a repeat safe, or null. */
export function idempotencyKeyOf({ headers }: RouteRequest): string | null {
  const key = headers["idempotency-key"];
  if (key === undefined) return null;
  if (typeof key === "string" && key.trim() !== "" && key.length <= LONGEST_KEY) return key;
  throw badParameter(
    "Idempotency-Key",
    "header",
    `The header 'Idempotency-Key' holds 1 to ${LONGEST_KEY} characters.`,
  );
}

/** Rasa's `include_events`, in any letter case. */
export function includeEventsOf({ query }: RouteRequest): IncludeEvents {
  const given = query.get("include_events");
  if (given === null) return "AFTER_RESTART";
  const known = INCLUDE_EVENTS.find((name) => name === given.toUpperCase());
  if (known !== undefined) return known;
  throw badParameter(
    "include_events",
    "query",
    `Invalid parameter value for 'include_events'. Should be one of ${INCLUDE_EVENTS.join(", ")}`,
  );
}

/** Rasa's `until` in epoch seconds; what is no number is ignored, as recorded. */
export function untilOf({ query }: RouteRequest): number | undefined {
  const given = query.get("until");
  const until = given === null || given.trim() === "" ? Number.NaN : Number(given);
  return Number.isFinite(until) ? until : undefined;
}

/** Only the text `true` is true, as in Rasa. */
export function flagOf({ query }: RouteRequest, name: string): boolean {
  return query.get(name)?.toLowerCase() === "true";
}

/** A channel's name or `latest`; null when it is not given. */
export function outputChannelOf({ query }: RouteRequest): string | null {
  const given = query.get("output_channel");
  return given === null || given === "" ? null : given;
}

/** A text to choose by; null when it is not given. */
export function optionalTextOf({ query }: RouteRequest, name: string): string | null {
  const given = query.get(name);
  return given === "" ? null : given;
}

/** Items of a page, a thousand at most. */
export function limitOf(request: RouteRequest, fallback = 100): number {
  return numberOf(request, "limit", { fallback, least: 1, most: 1_000 });
}

/** A whole number in a range. */
export function numberOf(
  { query }: RouteRequest,
  name: string,
  { fallback, least, most }: { readonly fallback: number; readonly least: number; readonly most: number },
): number {
  const given = query.get(name);
  if (given === null) return fallback;
  const number = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw badParameter(name, "query", `'${name}' is a whole number from ${least} to ${most}, not '${given}'.`);
}

/** The body as an object, or `missing` as an error; then what of it does not fit. */
export function objectBodyOf({ json }: RouteRequest, missing: string, shape: Shape): JsonObject {
  const body = json();
  if (body === undefined || body === null) throw new TsbotError("server/bad-parameter", missing);
  if (!isJsonObject(body)) throw badParameter("/", "body", "The body is a JSON object.");
  const misfit = shape.misfit(body, "");
  if (misfit === null) return body;
  const field = misfit.path.slice(1);
  // What is wrong at the top is named as in Rasa; further inside, by its way.
  const [parameter, name] = field.includes("/") ? [misfit.path, misfit.path] : [field, field];
  const isMissing = body[field] === undefined || body[field] === null || body[field] === "";
  throw badParameter(
    parameter,
    "body",
    isMissing && field === "name" ? missing : `'${name}' is ${misfit.expected}.`,
  );
}

/** The body as a list, for events. */
export function eventListOf({ json }: RouteRequest): JsonArray {
  const body = json();
  if (!Array.isArray(body)) throw badParameter("/", "body", "The body is a list of events.");
  checkLength(body);
  return body;
}

/** Refuses more events than a conversation could take in one turn. */
export function checkLength(events: JsonArray): void {
  if (events.length <= MOST_EVENTS) return;
  throw badParameter(
    "/",
    "body",
    `At most ${MOST_EVENTS} events can be given at once; these are ${events.length}.`,
  );
}
