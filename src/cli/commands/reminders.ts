import type { JsonObject, JsonValue } from "../../base/index.ts";
import { didYouMean, TsbotError, toIsoTime } from "../../base/index.ts";
import type { ServerClient } from "../client.ts";
import type { CommandContext } from "../command.ts";
import { findServer } from "../find-server.ts";
import type { ClientOptions } from "../options.ts";
import {
  allReminders,
  cancelReminder,
  type ListedReminder,
  listReminders,
  type ReminderQuery,
  runReminderNow,
  snoozeReminder,
} from "../server-requests.ts";
import { plainText } from "../table.ts";
import { count, dueInWords, fromNow } from "../words.ts";

export interface RemindersOptions extends ClientOptions {
  readonly conversation?: string;
  readonly all?: true;
  readonly limit?: number;
}

type RemindersContext = CommandContext<RemindersOptions>;

/** How many a person is shown without having asked for more. */
const SHOWN = 100;
/** How many that failed are shown below what is pending. */
const FAILED_SHOWN = 10;

/** `tsbot reminders list` */
export async function runRemindersList(context: RemindersContext): Promise<number> {
  const { options, output } = context;
  if (options.limit === 0) {
    throw new TsbotError("cli/usage", "`--limit 0` shows nothing.", {
      hint: "Give a number from 1, or leave it out.",
    });
  }
  const client = await findServer(context);
  const query: ReminderQuery = {
    conversationId: options.conversation,
    ...(options.all === true && { status: "all" }),
  };
  if (output.isJson) {
    const limit = options.limit ?? Number.POSITIVE_INFINITY;
    const reminders: ReturnType<typeof toJson>[] = [];
    for await (const reminder of allReminders(client, query)) {
      if (reminders.length >= limit) break;
      reminders.push(toJson(reminder));
    }
    output.data(reminders);
    return 0;
  }
  const limit = options.limit ?? SHOWN;
  const found: ListedReminder[] = [];
  for await (const reminder of allReminders(client, query)) {
    if (found.push(reminder) > limit) break;
  }
  printReminders(context, found.slice(0, limit));
  if (found.length > limit) output.print(`There are more; --limit shows more than ${limit}.`);
  if (options.all !== true) await printFailed(context, client);
  return 0;
}

function printReminders(
  { options, output, clock }: RemindersContext,
  reminders: readonly ListedReminder[],
): void {
  if (reminders.length === 0) {
    output.print(options.all === true ? "There are no reminders." : "There are no pending reminders.");
    return;
  }
  const now = clock.now();
  const columns: readonly Column[] = [
    ["due", (reminder) => dueText(reminder, now)],
    ["name", ({ name }) => name],
    ["intent", ({ intent }) => intent],
    ["conversation", ({ conversationId }) => conversationId],
    ["repeats", ({ recurrence }) => (recurrence === null ? "" : recurrenceInWords(recurrence))],
    ["state", stateText],
  ];
  // A column that says nothing on every line is left out.
  const isPlain = reminders.every(({ status, reason }) => status === "pending" && reason === null);
  const recurs = reminders.some(({ recurrence }) => recurrence !== null);
  const shown = columns.filter(
    ([heading]) => (heading !== "state" || !isPlain) && (heading !== "repeats" || recurs),
  );
  output.table(
    shown.map(([heading]) => heading),
    reminders.map((reminder) => shown.map(([, text]) => text(reminder))),
  );
}

type Column = readonly [heading: string, text: (reminder: ListedReminder) => string];

function dueText({ status, heldBy, dueAt, nextAttemptAt }: ListedReminder, now: number): string {
  if (status !== "pending") return fromNow(dueAt, now);
  return dueInWords(heldBy === null ? dueAt : (nextAttemptAt ?? dueAt), now);
}

/** `every 1 day (Europe/Berlin), 2 of 5`. */
function recurrenceInWords(recurrence: JsonObject): string {
  const { every, cron, rrule, time_zone: zone, occurrence, count: total, until } = recurrence;
  const rule = every !== undefined ? `every ${every}` : cron !== undefined ? `cron ${cron}` : rrule;
  return [
    `${rule} (${zone})`,
    ...(typeof total === "number" ? [`${occurrence} of ${total}`] : []),
    ...(typeof until === "number" ? [`until ${toIsoTime(until * 1000)}`] : []),
  ].join(", ");
}

/** What failed must not go unseen because nobody asked for all. */
async function printFailed({ options, output }: RemindersContext, client: ServerClient): Promise<void> {
  const failed = await listReminders(client, {
    conversationId: options.conversation,
    status: "failed",
    limit: FAILED_SHOWN + 1,
  });
  if (failed.length === 0) return;
  const number =
    failed.length > FAILED_SHOWN ? `More than ${FAILED_SHOWN} reminders` : count(failed.length, "reminder");
  output.print(`${number} failed; --all shows every one:`);
  for (const { name, conversationId, reason } of failed.slice(0, FAILED_SHOWN)) {
    output.print(
      `  '${plainText(name)}' of conversation ${plainText(conversationId)}: ${plainText(reason ?? "")}`,
    );
  }
}

function stateText({ status, reason }: ListedReminder): string {
  return reason === null ? status : `${status}: ${reason}`;
}

function toJson(reminder: ListedReminder): { [key: string]: JsonValue } {
  const { conversationId, dueAt, nextAttemptAt, heldBy, ...rest } = reminder;
  return {
    conversation_id: conversationId,
    ...rest,
    held_by: heldBy,
    due: toIsoTime(dueAt),
    next_attempt: nextAttemptAt === null ? null : toIsoTime(nextAttemptAt),
  };
}

/** `tsbot reminders cancel NAME` */
export async function runRemindersCancel(context: RemindersContext): Promise<number> {
  return await change(context, { apply: cancelReminder, done: "Cancelled" });
}

/** `tsbot reminders run-now NAME` */
export async function runRemindersRunNow(context: RemindersContext): Promise<number> {
  return await change(context, { apply: runReminderNow, done: "Fired" });
}

/** `tsbot reminders snooze NAME TIME` */
export async function runRemindersSnooze(context: RemindersContext): Promise<number> {
  const { options, output, args, clock } = context;
  const [name = "", by = ""] = args;
  const client = await findServer(context);
  const conversationId =
    options.conversation ?? (await findConversation(client, name, { mayHaveFired: true }));
  const reminder = await snoozeReminder(client, { conversationId, name, by });
  if (output.isJson) output.data(toJson(reminder));
  else {
    const due = dueInWords(reminder.dueAt, clock.now());
    output.print(`'${plainText(name)}' of conversation ${plainText(conversationId)} is due ${due}.`);
  }
  return 0;
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

/** The only conversation with a pending reminder of that name, or one that fired, where that will do. */
async function findConversation(
  client: ServerClient,
  name: string,
  { mayHaveFired = false } = {},
): Promise<string> {
  const pending = await listReminders(client, { name });
  const fired = mayHaveFired ? await listReminders(client, { name, status: "fired" }) : [];
  const found = [...new Set([...pending, ...fired].map(({ conversationId }) => conversationId))];
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) {
    const names = [
      ...new Set((await listReminders(client, { limit: 1_000 })).map((reminder) => reminder.name)),
    ];
    throw new TsbotError("cli/no-such-reminder", `There is no pending reminder '${name}'.`, {
      hint: `${didYouMean(name, names)} \`tsbot reminders list\` shows what is pending.`.trimStart(),
    });
  }
  const number = found.length < 100 ? count(found.length, "conversation") : "100 conversations or more";
  throw new TsbotError("cli/several-reminders", `${number} have a pending reminder '${name}'.`, {
    hint: `Name one with --conversation ID: ${found.slice(0, 10).map(plainText).join(", ")}.`,
  });
}
