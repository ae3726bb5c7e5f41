import type { JsonObject } from "../base/index.ts";
import type { Tracker } from "./tracker.ts";

/**
 * The person's own zone: the slot `time_zone`, or what the client said with a message, by default the latest. It may be
 * no zone at all.
 */
export function timeZoneOf(
  { slots, latestMessage }: Tracker,
  metadata: JsonObject | undefined = latestMessage?.metadata,
): string | null {
  const said = slots.get("time_zone") ?? metadata?.["time_zone"];
  return typeof said === "string" ? said : null;
}
