import { TsbotError } from "../base/index.ts";
import type { ConversationEvent, Tracker } from "../conversation/index.ts";
import { needsSession } from "../dialogue/index.ts";
import type { RuntimeContext } from "./context.ts";

/** A conversation as it stands, with all its events. */
export interface KnownConversation {
  readonly tracker: Tracker;
  readonly events: readonly ConversationEvent[];
}

/** Reads a conversation, starting its session anew when that expired. Throws `runtime/unknown-conversation`. */
export async function readKnown(context: RuntimeContext, conversationId: string): Promise<KnownConversation> {
  const { services, turns } = context;
  const before = await turns.cache.look(conversationId);
  if (before.sequence === 0) throw unknownConversation(conversationId);
  const outcome = await turns.run({
    conversationId,
    input: ({ tracker }) =>
      needsSession(tracker, services.requireModel().domain, services.clock.now())
        ? { kind: "session", renews: true }
        : null,
    route: () => null,
  });
  const tracker = outcome?.tracker ?? (await turns.cache.look(conversationId)).tracker;
  const stored = await services.store.readEvents(conversationId);
  return { tracker, events: stored.map(({ event }) => event) };
}

/** What asking about a conversation that nobody has begun gets. */
export function unknownConversation(conversationId: string): TsbotError {
  return new TsbotError("runtime/unknown-conversation", "Conversation ID not found.", {
    hint: `Nobody has written in the conversation '${conversationId.slice(0, 100)}', and no event has reached it. GET /conversations lists those there are.`,
    details: { parameter: "conversation_id", in: "path" },
  });
}
