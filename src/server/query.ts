import type { IncludeEvents } from "../runtime/index.ts";
import { badRequest } from "./errors.ts";

const VERBOSITIES = ["NONE", "APPLIED", "AFTER_RESTART", "ALL"] as const;

/** Rasa's `include_events`, whatever its letter case. Throws `server/bad-request`. */
export function readIncludeEvents(
  query: URLSearchParams,
  fallback: IncludeEvents = "AFTER_RESTART",
): IncludeEvents {
  const text = query.get("include_events");
  if (text === null) return fallback;
  const value = VERBOSITIES.find((known) => known === text.toUpperCase());
  if (value !== undefined) return value;
  throw badRequest(
    `Invalid parameter value for 'include_events'. Should be one of ${VERBOSITIES.join(", ")}`,
    "include_events",
    "query",
  );
}

/** `until`, epoch seconds; Rasa ignores what is no number. */
export function readUntil(query: URLSearchParams): number | undefined {
  const text = query.get("until");
  const value = text === null || text === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A number of the query within bounds, or the fallback. Throws `server/bad-request`. */
export function readNumber(
  query: URLSearchParams,
  name: string,
  { fallback, maximum }: { readonly fallback: number; readonly maximum: number },
): number {
  const text = query.get(name);
  if (text === null || text === "") return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= maximum) return value;
  throw badRequest(`'${name}' is a whole number from 0 to ${maximum}.`, name, "query");
}

/** True only for the text `true`, as in Rasa. */
export function readFlag(query: URLSearchParams, name: string): boolean {
  return query.get(name) === "true";
}
