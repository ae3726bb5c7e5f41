import { createRandom, type Random } from "../../src/base/index.ts";
import { type Received, type Receiver, spawnServer } from "./processes.ts";

/** How often the server is killed with SIGKILL, and when; the moments are random, but the same for the same seed. */
export interface Kills {
  readonly seed: number;
  /** While reminders are being set: not all requests have been answered. */
  readonly setting: number;
  /** When some have arrived and others have not. */
  readonly firing: number;
}

/** What became of reminders. */
export interface ReminderResult {
  /** Conversations whose reminder arrived. */
  readonly arrived: number;
  /** Conversations whose reminder was acknowledged and never came. */
  readonly lost: number;
  /** Messages that came before their time. */
  readonly early: number;
  /** Messages beyond one for each conversation; the same message sent again has the same id and is none. */
  readonly doubled: number;
  /** Times the server was killed. */
  readonly kills: number;
  /** Milliseconds after its due time, of each message. */
  readonly late: readonly number[];
}

/** Conversations and when their reminders are due (epoch milliseconds). */
type Dues = ReadonlyMap<string, number>;

/** Reminders are due this far ahead, so that all are set by then, kills included. */
const AHEAD = 5_000;
/** What has not come this long after the last was due is lost, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Sets one reminder of the same name in each of many conversations over the API, due at random moments within `spread`
 * milliseconds, kills `tsbot run` on the way, starts it again each time, and counts what the callback receiver got. The
 * server is stopped and started once more at the end, so that whatever it still had to send comes, and then watched for
 * `watch` milliseconds.
 */
export async function measureReminders(
  project: string,
  receiver: Receiver,
  options: {
    readonly reminders: number;
    readonly spread: number;
    readonly kills: Kills;
    readonly watch: number;
    /** Milliseconds from the first request to the first due time (default 5,000): all must be set by then. */
    readonly ahead?: number;
  },
): Promise<ReminderResult> {
  const random = createRandom(options.kills.seed);
  const run = `r${Date.now()}`;
  const messages = (): ReadonlyMap<string, Received> => uniqueById(receiver.received, run);
  let kills = 0;
  let server = spawnServer(project);
  /** Does not wait for it to be ready: it must be possible to kill it while it starts. */
  const restart = async (): Promise<void> => {
    kills++;
    await server.kill();
    server = spawnServer(project);
  };

  try {
    const names = Array.from({ length: options.reminders }, (_, index) => `${run}-${index}`);
    await greet(await server.ready, names);
    const start = Date.now() + (options.ahead ?? AHEAD);
    const dues = new Map(names.map((name) => [name, start + random.below(options.spread + 1)]));
    let unset: Dues = dues;
    for (let left = options.kills.setting; left > 0; left--) {
      const { kill } = server;
      const after = random.below(unset.size);
      unset = await setReminders(await server.ready, unset, { after, kill: () => void kill() });
      await restart();
    }
    await setReminders(await server.ready, unset, null);

    const deadline = Math.max(start + options.spread, Date.now()) + PATIENCE;
    for (let left = options.kills.firing; left > 0; left--) {
      const threshold = someOfTheRest(messages().size, options.reminders, random);
      await receiver.until(() => messages().size >= threshold, deadline);
      await restart();
    }
    await receiver.until(() => conversationsOf(messages()).size >= options.reminders, deadline);
    await server.ready;
    await server.stop();
    server = spawnServer(project);
    await server.ready;
    await until(Date.now() + options.watch);
    await server.stop();
    return count(messages(), dues, kills);
  } finally {
    await server.kill();
  }
}

/** More than have arrived, and at most half of what is missing, so that the next kill finds something to interrupt. */
function someOfTheRest(arrived: number, all: number, random: Random): number {
  return Math.min(all, arrived + 1 + random.below(Math.ceil((all - arrived) / 2)));
}

function count(messages: ReadonlyMap<string, Received>, dues: Dues, kills: number): ReminderResult {
  const arrived = conversationsOf(messages).size;
  const late = [...messages.values()].map(({ at, conversationId }) => at - (dues.get(conversationId) ?? 0));
  return {
    arrived,
    lost: dues.size - arrived,
    early: late.filter((milliseconds) => milliseconds < 0).length,
    doubled: messages.size - arrived,
    kills,
    late,
  };
}

/**
 * Sets a reminder in each conversation; gives those for which that was not acknowledged, which can only be when the
 * server is killed after so many acknowledgements.
 */
async function setReminders(
  url: string,
  dues: Dues,
  killing: { readonly after: number; readonly kill: () => void } | null,
): Promise<Dues> {
  let acknowledged = 0;
  if (killing?.after === 0) killing.kill();
  const results = await Promise.allSettled(
    [...dues].map(async ([conversationId, due]) => {
      await setReminder(url, conversationId, due);
      acknowledged++;
      if (acknowledged === killing?.after) killing.kill();
    }),
  );
  const failure = results.find((result) => result.status === "rejected");
  if (failure !== undefined && killing === null) throw failure.reason;
  return new Map([...dues].filter((_, index) => results[index]?.status === "rejected"));
}

/** A message first, so that each conversation has a channel to reach it on. */
async function greet(url: string, names: readonly string[]): Promise<void> {
  await Promise.all(
    names.map((sender) => send(`${url}/webhooks/callback/webhook`, { sender, message: "/greet" })),
  );
}

async function setReminder(url: string, conversationId: string, due: number): Promise<void> {
  await send(
    `${url}/conversations/${conversationId}/tracker/events?execute_side_effects=true&include_events=NONE`,
    {
      event: "reminder",
      intent: "EXTERNAL_reminder",
      entities: [{ entity: "PERSON", value: conversationId }],
      date_time: new Date(due).toISOString(),
      name: "my_reminder",
      kill_on_user_msg: false,
    },
  );
}

async function send(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}

function uniqueById(received: readonly Received[], run: string): ReadonlyMap<string, Received> {
  const messages = new Map<string, Received>();
  for (const message of received) {
    const isReminder = message.conversationId.startsWith(`${run}-`) && message.text.startsWith("Remember");
    if (isReminder && !messages.has(message.id)) messages.set(message.id, message);
  }
  return messages;
}

function conversationsOf(messages: ReadonlyMap<string, Received>): ReadonlySet<string> {
  return new Set([...messages.values()].map(({ conversationId }) => conversationId));
}

/** Resolves at an instant (epoch milliseconds). */
function until(instant: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, instant - Date.now())));
}
