import type { ConversationEvent } from "../conversation/index.ts";
import type { Reach, ReachChange } from "../storage/index.ts";

/** How a conversation is reached before anything is known of it. */
export const NO_REACH: Reach = { topics: new Set(), optedOutAt: null };

/** What events of a turn do to the reach of their conversation. Pure. */
export function planReachChanges(events: readonly ConversationEvent[]): readonly ReachChange[] {
  return events.flatMap((event): readonly ReachChange[] => {
    switch (event.event) {
      case "subscribe":
        return [{ type: "subscribe", topic: event.topic }];
      case "unsubscribe":
        return [{ type: "unsubscribe", topic: event.topic ?? null }];
      case "opt_out":
      case "opt_in":
        return [{ type: event.event }];
      case "take_address":
        return [{ type: "address", name: event.name }];
      default:
        return [];
    }
  });
}

/** The reach after changes that were committed at a time, as the store has it. Pure. */
export function afterReachChanges(reach: Reach, changes: readonly ReachChange[], at: number): Reach {
  return changes.reduce((before, change) => afterChange(before, change, at), reach);
}

function afterChange(reach: Reach, change: ReachChange, at: number): Reach {
  const { topics, optedOutAt } = reach;
  switch (change.type) {
    case "subscribe":
      return { ...reach, topics: new Set(topics).add(change.topic) };
    case "unsubscribe":
      return {
        ...reach,
        topics: new Set([...topics].filter((topic) => change.topic !== null && topic !== change.topic)),
      };
    case "opt_out":
      return { ...reach, optedOutAt: optedOutAt ?? at };
    case "opt_in":
      return { ...reach, optedOutAt: null };
    case "address":
      return reach;
  }
}
