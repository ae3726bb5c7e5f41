import type { ReachChange } from "../storage/index.ts";
import type { RuntimeServices } from "./services.ts";

/** Tells the log of names that a turn wants for its conversation, but another has: a turn takes only what is free. */
export async function warnOfTakenNames(
  { store, logger }: Pick<RuntimeServices, "store" | "logger">,
  conversationId: string,
  changes: readonly ReachChange[],
): Promise<void> {
  for (const change of changes) {
    if (change.type !== "address") continue;
    const { name } = change;
    const has = await store.readAddress(name);
    if (has === null || has.conversationId === conversationId) continue;
    logger.warn(`the name '${name}' was not taken: the conversation '${has.conversationId}' has it`, {
      conversationId,
      hint: "Give it with PUT /addresses/{name}, or free it with DELETE.",
    });
  }
}
