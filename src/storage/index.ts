// Where conversations, reminders and messages are kept: one contract (store.ts), one folder per implementation.
// Imports base and conversation. Start with store.ts.

export { createMemoryStore } from "./memory/memory-store.ts";
export type { OutboxCounts, OutboxFilter, OutboxMessage, OutboxStore } from "./outbox-store.ts";
export type {
  AddressPage,
  BookAddress,
  ExternalEvent,
  ExternalEventChange,
  ExternalEventFilter,
  ExternalEventKey,
  ExternalEventPostponement,
  ExternalEventStatus,
  NewExternalEvent,
  NewTopicPost,
  OutreachStore,
  PostReceipt,
  Reach,
  ReachChange,
  SubscriberPage,
  Subscription,
  TopicPage,
  TopicPost,
  TopicSummary,
} from "./outreach-store.ts";
export type { PostgresConnection } from "./postgres/connection.ts";
export { openPostgresStore, type PostgresStoreOptions } from "./postgres/postgres-store.ts";
export { isPostgresSection, readPostgresSettings } from "./postgres/read-settings.ts";
export { REPLACED_REASON } from "./replaced.ts";
export type { Line, SharedStore, StoreNews, TurnLease } from "./shared-store.ts";
export { openSqliteStore, type SqliteStoreOptions } from "./sqlite/sqlite-store.ts";
export type {
  Commit,
  CommitReceipt,
  ConversationPage,
  ConversationStore,
  ConversationSummary,
  DeliveryOutcome,
  DeliveryStatus,
  EventRange,
  MessageKey,
  MessageRange,
  NewReminder,
  OutgoingMessage,
  Recurrence,
  Reminder,
  ReminderChange,
  ReminderEnd,
  ReminderEnding,
  ReminderFilter,
  ReminderPostponement,
  Settlement,
  StoredConversation,
  StoredEvent,
  StoredMessage,
} from "./store.ts";
export { isStoreTrouble } from "./trouble.ts";
