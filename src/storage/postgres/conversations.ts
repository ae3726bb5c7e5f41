import type { Address } from "../../conversation/index.ts";
import { compareBytes } from "../compare-bytes.ts";
import { json, text, toStoredEvent, toTime } from "../rows.ts";
import type { SqlRow } from "../sql-row.ts";
import type { ConversationStore, StoredConversation } from "../store.ts";
import { decodeText } from "../text-codec.ts";
import { createBatch } from "./batch.ts";
import type { Database } from "./database.ts";

type ConversationOperations = Pick<
  ConversationStore,
  "load" | "readRevision" | "readEvents" | "listConversations" | "readAnswer" | "deleteConversation"
>;

/** What there is of conversations, but their row itself. */
const TABLES = [
  "events",
  "messages",
  "reminders",
  "answers",
  "addresses",
  "subscriptions",
  "external_events",
  "address_book",
] as const;

/** Conversations, their events and the answers remembered in them. */
export function prepareConversations(database: Database): ConversationOperations {
  const readEvents = database.prepare(
    "SELECT sequence, data FROM events WHERE conversation_id = ? AND sequence > ? ORDER BY sequence DESC LIMIT ?",
  );
  const readAnswer = database.prepare("SELECT value FROM answers WHERE conversation_id = ? AND key = ?");
  const revisions = database.prepare(
    `SELECT c.revision FROM unnest(?::text[]) WITH ORDINALITY AS wanted (id, n)
     LEFT JOIN conversations c ON c.conversation_id = wanted.id ORDER BY wanted.n`,
  );
  const readRevision = createBatch<string, number>({
    compare: compareBytes,
    run: async (ids) => (await revisions.all(ids)).map((row) => Number(row["revision"] ?? 0)),
  });
  // One statement, so that all of it is erased or nothing.
  const erase = database.prepare(
    `WITH erased AS (SELECT ?::text AS id), ${TABLES.map(
      (table) => `of_${table} AS (DELETE FROM ${table} USING erased WHERE conversation_id = erased.id)`,
    ).join(", ")} DELETE FROM conversations USING erased WHERE conversation_id = erased.id`,
  );
  return {
    load: prepareLoad(database),
    readRevision,
    readEvents: async (id, { after = 0, last = null }: { after?: number; last?: number | null } = {}) =>
      (await readEvents.all(id, after, last)).map(toStoredEvent).reverse(),
    listConversations: prepareList(database),
    readAnswer: async (id, key) => json((await readAnswer.get(id, key))?.["value"]),
    async deleteConversation(id) {
      await erase.run(id);
    },
  };
}

function prepareList(database: Database): ConversationStore["listConversations"] {
  // Events of a conversation are numbered without gaps, so the first one's number tells how many there are.
  const list = database.prepare(
    `SELECT c.conversation_id, c.updated_at, c.latest_channel, c.sequence + 1 -
       coalesce((SELECT min(e.sequence) FROM events e WHERE e.conversation_id = c.conversation_id), c.sequence + 1)
       AS events
     FROM conversations c WHERE (c.updated_at, c.conversation_id) < (?, ?)
     ORDER BY c.updated_at DESC, c.conversation_id DESC LIMIT ?`,
  );
  return async ({ limit = 100, before = Number.MAX_SAFE_INTEGER, beforeId = "" } = {}) =>
    (await list.all(before, beforeId, limit)).map((row) => ({
      conversationId: String(row["conversation_id"]),
      updatedAt: Number(row["updated_at"]),
      latestChannel: text(row["latest_channel"]),
      events: Number(row["events"]),
    }));
}

/** One statement and so one moment: the parts fit together whatever is committed meanwhile. */
function prepareLoad(database: Database): ConversationStore["load"] {
  const statement = database.prepare(
    `SELECT c.revision, c.sequence, c.message_sequence, c.latest_channel, c.snapshot_sequence, c.snapshot, c.opted_out_at,
       (SELECT json_agg(json_build_array(e.sequence, e.data) ORDER BY e.sequence) FROM events e
         WHERE e.conversation_id = c.conversation_id AND e.sequence > coalesce(c.snapshot_sequence, 0)) AS json_tail,
       (SELECT json_agg(json_build_array(a.channel, a.data, a.is_gone)) FROM addresses a
         WHERE a.conversation_id = c.conversation_id) AS json_addresses,
       (SELECT json_agg(s.topic) FROM subscriptions s WHERE s.conversation_id = c.conversation_id) AS json_topics
     FROM conversations c WHERE c.conversation_id = ?`,
  );
  return async (id) => {
    const row = await statement.get(id);
    return row === undefined ? null : toConversation(id, row);
  };
}

function toConversation(conversationId: string, row: SqlRow): StoredConversation {
  const snapshotSequence = Number(row["snapshot_sequence"] ?? 0);
  const addresses = toList(row["json_addresses"]);
  return {
    conversationId,
    revision: Number(row["revision"]),
    sequence: Number(row["sequence"]),
    snapshot: row["snapshot"] === null ? null : { sequence: snapshotSequence, state: json(row["snapshot"]) },
    tail: toList(row["json_tail"]).map(([sequence, data]) =>
      toStoredEvent({ sequence: Number(sequence), data: decodeText(String(data)) }),
    ),
    messageSequence: Number(row["message_sequence"]),
    addresses: new Map(
      addresses.map(([name, data]) => {
        const channel = decodeText(String(name));
        return [channel, { channel, data: json(decodeText(String(data))) } as Address];
      }),
    ),
    goneAddresses: new Set(
      addresses.filter(([, , isGone]) => isGone === 1).map(([channel]) => decodeText(String(channel))),
    ),
    latestChannel: text(row["latest_channel"]),
    reach: {
      topics: new Set(((json(row["json_topics"]) ?? []) as readonly string[]).map(decodeText)),
      optedOutAt: toTime(row["opted_out_at"]),
    },
  };
}

function toList(value: SqlRow[string] | undefined): readonly (readonly unknown[])[] {
  return (json(value) ?? []) as unknown as readonly (readonly unknown[])[];
}
