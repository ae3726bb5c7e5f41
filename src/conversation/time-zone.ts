import type { JsonObject } from "../base/index.ts";
import { isExternal } from "./events.ts";
import type { Tracker } from "./tracker.ts";

/**
 * The person's own zone: the slot `time_zone`, or what the client said with a message, by default the latest one of
 * theirs: events and reminders that came since say nothing of it. It may be no zone at all.
 */
export function timeZoneOf(tracker: Tracker, metadata?: JsonObject): string | null {
  const said = tracker.slots.get("time_zone") ?? (metadata ?? ownMetadata(tracker))?.["time_zone"];
  return typeof said === "string" ? said : null;
}

/** Of the latest message of the person. */
function ownMetadata({ latestMessage, history }: Tracker): JsonObject | undefined {
  if (latestMessage !== null && !isExternal(latestMessage)) return latestMessage.metadata;
  for (const event of history.toArray().toReversed()) {
    if (event.event === "user" && !isExternal(event)) return event.metadata;
  }
  return undefined;
}
