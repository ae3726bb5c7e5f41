import { type JsonValue, TsbotError, toIsoTime } from "../../base/index.ts";
import type { ServerClient } from "../client.ts";
import type { CommandContext } from "../command.ts";
import { findServer } from "../find-server.ts";
import type { ClientOptions } from "../options.ts";
import { allOutboxMessages, dropMessage, type ListedMessage, retryMessage } from "../server-requests.ts";
import { plainText } from "../table.ts";
import { count, dueInWords, fromNow } from "../words.ts";

export interface OutboxOptions extends ClientOptions {
  readonly conversation?: string;
  readonly channel?: string;
  readonly failed?: true;
  readonly all?: true;
  readonly limit?: number;
}

type OutboxContext = CommandContext<OutboxOptions>;

/** How many a person is shown without having asked for more. */
const SHOWN = 100;
/** Characters of a message in a table. */
const LONGEST_TEXT = 40;

/** `tsbot outbox list` */
export async function runOutboxList(context: OutboxContext): Promise<number> {
  const { options, output } = context;
  if (options.limit === 0) {
    const hint = "Give a number from 1, or leave it out.";
    throw new TsbotError("cli/usage", "`--limit 0` shows nothing.", { hint });
  }
  const client = await findServer(context);
  const limit = options.limit ?? (output.isJson ? Number.POSITIVE_INFINITY : SHOWN);
  const found: ListedMessage[] = [];
  for await (const message of selected(client, options, options.failed === true)) {
    if (found.push(message) > limit) break;
  }
  const shown = found.slice(0, limit);
  if (output.isJson) output.data(shown.map(toJson));
  else printMessages(context, shown);
  if (found.length > limit && !output.isJson)
    output.print(`There are more; --limit shows more than ${limit}.`);
  return 0;
}

function printMessages({ output, clock }: OutboxContext, messages: readonly ListedMessage[]): void {
  if (messages.length === 0) {
    output.print("The outbox is empty: everything was delivered.");
    return;
  }
  const now = clock.now();
  output.table(
    ["said", "conversation", "channel", "message", "state", "id"],
    messages.map((message) => [
      fromNow(message.at, now),
      message.conversationId,
      message.channel ?? "",
      message.text.length > LONGEST_TEXT ? `${message.text.slice(0, LONGEST_TEXT - 1)}…` : message.text,
      stateText(message, now),
      message.id,
    ]),
  );
}

function stateText({ status, attempts, nextAttemptAt, reason }: ListedMessage, now: number): string {
  if (status === "failed") return `given up: ${reason ?? ""}`;
  if (attempts === 0 || nextAttemptAt === null) return "queued";
  return `${count(attempts, "attempt")}, next ${dueInWords(nextAttemptAt, now)}: ${reason ?? ""}`;
}

function toJson({ conversationId, at, nextAttemptAt, ...rest }: ListedMessage): { [key: string]: JsonValue } {
  return {
    conversation_id: conversationId,
    ...rest,
    said: toIsoTime(at),
    next_attempt: nextAttemptAt === null ? null : toIsoTime(nextAttemptAt),
  };
}

/** `tsbot outbox retry [ID]` */
export async function runOutboxRetry(context: OutboxContext): Promise<number> {
  return await changeAll(context, { apply: retryMessage, isDone: ({ status }) => status === "delivered" });
}

/** `tsbot outbox drop [ID]` */
export async function runOutboxDrop(context: OutboxContext): Promise<number> {
  return await changeAll(context, { apply: dropMessage, isDone: ({ status }) => status === "dropped" });
}

interface Change {
  readonly apply: (client: ServerClient, id: string) => Promise<ListedMessage>;
  readonly isDone: (message: ListedMessage) => boolean;
}

/** Exit code 1 when one of the messages is not where it was to be. */
async function changeAll(context: OutboxContext, { apply, isDone }: Change): Promise<number> {
  const { options, output, args } = context;
  const [id] = args;
  if ((id === undefined) === (options.all !== true)) {
    throw new TsbotError("cli/usage", "Name one message, or say --all.", {
      hint: "`tsbot outbox list` shows them with their ids.",
    });
  }
  const client = await findServer(context);
  const ids = id === undefined ? await idsOf(selected(client, options, true)) : [id];
  const changed: ListedMessage[] = [];
  for (const each of ids) {
    const message = await apply(client, each);
    changed.push(message);
    if (!output.isJson) output.print(outcomeText(message));
  }
  if (output.isJson) output.data(changed.map(toJson));
  else if (ids.length === 0) output.print("No message was given up.");
  return changed.every(isDone) ? 0 : 1;
}

function outcomeText({ id, conversationId, status, reason }: ListedMessage): string {
  const why = reason === null || status === "dropped" ? "" : `: ${plainText(reason)}`;
  return `${id} of conversation ${plainText(conversationId)} is ${status}${why}`;
}

function selected(
  client: ServerClient,
  { conversation, channel }: OutboxOptions,
  isFailed: boolean,
): AsyncGenerator<ListedMessage> {
  return allOutboxMessages(client, {
    conversationId: conversation,
    channel,
    ...(isFailed && { status: "failed" }),
  });
}

/** All of them before the first is changed, as that changes the list. */
async function idsOf(messages: AsyncGenerator<ListedMessage>): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of messages) ids.push(id);
  return ids;
}
