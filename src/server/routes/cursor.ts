import { badParameter } from "./parameters.ts";
import type { RouteRequest } from "./route.ts";

/** A place in a sorted list, as numbers and the texts that tell equals apart. */
export type CursorPlace =
  | readonly [...numbers: number[], id: string]
  | readonly [at: number, ...ids: string[]];

/** Where the next page begins; opaque to clients. */
function toCursor(place: CursorPlace): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** A page of a list, from up to `limit + 1` items that were read: the one too many tells that there is a next page. */
export function toPage<Item>(
  read: readonly Item[],
  limit: number,
  placeOf: (item: Item) => CursorPlace,
): { readonly items: readonly Item[]; readonly nextCursor: string | null } {
  const items = read.slice(0, limit);
  const last = items.at(-1);
  const hasMore = read.length > limit && last !== undefined;
  return { items, nextCursor: hasMore ? toCursor(placeOf(last)) : null };
}

/** The place of a request's `cursor` with so many numbers and then texts, or null when there is none. */
export function cursorOf({ query }: RouteRequest, numbers: number, texts = 1): CursorPlace | null {
  const given = query.get("cursor");
  if (given === null || given === "") return null;
  const value = parse(given);
  const isPlace =
    Array.isArray(value) &&
    value.length === numbers + texts &&
    // JSON text has numbers that are too large for one.
    value.every((item, index) => (index < numbers ? Number.isFinite(item) : typeof item === "string"));
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
