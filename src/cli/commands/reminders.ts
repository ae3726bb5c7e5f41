import type { JsonValue } from "../../base/index.ts";
import { didYouMean, TsbotError, toIsoTime } from "../../base/index.ts";
import type { ServerClient } from "../client.ts";
import type { CommandContext } from "../command.ts";
import { findServer } from "../find-server.ts";
import type { ClientOptions } from "../options.ts";
import { cancelReminder, type ListedReminder, listReminders, runReminderNow } from "../server-requests.ts";
import { plainText } from "../table.ts";
import { count, dueInWords, fromNow } from "../words.ts";

export interface RemindersOptions extends ClientOptions {
  readonly conversation?: string;
  readonly all?: true;
}

type RemindersContext = CommandContext<RemindersOptions>;

/** `tsbot reminders list` */
export async function runRemindersList(context: RemindersContext): Promise<number> {
  const { options, output, clock } = context;
  const client = await findServer(context);
  const reminders = await listReminders(client, {
    conversationId: options.conversation,
    all: options.all === true,
  });
  if (output.isJson) {
    output.data(reminders.map((reminder) => toJson(reminder)));
    return 0;
  }
  if (reminders.length === 0) {
    output.print(options.all === true ? "There are no reminders." : "There are no pending reminders.");
    return 0;
  }
  const now = clock.now();
  const headings = ["due", "name", "intent", "conversation", "state"];
  const rows = reminders.map((reminder) => [
    reminder.status === "pending" ? dueInWords(reminder.dueAt, now) : fromNow(reminder.dueAt, now),
    reminder.name,
    reminder.intent,
    reminder.conversationId,
    stateText(reminder),
  ]);
  // A column that says "pending" on every line says nothing.
  const isPlain = reminders.every(({ status, reason }) => status === "pending" && reason === null);
  if (isPlain)
    output.table(
      headings.slice(0, -1),
      rows.map((row) => row.slice(0, -1)),
    );
  else output.table(headings, rows);
  return 0;
}

function stateText({ status, reason }: ListedReminder): string {
  return reason === null ? status : `${status}: ${reason}`;
}

function toJson(reminder: ListedReminder): { [key: string]: JsonValue } {
  const { conversationId, dueAt, ...rest } = reminder;
  return { conversation_id: conversationId, ...rest, due: toIsoTime(dueAt) };
}

/** `tsbot reminders cancel NAME` */
export async function runRemindersCancel(context: RemindersContext): Promise<number> {
  return await change(context, { apply: cancelReminder, done: "Cancelled" });
}

/** `tsbot reminders run-now NAME` */
export async function runRemindersRunNow(context: RemindersContext): Promise<number> {
  return await change(context, { apply: runReminderNow, done: "Fired" });
}

interface Change {
  readonly apply: (client: ServerClient, conversationId: string, name: string) => Promise<void>;
  readonly done: string;
}

async function change(context: RemindersContext, { apply, done }: Change): Promise<number> {
  const { options, output, args } = context;
  const name = args[0] ?? "";
  const client = await findServer(context);
  const conversationId = options.conversation ?? (await findConversation(client, name));
  await apply(client, conversationId, name);
  if (output.isJson) output.data({ ok: true, conversation_id: conversationId, name });
  else output.print(`${done} '${plainText(name)}' of conversation ${plainText(conversationId)}.`);
  return 0;
}

/** The only conversation with a pending reminder of that name. */
async function findConversation(client: ServerClient, name: string): Promise<string> {
  const pending = await listReminders(client, { conversationId: undefined, all: false });
  const found = pending
    .filter((reminder) => reminder.name === name)
    .map(({ conversationId }) => conversationId);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) {
    const names = [...new Set(pending.map((reminder) => reminder.name))];
    throw new TsbotError("cli/no-such-reminder", `There is no pending reminder '${name}'.`, {
      hint: `${didYouMean(name, names)} \`tsbot reminders list\` shows what is pending.`.trimStart(),
    });
  }
  throw new TsbotError(
    "cli/several-reminders",
    `${count(found.length, "conversation")} have a pending reminder '${name}'.`,
    { hint: `Name one with --conversation ID: ${found.slice(0, 10).map(plainText).join(", ")}.` },
  );
}
