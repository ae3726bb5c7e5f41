import type { ConversationEvent, EventType } from "./events.ts";

// A form that runs again because its question was answered leaves one run in the history that policies see
// (rasa/shared/core/trackers.py 3.6, `applied_events`). The conversation itself goes on.

/**
 * Whether a run of a loop that comes next only repeats one among these applied events. It does not when the loop was
 * deactivated or rejected since, or another action answered the user (`_first_loop_execution_or_unhappy_path`).
 */
export function isRepeatedRun(applied: readonly ConversationEvent[], loop: string): boolean {
  let nextAction: string | null = null;
  for (let index = applied.length - 1; index >= 0; index--) {
    const event = applied[index];
    if (event === undefined || endsHistory(event, loop, nextAction)) return false;
    if (event.event !== "action") continue;
    if (event.name === loop) return true;
    nextAction = event.name;
  }
  return false;
}

function endsHistory(event: ConversationEvent, loop: string, nextAction: string | null): boolean {
  if (event.event === "active_loop") return event.name === null;
  if (event.event === "action_execution_rejected") return event.name === loop;
  return event.event === "user" && nextAction !== null && nextAction !== loop;
}

const COLLAPSED: ReadonlySet<EventType> = new Set(["action", "user", "user_featurization", "entities"]);

/** The applied events without the question and answer since the loop's last run (`_undo_till_previous_loop_execution`). */
export function withoutRepeatedTurns(
  applied: readonly ConversationEvent[],
  loop: string,
): readonly ConversationEvent[] {
  const last = applied.findLastIndex((event) => event.event === "action" && event.name === loop);
  return applied.filter((event, index) => index <= last || !COLLAPSED.has(event.event));
}

/** The applied events before the newest of a type, or none when there is none. */
export function beforeLast(
  applied: readonly ConversationEvent[],
  type: EventType,
): readonly ConversationEvent[] {
  const last = applied.findLastIndex((event) => event.event === type);
  return applied.slice(0, Math.max(0, last));
}
