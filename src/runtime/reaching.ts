import type { ConversationEvent } from "../conversation/index.ts";
import { afterReachChanges, planReachChanges } from "../outreach/index.ts";
import type { Reach } from "../storage/index.ts";
import type { RuntimeContext } from "./context.ts";

/** Events that say how events from outside reach a conversation. */
export type ReachEvent = Extract<
  ConversationEvent,
  { readonly event: "subscribe" | "unsubscribe" | "opt_out" | "opt_in" }
>;

/** Changes how events from outside reach a conversation, which begins if need be. Nothing is recorded of what is so already. */
export async function changeReach(
  { services, turns }: RuntimeContext,
  conversationId: string,
  event: ReachEvent,
): Promise<Reach> {
  const changes = planReachChanges([event]);
  let after: Reach | null = null;
  await turns.run({
    conversationId,
    input: ({ reach }) => {
      after = afterReachChanges(reach, changes, services.clock.now());
      return isSame(reach, after) ? null : { kind: "events", events: [event] };
    },
    route: () => null,
    isFromPerson: false,
  });
  if (after === null) throw new Error("The turn was not asked for its input.");
  return after;
}

function isSame(before: Reach, after: Reach): boolean {
  return (
    before.optedOutAt === after.optedOutAt &&
    before.topics.size === after.topics.size &&
    [...before.topics].every((topic) => after.topics.has(topic))
  );
}
