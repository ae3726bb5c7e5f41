import type { ReachChange } from "../outreach-store.ts";
import type { SqliteDriver } from "./driver.ts";

/** Prepares applying a change of a conversation's reach inside the running transaction. */
export function prepareReachChange(
  driver: SqliteDriver,
): (conversationId: string, change: ReachChange, at: number) => void {
  const subscribe = driver.prepare(
    `INSERT INTO subscriptions (conversation_id, topic, since) VALUES (?, ?, ?)
     ON CONFLICT (conversation_id, topic) DO NOTHING`,
  );
  const unsubscribe = driver.prepare("DELETE FROM subscriptions WHERE conversation_id = ? AND topic = ?");
  const unsubscribeAll = driver.prepare("DELETE FROM subscriptions WHERE conversation_id = ?");
  const optOut = driver.prepare(
    "UPDATE conversations SET opted_out_at = ? WHERE conversation_id = ? AND opted_out_at IS NULL",
  );
  const optIn = driver.prepare("UPDATE conversations SET opted_out_at = NULL WHERE conversation_id = ?");
  const claim = driver.prepare(
    "INSERT INTO address_book (name, conversation_id, at) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING",
  );
  return (conversationId, change, at) => {
    switch (change.type) {
      case "subscribe":
        subscribe.run(conversationId, change.topic, at);
        return;
      case "unsubscribe":
        if (change.topic === null) unsubscribeAll.run(conversationId);
        else unsubscribe.run(conversationId, change.topic);
        return;
      case "opt_out":
        optOut.run(at, conversationId);
        return;
      case "opt_in":
        optIn.run(conversationId);
        return;
      case "address":
        claim.run(change.name, conversationId, at);
    }
  };
}
