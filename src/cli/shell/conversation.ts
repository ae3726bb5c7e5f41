import { type Clock, delay, type JsonObject } from "../../base/index.ts";
import { TURN_TIMEOUT } from "../client.ts";
import { listReminders } from "../server-requests.ts";
import type { Style } from "../style.ts";
import { createArrivals } from "./arrivals.ts";
import { createButtons } from "./buttons.ts";
import type { ShellConnection } from "./connection.ts";
import { followMailbox, readMailbox } from "./mailbox.ts";
import { missedHeading, readMissed } from "./missed.ts";
import type { CallbackMessage } from "./receiver.ts";
import { renderMessage } from "./render-message.ts";

/** A conversation as the shell follows it: what is sent, and every message of the bot shown once. */
export interface ShellConversation {
  /** A delivery over the callback channel. */
  receive(delivery: CallbackMessage): void;
  /** Shows what was missed, begins to follow, and tells the server that the chat is open. */
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

const POLL = 50;

export function createShellConversation({ clock, style, show }: ConversationOptions): ShellConversation {
  const following = new AbortController();
  const buttons = createButtons();
  /** Deliveries from before it is known what was missed: queued messages are pushed as soon as a server runs. */
  let early: CallbackMessage[] | null = [];
  let connection: ShellConnection | null = null;

  const remark = (line: string): void => show([style.dim(line)]);
  const arrivals = createArrivals({
    clock,
    signal: following.signal,
    isCalledBack: () => connection?.receiver !== null,
    remark,
    show: (message) => {
      const { lines, choices } = renderMessage(message, style);
      buttons.offer(choices);
      show(lines.map((line) => style.cyan(line)));
    },
  });

  const settle = async (): Promise<void> => {
    if (connection === null) return;
    const { client, conversationId } = connection;
    arrivals.collect(await readMailbox(client, conversationId, arrivals.newest()));
    await arrivals.settled();
  };

  const post = async (route: string, body: JsonObject): Promise<void> => {
    if (connection === null) return;
    const { client, channel, conversationId } = connection;
    await client.request("POST", `/webhooks/${channel}/${route}`, {
      body: { sender: conversationId, ...body },
      timeout: TURN_TIMEOUT,
    });
    await settle();
  };

  return {
    receive(delivery) {
      if (early === null) arrivals.deliver(delivery);
      else early.push(delivery);
    },
    async start(opened) {
      const { client, conversationId } = opened;
      connection = opened;
      const missed = await readMissed(client, conversationId);
      for (const line of missedHeading(missed)) remark(line);
      for (const delivery of [...missed.messages, ...(early ?? [])]) arrivals.deliver(delivery);
      early = null;
      arrivals.skip(missed.newest);
      void followMailbox({
        client,
        conversationId,
        after: missed.newest,
        clock,
        signal: following.signal,
        onMessage: (message) => arrivals.collect([message]),
        onServer: (state) => remark(serverLine(state, client.url)),
      });
      await post("open", {});
    },
    settle,
    send: (line) => buttons.send(line, (message) => post("webhook", { message })),
    async linger(milliseconds, signal) {
      if (connection !== null)
        await waitForReminders(connection, { clock, until: clock.now() + milliseconds, signal });
      if (!signal.aborted) await settle();
    },
    stop: () => following.abort(),
  };
}

function serverLine(state: "gone" | "back", url: string): string {
  return state === "back"
    ? "The server is back."
    : `The server at ${url} is gone; nothing reaches the bot until it is back.`;
}

/** Until no reminder is pending that is due before `until` (epoch milliseconds), or the signal. */
async function waitForReminders(
  { client, conversationId }: ShellConnection,
  { clock, until, signal }: { readonly clock: Clock; readonly until: number; readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    const pending = await listReminders(client, { conversationId });
    if (!pending.some(({ dueAt }) => dueAt <= until) || clock.now() > until) return;
    await delay(clock, POLL, signal);
  }
}
