import { readFile } from "node:fs/promises";
import { createRandom, type Random } from "../../src/base/index.ts";
import type { ConversationStore } from "../../src/storage/index.ts";
import { postMany, startSteadyLoad } from "./load.ts";
import { fillWithReminders, type Place } from "./place.ts";
import { type Receiver, type ServerProcess, startServer } from "./processes.ts";

export interface LatenessScenario {
  /** Reminders that are due much later, each in a conversation of its own. */
  readonly pending: number;
  /** Reminders that come due in one second, each in a conversation of its own. */
  readonly due: number;
  /** Texts of other people that are understood and answered meanwhile. */
  readonly messagesPerSecond: number;
  /** How often each is measured. */
  readonly rounds: number;
  readonly seed: number;
}

/** Reminders that came due within a span, while others waited and people wrote. */
export interface LatenessResult {
  /** They were due at random whole milliseconds within this many; 1: all at the same one. */
  readonly span: number;
  /** Milliseconds after the due time until the receiver had the message, of each reminder. */
  readonly received: readonly number[];
  /** The same until its turn was decided and went to the database: the time that its commit bears. */
  readonly committed: readonly number[];
  /** Milliseconds that people waited for their answers meanwhile. */
  readonly answered: readonly number[];
  /** Cores that the server was busy with, from the first due time to the last arrival. */
  readonly cores: number;
}

/** One measurement before its commits are looked up. */
type Observed = Omit<LatenessResult, "committed"> & { readonly dues: Dues };
/** Conversations and when their reminders are due (epoch milliseconds). */
type Dues = ReadonlyMap<string, number>;

const SPANS = [1_000, 1] as const;
/** A server that runs for a while has compiled its code. */
const WARMING = { messages: 3_000, reminders: 500 };
/** From the first reminder that is set to the first due time, in milliseconds. */
const AHEAD = 30_000;
const PATIENCE = 60_000;
const CLIENTS = 16;
/** What `/proc/<pid>/stat` counts in (Linux). */
const MILLISECONDS_PER_TICK = 10;

/** Runs the scenario on one `tsbot run` whose callback channel posts to the receiver. */
export async function measureLateness(
  place: Place,
  receiver: Receiver,
  scenario: LatenessScenario,
): Promise<readonly LatenessResult[]> {
  await fillWithReminders(place, { conversations: scenario.pending, each: 1 });
  const random = createRandom(scenario.seed);
  const observed: Observed[] = [];
  const server = await startServer(place.folder);
  try {
    await warm(server.url, receiver, random);
    const load = startSteadyLoad(
      `${server.url}/webhooks/rest/webhook`,
      scenario.messagesPerSecond,
      (index) => ({
        sender: `person-${index % 500}`,
        message: "hello",
      }),
    );
    for (let round = 0; round < scenario.rounds; round++) {
      for (const span of SPANS) {
        const dues = await setReminders(server.url, {
          prefix: `r${round}-${span}`,
          count: scenario.due,
          span,
          random,
        });
        observed.push(await observe(server, receiver, { span, dues, answered: load.latencies }));
      }
    }
    await load.stop();
  } finally {
    await server.stop();
  }
  const store = await place.openStore();
  const results: LatenessResult[] = [];
  for (const one of observed) results.push({ ...one, committed: await commitTimes(store, one.dues) });
  await store.close();
  return results;
}

async function observe(
  server: ServerProcess,
  receiver: Receiver,
  {
    span,
    dues,
    answered,
  }: { readonly span: number; readonly dues: Dues; readonly answered: readonly number[] },
): Promise<Observed> {
  const start = Math.min(...dues.values());
  await until(start);
  const [answers, busy] = [answered.length, await processorMilliseconds(server)];
  const received = await arrivals(receiver, dues);
  return {
    span,
    dues,
    received,
    answered: answered.slice(answers),
    cores: ((await processorMilliseconds(server)) - busy) / (Date.now() - start),
  };
}

async function warm(url: string, receiver: Receiver, random: Random): Promise<void> {
  await postMany(
    `${url}/webhooks/rest/webhook`,
    (index) => ({ sender: `w${index % 500}`, message: "hello" }),
    {
      clients: CLIENTS,
      count: WARMING.messages,
    },
  );
  const dues = await setReminders(url, { prefix: "warm", count: WARMING.reminders, span: 1_000, random });
  await arrivals(receiver, dues);
}

/** A message first, so that each conversation has a channel to reach it on. */
async function setReminders(
  url: string,
  { prefix, count, span, random }: { prefix: string; count: number; span: number; random: Random },
): Promise<Dues> {
  const names = Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
  const options = { clients: CLIENTS, count };
  await postMany(
    `${url}/webhooks/callback/webhook`,
    (index) => ({ sender: names[index], message: "/greet" }),
    options,
  );
  const start = Date.now() + AHEAD;
  const dues = new Map(names.map((name) => [name, start + random.below(span)]));
  await postMany(
    (index) =>
      `${url}/conversations/${names[index]}/tracker/events?execute_side_effects=true&include_events=NONE`,
    (index) => ({
      event: "reminder",
      intent: "EXTERNAL_reminder",
      entities: [{ entity: "PERSON", value: names[index] }],
      date_time: new Date(dues.get(names[index] ?? "") ?? 0).toISOString(),
      name: "my_reminder",
      kill_on_user_msg: false,
    }),
    options,
  );
  if (Date.now() > start) throw new Error("not all reminders were set before the first was due");
  return dues;
}

/** How late the first message of each reminder came; throws when one does not come, comes early, or twice. */
async function arrivals(receiver: Receiver, dues: Dues): Promise<readonly number[]> {
  const late = new Map<string, number>();
  const ids = new Set<string>();
  let seen = 0;
  const look = (): boolean => {
    for (; seen < receiver.received.length; seen++) {
      const message = receiver.received[seen];
      const due = dues.get(message?.conversationId ?? "");
      if (message === undefined || due === undefined || !message.text.startsWith("Remember")) continue;
      ids.add(message.id);
      if (!late.has(message.conversationId)) late.set(message.conversationId, message.at - due);
    }
    return late.size === dues.size;
  };
  if (!(await receiver.until(look, Date.now() + PATIENCE))) {
    throw new Error(`${dues.size - late.size} reminders were lost`);
  }
  if (ids.size > dues.size) throw new Error(`${ids.size - dues.size} reminders came twice`);
  const early = [...late.values()].filter((milliseconds) => milliseconds < 0).length;
  if (early > 0) throw new Error(`${early} reminders came early`);
  return [...late.values()];
}

async function commitTimes(store: ConversationStore, dues: Dues): Promise<readonly number[]> {
  const late: number[] = [];
  for (const [conversationId, due] of dues) {
    const [fired] = await store.listReminders({ conversationId, status: "fired" });
    if (fired === undefined || fired.endedAt === null)
      throw new Error(`${conversationId} has none that fired`);
    late.push(fired.endedAt - due);
  }
  return late;
}

/** User and system time of a process so far. */
async function processorMilliseconds({ process }: ServerProcess): Promise<number> {
  const text = await readFile(`/proc/${process.pid}/stat`, "utf8");
  // The name in parentheses may hold spaces; what comes after it is fields 3 and on.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * MILLISECONDS_PER_TICK;
}

/** Resolves at an instant (epoch milliseconds). */
function until(instant: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, instant - Date.now())));
}
