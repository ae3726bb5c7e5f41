import type { BookAddress } from "../storage/index.ts";
import type { RuntimeContext } from "./context.ts";

/**
 * Gives a conversation a name of the address book, which another may have had until now. In the conversation's turn, so
 * that a server that shuts down waits for it.
 */
export async function giveAddress(
  { services, turns }: RuntimeContext,
  name: string,
  conversationId: string,
): Promise<BookAddress> {
  const { store, clock } = services;
  return await turns.inTurn(conversationId, async () => {
    const before = await store.readAddress(name);
    if (before?.conversationId === conversationId) return before;
    const address = { name, conversationId, at: clock.now() };
    await store.putAddress(address);
    return address;
  });
}

/** Takes a name out of the address book; null when nobody has it. */
export async function removeAddress(
  { services: { store }, turns }: RuntimeContext,
  name: string,
): Promise<BookAddress | null> {
  turns.requireOpen();
  const before = await store.readAddress(name);
  if (before === null) return null;
  const isGone = await turns.inTurn(before.conversationId, () => store.deleteAddress(name));
  return isGone ? before : null;
}
