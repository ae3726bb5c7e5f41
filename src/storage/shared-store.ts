import type { ExternalEvent, OutreachStore } from "./outreach-store.ts";
import type { Reminder } from "./reminder.ts";
import type { StoredMessage } from "./stored-message.ts";

/**
 * The part of the contract that makes several processes on one store behave as one. Whatever a process holds here goes to
 * the others when it ends, however it ends; what it then still commits in a turn that it lost is refused.
 */
export interface SharedStore {
  /**
   * Waits until no other process has the conversation's turn, in the order of asking. Throws `base/busy` when that takes
   * a minute.
   */
  takeTurn(conversationId: string): Promise<TurnLease>;
  /**
   * Counts the changes of a conversation, 0 when there is none. Null where no other process writes, and what is remembered
   * of a conversation holds without being compared.
   */
  readRevision(conversationId: string): Promise<number | null>;
  /** As `dueReminders`, and no other process gets reminders of the same conversations until their line is released. */
  claimDueReminders(now: number, limit: number, except?: readonly string[]): Promise<readonly Reminder[]>;
  /** As `dueExternalEvents`, claimed in the same way. */
  claimDueExternalEvents(
    now: number,
    limit: number,
    except?: readonly string[],
  ): Promise<readonly ExternalEvent[]>;
  /**
   * As `queuedDeliveries`, claimed until the line is released. Null when another process has the conversation's
   * deliveries: it is told that there is something for it.
   */
  claimDeliveries(conversationId: string): Promise<readonly StoredMessage[] | null>;
  /** Never throws. True when another process had something for the line meanwhile: look again. */
  releaseLine(line: Line, conversationId: string): Promise<boolean>;
  /** Calls back for what other processes did; returns the unsubscriber. */
  watch(listener: (news: StoreNews) => void): () => void;
}

/** Work of a conversation that one process does at a time, in order. */
export type Line = "reminders" | "external_events" | "deliveries";

/** A conversation's turn. */
export interface TurnLease {
  /** As {@link SharedStore.readRevision} at the moment the turn was taken. */
  readonly revision: number | null;
  /** Never throws; does nothing when the turn's commit has ended it. */
  release(): Promise<void>;
}

export type StoreNews =
  /** Messages of a conversation came, or what became of them changed: those after a number, up to another. */
  | {
      readonly type: "messages";
      readonly conversationId: string;
      readonly after: number;
      readonly through: number;
    }
  /** A reminder was set that is due at a time. */
  | { readonly type: "reminder"; readonly at: number }
  /** An external event waits that is due at a time. */
  | { readonly type: "external_event"; readonly at: number }
  /** An external event that waited was tried: it fired, was kept back, was given up, or waits for later. */
  | { readonly type: "external_event_tried"; readonly conversationId: string; readonly id: string }
  /** News may have been missed, or a process ended and left its work. */
  | { readonly type: "anything" };

/** For a store of one process: all turns and lines are its own. */
export function soleProcess(
  store: Pick<OutreachStore, "dueExternalEvents"> & {
    readonly dueReminders: SharedStore["claimDueReminders"];
    readonly queuedDeliveries: SharedStore["claimDeliveries"];
  },
): SharedStore {
  const lease: TurnLease = { revision: null, release: async () => {} };
  return {
    takeTurn: async () => lease,
    readRevision: async () => null,
    claimDueReminders: store.dueReminders,
    claimDueExternalEvents: store.dueExternalEvents,
    claimDeliveries: store.queuedDeliveries,
    releaseLine: async () => false,
    watch: () => () => {},
  };
}
