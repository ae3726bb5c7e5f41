import { didYouMean } from "../../base/index.ts";
import { DEFAULT_INTENT_NAMES } from "../../domain/index.ts";
import { path, type ServerClient } from "../client.ts";
import { readDomainNames } from "../domain-names.ts";
import { parseEntityArguments } from "../entity-arguments.ts";
import { listReminders, triggerIntent } from "../server-requests.ts";
import { fromNow, wrap } from "../words.ts";
import { renderTracker } from "./render-tracker.ts";
import { splitWords } from "./split-words.ts";

/** What the shell itself understands. */
const LOCAL_COMMANDS = [
  { name: "/help", usage: "/help", summary: "these lines" },
  {
    name: "/trigger",
    usage: "/trigger NAME key=value …",
    summary: "fire an external event into this conversation (plant='Big Rose', amount:=3 for JSON)",
  },
  { name: "/reminders", usage: "/reminders", summary: "what this conversation will be reminded of" },
  {
    name: "/tracker",
    usage: "/tracker",
    summary: "slots, loop, latest message and last events of this conversation",
  },
  {
    name: "/restart",
    usage: "/restart",
    summary: "start the conversation over (the bot's own restart)",
  },
  { name: "/stop", usage: "/stop", summary: "leave (also Ctrl-C and Ctrl-D)" },
] as const;

export type LocalCommandName = (typeof LOCAL_COMMANDS)[number]["name"];

/** A line that is for the shell. */
export interface LocalCommand {
  readonly name: LocalCommandName;
  /** What stands behind the name. */
  readonly rest: string;
}

export interface LocalContext {
  readonly client: ServerClient;
  readonly conversationId: string;
  readonly channel: string;
  readonly now: number;
  /** Of the terminal. */
  readonly columns: number | undefined;
}

/** The local command that a line is, whatever its letter case; null for lines of the conversation. */
export function readLocalCommand(line: string): LocalCommand | null {
  const [word = "", rest = ""] = /^(\S+)\s*(.*)$/s.exec(line)?.slice(1) ?? [];
  const found = LOCAL_COMMANDS.find(({ name }) => name === word.toLowerCase());
  return found === undefined ? null : { name: found.name, rest };
}

/** Runs a local command that asks the server or the shell, and gives the lines to show. */
export async function runLocalCommand(
  { name, rest }: { readonly name: Exclude<LocalCommandName, "/restart" | "/stop">; readonly rest: string },
  context: LocalContext,
): Promise<readonly string[]> {
  switch (name) {
    case "/help":
      return help(context.columns);
    case "/trigger":
      return await trigger(splitWords(rest), context);
    case "/reminders":
      return await reminders(context);
    case "/tracker":
      return await tracker(context);
  }
}

function help(columns: number | undefined): readonly string[] {
  const indent = 2 + Math.max(...LOCAL_COMMANDS.map(({ usage }) => usage.length)) + 3;
  return LOCAL_COMMANDS.flatMap(({ usage, summary }) =>
    wrap(`  ${usage.padEnd(indent - 2)}${summary}`, columns, indent),
  );
}

async function trigger(
  [intent, ...entities]: readonly string[],
  { client, conversationId, channel }: LocalContext,
): Promise<readonly string[]> {
  if (intent === undefined) return ["Which event? For example: /trigger EXTERNAL_dry_plant plant=Orchid"];
  const { messages, deliveries } = await triggerIntent(client, {
    conversationId,
    intent,
    entities: parseEntityArguments(entities),
    outputChannel: channel,
  });
  const failed = deliveries.filter(({ status }) => status === "failed");
  if (messages.length === 0) return ["The bot has nothing to say to that."];
  return failed.map(({ reason }) => `Not delivered: ${reason ?? "no reason given"}`);
}

async function reminders({ client, conversationId, now }: LocalContext): Promise<readonly string[]> {
  const list = await listReminders(client, { conversationId });
  if (list.length === 0) return ["No reminders are pending."];
  return list.map(({ name, intent, dueAt }) => `  ${name}  ${intent}  ${fromNow(dueAt, now)}`);
}

async function tracker({ client, conversationId }: LocalContext): Promise<readonly string[]> {
  const answer = await client.request("GET", path("conversations", conversationId, "tracker"), {
    query: { include_events: "APPLIED" },
  });
  return renderTracker(answer);
}

/**
 * Why a line that begins with `/` is not for the bot: it is neither a command nor an intent (`/intent{"entity": …}`) of
 * the domain, so somebody mistyped. Null when it may be sent. The bot would take it for a text and do what is closest.
 */
export async function refuseSlashLine(line: string, client: ServerClient): Promise<string | null> {
  const word = /^\/([^\s{@]+)/.exec(line)?.[1];
  if (word === undefined) return null;
  const domain = await readDomainNames(client);
  if (domain === null) return null;
  const intents = [...domain.intents, ...DEFAULT_INTENT_NAMES];
  if (intents.includes(word)) return null;
  const names = [...LOCAL_COMMANDS.map(({ name }) => name), ...intents.map((intent) => `/${intent}`)];
  const meant = didYouMean(`/${word}`, names);
  return `There is no command '/${word}'. ${meant === "" ? "/help lists them." : meant}`;
}
