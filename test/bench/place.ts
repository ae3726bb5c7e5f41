import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { silentLogger } from "../../src/base/index.ts";
import { type ConversationStore, openSqliteStore } from "../../src/storage/index.ts";
import type { Cluster } from "../storage/postgres/cluster.ts";
import { newSchema, openStore } from "../storage/postgres/open-store.ts";

/** A project of its own whose conversations are kept in a database of its own. */
export interface Place {
  readonly database: "SQLite" | "PostgreSQL";
  /** The project's folder. */
  readonly folder: string;
  /** The store, while no server runs on it. Whoever asks closes it. */
  openStore(): Promise<ConversationStore>;
}

/** A copy of a project on the embedded database. */
export async function createSqlitePlace(project: string, folder: string): Promise<Place> {
  await cp(project, folder, { recursive: true });
  return {
    database: "SQLite",
    folder,
    openStore: () => openSqliteStore({ path: join(folder, ".tsbot", "tsbot.db"), logger: silentLogger }),
  };
}

/** A copy of a project on a schema of its own. */
export async function createPostgresPlace(project: string, folder: string, cluster: Cluster): Promise<Place> {
  const { host, port, database, user, password } = cluster.connection;
  const schema = newSchema();
  await cp(project, folder, { recursive: true });
  await writeFile(
    join(folder, "endpoints.yml"),
    `tracker_store:\n  type: SQL\n  dialect: postgresql\n  url: "${host}"\n  port: ${port}\n  db: ${database}\n  username: ${user}\n  password: "${password}"\n  schema: ${schema}\n`,
  );
  return { database: "PostgreSQL", folder, openStore: () => openStore(cluster, schema) };
}

/** Commits that are under way at once while a store is filled. */
const WRITERS = 500;
const DAY = 24 * 3_600_000;

/** Stores reminders that are due in a day or later, as a server does that has set them. */
export async function fillWithReminders(
  place: Place,
  { conversations, each }: { readonly conversations: number; readonly each: number },
): Promise<void> {
  const store = await place.openStore();
  const start = Date.now();
  let next = 0;
  const write = async (): Promise<void> => {
    for (let index = next++; index < conversations; index = next++) {
      const conversationId = `pending-${index}`;
      await store.commit({
        conversationId,
        expectedSequence: 0,
        at: start,
        events: [],
        messages: [],
        address: { channel: "callback", data: {} },
        reminders: Array.from({ length: each }, (_, number) => ({
          type: "schedule",
          reminder: {
            id: `${index}-${number}`,
            conversationId,
            name: `reminder-${number}`,
            intent: "EXTERNAL_reminder",
            entities: [{ entity: "PERSON", value: "Ann" }],
            // Spread over a month, in no order.
            dueAt: start + DAY + (((index * each + number) * 7_919_777) % (30 * DAY)),
            killOnUserMessage: false,
            expiresAfterMilliseconds: null,
            recurrence: null,
            ignoresQuietHours: false,
          },
        })),
      });
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  await store.close();
}
