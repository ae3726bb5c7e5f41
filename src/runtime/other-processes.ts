import { type Clock, type Logger, toErrorMessage } from "../base/index.ts";
import type { Courier, ReminderScheduler } from "../outreach/index.ts";
import type { ConversationStore, StoreNews } from "../storage/index.ts";
import type { Subscriptions } from "./subscriptions.ts";

interface Parts {
  readonly store: ConversationStore;
  readonly scheduler: ReminderScheduler;
  readonly courier: Courier;
  readonly subscriptions: Subscriptions;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Makes known here what other processes on the store did; returns what ends it. */
export function followOtherProcesses(parts: Parts): () => void {
  const { store, scheduler, courier, subscriptions, clock, logger } = parts;
  const readMessages = async (news: Extract<StoreNews, { type: "messages" }>): Promise<void> => {
    const { conversationId, after, through } = news;
    const isAwaited = courier.isAwaited(conversationId);
    if (!isAwaited && !subscriptions.conversations().includes(conversationId)) return;
    const messages = await store.readMessages(conversationId, { after, limit: through - after });
    for (const message of messages) courier.hear(message);
  };
  /** What was missed is not known: each listener is told of the newest message, and reads what is before it. */
  const readAll = async (): Promise<void> => {
    scheduler.nudge(clock.now());
    courier.lookAgain();
    for (const conversationId of subscriptions.conversations()) {
      const newest = (await store.load(conversationId))?.messageSequence ?? 0;
      const after = Math.max(0, newest - 1);
      for (const message of await store.readMessages(conversationId, { after, limit: 1 }))
        courier.hear(message);
    }
  };
  const follow = async (news: StoreNews): Promise<void> => {
    if (news.type === "messages") await readMessages(news);
    else if (news.type === "reminder") scheduler.nudge(news.at);
    else if (news.type === "anything") await readAll();
  };
  return store.watch((news) => {
    follow(news).catch((error: unknown) => {
      logger.warn(`following other processes failed: ${toErrorMessage(error)}`);
    });
  });
}
