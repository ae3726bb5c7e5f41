import { badParameter } from "./parameters.ts";
import type { RouteRequest } from "./route.ts";

/** A place in a sorted list, as numbers and a text that tells equals apart. */
export type CursorPlace = readonly [...numbers: number[], id: string];

/** Where the next page begins; opaque to clients. */
export function toCursor(place: CursorPlace): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** The place of a request's `cursor` with so many numbers, or null when there is none. */
export function cursorOf({ query }: RouteRequest, numbers: number): CursorPlace | null {
  const given = query.get("cursor");
  if (given === null || given === "") return null;
  const value = parse(given);
  const isPlace =
    Array.isArray(value) &&
    value.length === numbers + 1 &&
    value.every((item, index) => typeof item === (index < numbers ? "number" : "string"));
  if (isPlace) return value as unknown as CursorPlace;
  throw badParameter("cursor", "query", "'cursor' is the 'next_cursor' of the page before, unchanged.");
}

function parse(given: string): unknown {
  try {
    return JSON.parse(Buffer.from(given, "base64url").toString());
  } catch {
    return null;
  }
}
