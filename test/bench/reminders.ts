import { freePort, type Received, startServer } from "./processes.ts";

/** What became of reminders that were set all at once. Lateness in milliseconds after the due time. */
export interface ReminderResult {
  readonly arrived: number;
  readonly lost: number;
  readonly early: number;
  readonly doubled: number;
  readonly late: readonly number[];
}

/** Reminders are armed this far ahead. */
const AHEAD = 6_000;

/**
 * Sets one reminder of the same name in each of many conversations, all due at the same moment, kills the server with
 * SIGKILL some times on the way, restarts it, and counts what the callback receiver got once per id.
 */
export async function measureReminders(
  project: string,
  receiver: { readonly received: Received[] },
  options: { readonly reminders: number; readonly kills: number },
): Promise<ReminderResult> {
  receiver.received.length = 0;
  const port = await freePort();
  let server = await startServer(project, port);
  const run = `r${Date.now()}`;
  const due = Date.now() + AHEAD;
  await Promise.all(
    Array.from({ length: options.reminders }, (_, index) => schedule(server.url, `${run}-${index}`, due)),
  );
  for (let kill = 0; kill < options.kills; kill++) {
    await wait(Math.random() * 1_500);
    server.process.kill("SIGKILL");
    await new Promise((resolve) => server.process.on("exit", resolve));
    server = await startServer(project, port);
  }
  const deadline = due + 15_000;
  while (unique(receiver.received, run).size < options.reminders && Date.now() < deadline) await wait(20);
  await server.stop();
  const messages = [...unique(receiver.received, run).values()];
  return {
    arrived: messages.length,
    lost: options.reminders - new Set(messages.map(({ conversationId }) => conversationId)).size,
    early: messages.filter(({ at }) => at < due).length,
    doubled: messages.length - new Set(messages.map(({ conversationId }) => conversationId)).size,
    late: messages.map(({ at }) => at - due),
  };
}

async function schedule(url: string, conversationId: string, due: number): Promise<void> {
  // A message first, so that the conversation has a channel to reach it on.
  await send(`${url}/webhooks/callback/webhook`, { sender: conversationId, message: "/greet" });
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
}

function unique(received: readonly Received[], run: string): ReadonlyMap<string, Received> {
  const messages = new Map<string, Received>();
  for (const message of received) {
    if (
      message.conversationId.startsWith(run) &&
      message.text.startsWith("Remember") &&
      !messages.has(message.id)
    ) {
      messages.set(message.id, message);
    }
  }
  return messages;
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
