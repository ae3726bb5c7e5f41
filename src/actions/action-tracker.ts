import type { Tracker } from "../conversation/index.ts";
import type { ActionInput, ActionTracker } from "./define-action.ts";

/**
 * The conversation as an action sees it: copies, made when they are asked for. What an action does to them changes
 * nothing; events do.
 */
export function toActionTracker(tracker: Tracker): ActionTracker {
  const slots = once(() => structuredClone(Object.fromEntries(tracker.slots)));
  const latestMessage = once(() => toInput(tracker));
  const events = once(() => structuredClone(tracker.history.toArray()));
  return {
    conversationId: tracker.conversationId,
    get slots() {
      return slots();
    },
    getSlot: (name) => (Object.hasOwn(slots(), name) ? (slots()[name] ?? null) : null),
    get latestMessage() {
      return latestMessage();
    },
    entityValues: (type, { role, group } = {}) =>
      latestMessage()
        .entities.filter(
          (entity) =>
            entity.entity === type &&
            (role === undefined || entity.role === role) &&
            (group === undefined || entity.group === group),
        )
        .map(({ value }) => value),
    activeLoop: tracker.activeLoop?.name ?? null,
    latestInputChannel: tracker.latestInputChannel,
    latestAction: tracker.latestAction,
    get events() {
      return events();
    },
  };
}

function toInput({ latestMessage }: Tracker): ActionInput {
  const parse = latestMessage?.parse_data;
  return structuredClone({
    text: latestMessage?.text ?? null,
    intent: parse?.intent.name ?? null,
    entities: (parse?.entities ?? []) as ActionInput["entities"],
    metadata: latestMessage?.metadata ?? {},
  });
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
