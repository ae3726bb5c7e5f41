import { type Logger, toErrorMessage } from "../base/index.ts";
import type { Courier } from "../outreach/index.ts";
import type { ConversationStore, StoreNews } from "../storage/index.ts";
import type { Firing } from "./firing-due.ts";
import type { Subscriptions } from "./subscriptions.ts";

interface Parts {
  readonly store: ConversationStore;
  readonly firing: Firing;
  readonly courier: Courier;
  readonly subscriptions: Subscriptions;
  readonly logger: Logger;
}

/** Makes known here what other processes on the store did; returns what ends it. */
export function followOtherProcesses(parts: Parts): () => void {
  const { store, firing, courier, subscriptions, logger } = parts;
  const readMessages = async (news: Extract<StoreNews, { type: "messages" }>): Promise<void> => {
    const { conversationId, after, through } = news;
    const isAwaited = courier.isAwaited(conversationId);
    if (!isAwaited && !subscriptions.conversations().includes(conversationId)) return;
    const messages = await store.readMessages(conversationId, { after, limit: through - after });
    for (const message of messages) courier.hear(message);
  };
  /** What was missed is not known: each listener is told of the newest message, and reads what is before it. */
  const readAll = async (): Promise<void> => {
    firing.nudge();
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
    else if (news.type === "reminder") firing.scheduler.nudge(news.at);
    else if (news.type === "external_event") firing.events.scheduler.nudge(news.at);
    else if (news.type === "external_event_tried") firing.events.awaited.hear(news);
    else if (news.type === "anything") await readAll();
  };
  return store.watch((news) => {
    follow(news).catch((error: unknown) => {
      logger.warn(`following other processes failed: ${toErrorMessage(error)}`);
    });
  });
}
