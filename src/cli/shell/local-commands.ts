import { didYouMean } from "../../base/index.ts";
import { path, type ServerClient } from "../client.ts";
import { parseEntityArguments } from "../entity-arguments.ts";
import { listReminders, triggerIntent } from "../server-requests.ts";
import { fromNow } from "../words.ts";
import { renderTracker } from "./render-tracker.ts";

/** What the shell itself understands; every other line goes to the bot. */
export const LOCAL_COMMANDS = [
  { name: "/help", summary: "these lines" },
  { name: "/trigger NAME key=value …", summary: "fire an external event into this conversation" },
  { name: "/reminders", summary: "what this conversation will be reminded of" },
  { name: "/tracker", summary: "slots, loop, latest message and last events of this conversation" },
  { name: "/restart", summary: "start the conversation over (the bot's own restart)" },
  { name: "/stop", summary: "leave (also Ctrl-C and Ctrl-D)" },
] as const;

export interface LocalContext {
  readonly client: ServerClient;
  readonly conversationId: string;
  readonly channel: string;
  readonly now: number;
}

/** Runs a local command and gives the lines to show; null when the line is not one. */
export async function runLocalCommand(
  line: string,
  context: LocalContext,
): Promise<readonly string[] | null> {
  const [name = "", ...args] = line.trim().split(/\s+/);
  switch (name) {
    case "/help":
      return LOCAL_COMMANDS.map((command) => `  ${command.name.padEnd(28)}${command.summary}`);
    case "/trigger":
      return await trigger(args, context);
    case "/reminders":
      return await reminders(context);
    case "/tracker":
      return await tracker(context);
    default:
      return null;
  }
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

const NAMES = LOCAL_COMMANDS.map((command) => command.name.split(" ", 1)[0] ?? "");

/** A hint for a line that looks like a misspelt local command. */
export function suggestCommand(line: string): string {
  const [name = ""] = line.trim().split(/\s+/);
  return name.startsWith("/") && !NAMES.includes(name) ? didYouMean(name, NAMES) : "";
}
