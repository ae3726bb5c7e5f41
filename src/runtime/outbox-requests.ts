import type { StoredMessage } from "../storage/index.ts";
import type { RuntimeContext } from "./context.ts";

/** How long an answer waits for the attempt it asked for, in milliseconds. */
const ATTEMPT_TIMEOUT = 1_000;

/** Queues a message of the outbox as if it were new, and says what became of it; null when it is not in the outbox. */
export async function retryMessage(context: RuntimeContext, id: string): Promise<StoredMessage | null> {
  const { courier, services, turns } = context;
  const before = await services.store.readOutboxMessage(id);
  if (before === null) return null;
  const { conversationId } = before;
  // In the conversation's turn: which of its addresses are there is part of what turns decide from.
  const queued = await turns.inTurn(conversationId, async () => {
    turns.cache.forget(conversationId);
    return await services.store.requeueMessage(id, services.clock.now());
  });
  if (queued === null) return null;
  if (before.status === "failed") services.outbox.add(1);
  courier.revive(queued);
  const [after = queued] = await courier.waitFor([queued], ATTEMPT_TIMEOUT);
  return after;
}

/** Takes a message out of the outbox; null when it is not in it. */
export async function dropMessage(context: RuntimeContext, id: string): Promise<StoredMessage | null> {
  const { courier, services, turns } = context;
  const before = await services.store.readOutboxMessage(id);
  if (before === null) return null;
  const dropped = await turns.inTurn(before.conversationId, () =>
    services.store.dropMessage(id, "Dropped by request."),
  );
  if (dropped === null) return null;
  if (before.status === "queued") services.outbox.add(-1);
  // Those behind it need wait no longer.
  courier.nudge(dropped.conversationId);
  return dropped;
}

/** Erases all there is of a conversation; false when there is nothing. */
export async function deleteConversation(context: RuntimeContext, conversationId: string): Promise<boolean> {
  const { services, turns } = context;
  return await turns.inTurn(conversationId, async () => {
    const isKnown = (await services.store.load(conversationId)) !== null;
    await services.store.deleteConversation(conversationId);
    turns.cache.forget(conversationId);
    context.subscriptions.erase(conversationId);
    return isKnown;
  });
}
