import type pg from "pg";
import { type Clock, delay, type Logger, toErrorMessage } from "../../base/index.ts";
import type { StoreNews } from "../shared-store.ts";
import type { Database } from "./database.ts";
import { fromPayload, type Heard, toPayloads } from "./news.ts";

/** This process among those on the same schema. */
export interface Membership {
  /** The process's number. What is taken under it after the others ended it is taken away again. */
  number(): number;
  /** Whether there surely was no other process a moment ago. */
  isAlone(): boolean;
  /** Tells the others, soon after the call. */
  tell(news: StoreNews): void;
  /** Calls back for what the others tell; returns the unsubscriber. */
  listen(listener: (heard: Heard) => void): () => void;
  /** Does something with the next sign of life: what could not be done for an outage. */
  later(task: () => Promise<unknown>): void;
  /** Gives what the process holds to the others. */
  close(): Promise<void>;
}

interface MembershipOptions {
  readonly database: Database;
  readonly schema: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Between two signs of life, in milliseconds: others take over what a killed process had within this. */
const KEEP_EVERY = 1_000;
const RECONNECT_EVERY = 500;

/** What changes in the course of time. */
interface State {
  number: number;
  /** Null while the connection is broken. */
  client: pg.Client | null;
  /** Whether there may be other processes. */
  hasOthers: boolean;
  /** How often one has said that it begins. */
  beginnings: number;
  readonly listeners: Set<(heard: Heard) => void>;
  readonly forLater: Set<() => Promise<unknown>>;
}

/**
 * One connection that listens, and whose end tells the others that this process has ended. When it breaks it is made anew
 * under the same number; what the others said meanwhile is made up for by `anything`.
 */
export async function enterMembership(options: MembershipOptions): Promise<Membership> {
  const { clock } = options;
  const closing = new AbortController();
  const state: State = {
    number: 0,
    client: null,
    hasOthers: true,
    beginnings: 0,
    listeners: new Set(),
    forLater: new Set(),
  };
  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const wait = state.client === null ? RECONNECT_EVERY : KEEP_EVERY;
      await delay(clock, wait, closing.signal).catch(() => {});
      if (!closing.signal.aborted) await keepOrConnect(state, options);
    }
  };

  await connect(state, options);
  const running = run();
  const mouth = createMouth(options.database, state);
  return {
    number: () => state.number,
    isAlone: () => !state.hasOthers && state.client !== null,
    tell: mouth.tell,
    listen(listener) {
      state.listeners.add(listener);
      return () => state.listeners.delete(listener);
    },
    later: (task) => state.forLater.add(task),
    async close() {
      closing.abort();
      await running;
      await mouth.settled();
      const { client, number } = state;
      state.client = null;
      await client?.query("SELECT end_process($1)", [number]).catch(() => {});
      await client?.end().catch(() => {});
    },
  };
}

function hear(state: State, heard: Heard): void {
  if (heard.type === "process") {
    state.beginnings++;
    state.hasOthers = true;
  }
  for (const listener of state.listeners) listener(heard);
}

async function connect(state: State, { database, schema }: MembershipOptions): Promise<void> {
  const client = await database.connect();
  client.on("notification", ({ payload }) => {
    for (const heard of fromPayload(payload ?? "", state.number)) hear(state, heard);
  });
  try {
    await client.query(`LISTEN ${schema}_news`);
    state.number = await enterProcess(client, state.number);
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  state.client = client;
  client.once("end", () => {
    if (state.client === client) state.client = null;
  });
}

async function keepOrConnect(state: State, options: MembershipOptions): Promise<void> {
  const { logger } = options;
  const { client } = state;
  try {
    if (client !== null) return await keep(state, client, logger);
    await connect(state, options);
    logger.info("PostgreSQL is listened to again");
    hear(state, { type: "anything" });
  } catch (error) {
    if (client === null) return;
    logger.warn(`PostgreSQL is away: ${toErrorMessage(error)}`);
    state.client = null;
    await client.end().catch(() => {});
  }
}

async function keep(state: State, client: pg.Client, logger: Logger): Promise<void> {
  const { beginnings } = state;
  const { rows } = await client.query("SELECT keep_process($1) AS processes", [state.number]);
  // One that began meanwhile may have been heard of before this answer.
  if (state.beginnings === beginnings) state.hasOthers = rows[0].processes !== 1;
  if (rows[0].processes === 0) {
    logger.warn("the other processes took this one for dead; it goes on");
    state.number = await enterProcess(client, state.number);
    hear(state, { type: "anything" });
  }
  for (const task of state.forLater) {
    state.forLater.delete(task);
    await task();
  }
}

/** @param former the number it had, or 0. */
async function enterProcess(client: pg.Client, former: number): Promise<number> {
  const { rows } = await client.query("SELECT enter_process($1) AS number", [former === 0 ? null : former]);
  return Number(rows[0].number);
}

/** Tells what came together in one statement, and the next when it has ended; nothing when there is nobody to hear it. */
function createMouth(
  database: Database,
  state: Pick<State, "number" | "hasOthers">,
): { readonly tell: (news: StoreNews) => void; readonly settled: () => Promise<void> } {
  const statement = database.prepare("SELECT tell(payload) FROM unnest(?::text[]) AS said (payload)");
  let waiting: StoreNews[] = [];
  let telling: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const news = waiting;
      waiting = [];
      // Whoever misses it looks again by itself, later.
      await statement.run(toPayloads(state.number, news)).catch(() => {});
    }
    telling = null;
  };
  return {
    tell(news) {
      if (!state.hasOthers) return;
      waiting.push(news);
      telling ??= Promise.resolve().then(run);
    },
    settled: async () => {
      await telling;
    },
  };
}
