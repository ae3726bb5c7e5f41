import { type Clock, delay, type JsonObject } from "../../base/index.ts";
import { listReminders } from "../server-requests.ts";
import type { Style } from "../style.ts";
import type { ShellConnection } from "./connection.ts";
import { followMailbox, type MailboxMessage, readMailbox } from "./mailbox.ts";
import type { CallbackMessage } from "./receiver.ts";
import { type Choice, renderMessage } from "./render-message.ts";

/** A conversation as the shell follows it: what is sent, and every message of the bot shown once. */
export interface ShellConversation {
  /** A delivery over the callback channel. */
  receive(delivery: CallbackMessage): void;
  /** Begins to follow; tells the server that the chat is open. */
  start(connection: ShellConnection): Promise<void>;
  /** Sends a line (or the payload of a button's number) and waits until its answers were shown. */
  send(line: string): Promise<void>;
  /** Waits until everything said so far was shown. */
  settle(): Promise<void>;
  /**
   * Waits for reminders that are due within the time (milliseconds), and for messages still on their way; no longer than
   * until the signal.
   */
  linger(milliseconds: number, signal: AbortSignal): Promise<void>;
  stop(): void;
}

export interface ConversationOptions {
  readonly clock: Clock;
  readonly style: Style;
  readonly show: (lines: readonly string[]) => void;
}

/** Messages that are on their way through the callback channel are waited for this long (milliseconds). */
const DELIVERY_WAIT = 3_000;
const POLL = 50;

/** Every message has one id on both ways (callback and mailbox), so it is shown once whichever is first. */
export function createShellConversation({ clock, style, show }: ConversationOptions): ShellConversation {
  const shown = new Set<string>();
  const following = new AbortController();
  let connection: ShellConnection | null = null;
  let sequence = 0;
  let choices: readonly Choice[] = [];

  const display = (id: string, message: JsonObject): void => {
    if (shown.has(id)) return;
    if (id !== "") shown.add(id);
    const rendered = renderMessage(message, style);
    choices = rendered.choices;
    show(rendered.lines.map((line) => style.cyan(line)));
  };

  const showMail = (message: MailboxMessage): void => {
    sequence = Math.max(sequence, message.sequence);
    display(message.id, message.message);
  };

  /** What came of a turn: from the mailbox, or once the callback channel has delivered it. */
  const settle = async (): Promise<void> => {
    if (connection === null) return;
    const { client, conversationId, receiver } = connection;
    const mail = await readMailbox(client, conversationId, sequence);
    const pushed = receiver === null ? [] : mail.filter(({ channel }) => channel === "callback");
    for (const message of mail) if (!pushed.includes(message)) showMail(message);
    const deadline = clock.now() + DELIVERY_WAIT;
    while (pushed.some(({ id }) => !shown.has(id)) && clock.now() < deadline) await delay(clock, POLL);
    sequence = Math.max(sequence, mail.at(-1)?.sequence ?? 0);
  };

  const post = async (route: string, body: JsonObject): Promise<void> => {
    if (connection === null) return;
    const { client, channel, conversationId } = connection;
    await client.request("POST", `/webhooks/${channel}/${route}`, {
      body: { sender: conversationId, ...body },
    });
    await settle();
  };

  return {
    receive({ id, message }) {
      if (message["recipient_id"] === connection?.conversationId) display(id, message);
    },
    async start(opened) {
      connection = opened;
      const { client, conversationId, receiver } = opened;
      sequence = (await readMailbox(client, conversationId, 0)).at(-1)?.sequence ?? 0;
      if (receiver === null) {
        void followMailbox({
          client,
          conversationId,
          after: sequence,
          clock,
          signal: following.signal,
          onMessage: showMail,
        });
      }
      await post("open", {});
    },
    settle,
    send: (line) => post("webhook", { message: choices[Number(line) - 1]?.payload ?? line }),
    async linger(milliseconds, signal) {
      if (connection !== null)
        await waitForReminders(connection, { clock, until: clock.now() + milliseconds, signal });
      if (!signal.aborted) await settle();
    },
    stop: () => following.abort(),
  };
}

/** Until no reminder is pending that is due before `until` (epoch milliseconds), or the signal. */
async function waitForReminders(
  { client, conversationId }: ShellConnection,
  { clock, until, signal }: { readonly clock: Clock; readonly until: number; readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    const pending = await listReminders(client, { conversationId });
    if (!pending.some(({ dueAt }) => dueAt <= until) || clock.now() > until) return;
    await delay(clock, POLL);
  }
}
