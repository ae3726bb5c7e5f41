import { didYouMean, TsbotError, toIsoTime } from "../../base/index.ts";
import { builtInChannelNames } from "../../channels/index.ts";
import type { ServerClient } from "../client.ts";
import type { CommandContext } from "../command.ts";
import { readDomainNames } from "../domain-names.ts";
import { type EntityArgument, parseEntityArguments } from "../entity-arguments.ts";
import { findServer } from "../find-server.ts";
import type { ClientOptions } from "../options.ts";
import type { Output } from "../output.ts";
import { pickConversation } from "../pick-conversation.ts";
import {
  type Delivery,
  hasChannel,
  listConversations,
  listTopics,
  postEvent,
  type Recipient,
  readAddress,
  type Triggered,
  triggerIntent,
} from "../server-requests.ts";
import { plainText } from "../table.ts";

export interface TriggerOptions extends ClientOptions {
  readonly entity?: readonly string[];
  readonly conversation?: string;
  readonly outputChannel?: string;
  readonly idempotencyKey?: string;
  readonly ignoreQuietHours?: true;
  readonly dedupeKey?: string;
  readonly topic?: string;
  readonly to?: string;
}

/** The channel that the person last wrote from. */
const LATEST = "latest";

/** `tsbot trigger INTENT`: 1 when a message could not be delivered. */
export async function runTrigger(context: CommandContext<TriggerOptions>): Promise<number> {
  const { options, output, args, clock } = context;
  const entities = parseEntityArguments(options.entity ?? [], "--entity ");
  checkTarget(options);
  const client = await findServer(context);
  if (options.topic !== undefined)
    return await postToTopic(context, client, { topic: options.topic, entities });
  const conversationId =
    options.to === undefined
      ? (options.conversation ?? pickConversation(await listConversations(client), clock.now()))
      : await readAddress(client, options.to);
  for (const slip of await findSlips(client, entities, options.outputChannel)) output.warn(slip);
  const triggered = await triggerIntent(client, {
    conversationId,
    intent: args[0] ?? "",
    entities,
    outputChannel: options.outputChannel ?? LATEST,
    ...(options.idempotencyKey !== undefined && { idempotencyKey: options.idempotencyKey }),
    ...(options.dedupeKey !== undefined && { dedupeKey: options.dedupeKey }),
    ...(options.ignoreQuietHours === true && { ignoresQuietHours: true }),
  });
  if (output.isJson) output.data({ conversation_id: conversationId, ...triggered });
  else print(output, conversationId, triggered);
  return triggered.deliveries.some(({ status }) => status === "failed") ? 1 : 0;
}

/** One of a conversation, a name and a topic; a topic says by itself who is reached, and where. */
function checkTarget(options: TriggerOptions): void {
  const { topic, to, conversation, outputChannel, ignoreQuietHours } = options;
  if (to !== undefined && conversation !== undefined) {
    throw new TsbotError("cli/usage", "`--conversation` and `--to` both name the conversation.", {
      hint: "Give its id with `--conversation`, or a name of the address book with `--to`.",
    });
  }
  if (topic === undefined) return;
  const given = [
    ...(conversation === undefined ? [] : ["--conversation"]),
    ...(to === undefined ? [] : ["--to"]),
    ...(outputChannel === undefined || outputChannel === LATEST ? [] : ["--output-channel"]),
    ...(ignoreQuietHours === true ? ["--ignore-quiet-hours"] : []),
  ];
  const [first] = given;
  if (first === undefined) return;
  throw new TsbotError("cli/usage", `\`${first}\` has no meaning with \`--topic\`.`, {
    hint: "An event of a topic reaches all that subscribe to it, where each of them last wrote from.",
  });
}

/** Posts to a topic: 1 when a message could not be delivered, or an event was given up. */
async function postToTopic(
  { options, output, args }: CommandContext<TriggerOptions>,
  client: ServerClient,
  { topic, entities }: { readonly topic: string; readonly entities: readonly EntityArgument[] },
): Promise<number> {
  for (const slip of await findSlips(client, entities, undefined)) output.warn(slip);
  const { answer, recipients, others } = await postEvent(client, {
    topic,
    intent: args[0] ?? "",
    entities,
    ...(options.idempotencyKey !== undefined && { idempotencyKey: options.idempotencyKey }),
    ...(options.dedupeKey !== undefined && { dedupeKey: options.dedupeKey }),
  });
  if (output.isJson) output.data(answer);
  else {
    for (const recipient of recipients) printRecipient(output, recipient);
    if (others > 0) output.print(`And ${others} more; \`GET /events/${topic}/ID\` tells of them.`);
    if (recipients.length === 0) output.print(await nobodyText(client, topic));
    output.say(output.style.dim(`Event ${plainText(String(answer["event_id"]))}.`));
  }
  const hasFailed = recipients.some(
    ({ status, deliveries }) => status === "failed" || deliveries.some((one) => one.status === "failed"),
  );
  return hasFailed ? 1 : 0;
}

function printRecipient(output: Output, recipient: Recipient): void {
  const { conversationId, status, reason, nextAttemptAt, messages, deliveries } = recipient;
  const because = reason === null ? "" : `: ${plainText(reason)}`;
  const until = nextAttemptAt === null ? "" : ` until ${toIsoTime(nextAttemptAt)}`;
  output.print(`${plainText(conversationId)}: ${status}${until}${because}`);
  for (const [index, message] of messages.entries()) {
    output.print(`  ${messageText(message)}`);
    const delivery = deliveries[index];
    if (delivery !== undefined) output.print(`    ${output.style.dim(deliveryText(delivery))}`);
  }
}

async function nobodyText(client: ServerClient, topic: string): Promise<string> {
  const topics = await listTopics(client);
  const known = topics.length === 0 ? "Nobody subscribes to any." : `Topics: ${topics.join(", ")}.`;
  return [`Nobody subscribes to '${topic}'.`, didYouMean(topic, topics), known].filter(Boolean).join(" ");
}

/** What the server takes without a word, but hardly anybody means. */
async function findSlips(
  client: ServerClient,
  entities: readonly EntityArgument[],
  channel: string | undefined,
): Promise<readonly string[]> {
  const domain = entities.length === 0 ? null : await readDomainNames(client);
  const unknown = domain === null ? [] : entities.filter(({ entity }) => !domain.entities.includes(entity));
  const slips = unknown.map(({ entity }) =>
    `The domain has no entity '${entity}'. ${didYouMean(entity, domain?.entities ?? [])}`.trimEnd(),
  );
  if (channel === undefined || channel === LATEST || (await hasChannel(client, channel))) return slips;
  const meant = didYouMean(channel, [LATEST, ...(await knownChannels(client))]);
  return [
    ...slips,
    `The server has no channel '${channel}', so the answer stays in the conversation for its client to fetch. ${meant}`.trimEnd(),
  ];
}

/** Channels that the server has, as far as their names can be guessed. */
async function knownChannels(client: ServerClient): Promise<readonly string[]> {
  const has = await Promise.all(builtInChannelNames.map((name) => hasChannel(client, name)));
  return builtInChannelNames.filter((_, index) => has[index]);
}

function print(output: Output, conversationId: string, triggered: Triggered): void {
  const { messages, deliveries, heldUntil, collectedUntil, suppressed } = triggered;
  if (suppressed !== undefined) output.print(`Suppressed: ${plainText(suppressed)}`);
  else if (collectedUntil !== undefined)
    output.print(`Collected with others until ${toIsoTime(collectedUntil)}.`);
  else if (heldUntil !== undefined) output.print(`Held by quiet hours until ${toIsoTime(heldUntil)}.`);
  else if (messages.length === 0) output.print("The bot said nothing.");
  for (const [index, message] of messages.entries()) {
    output.print(messageText(message));
    const delivery = deliveries[index];
    if (delivery !== undefined) output.print(`  ${output.style.dim(deliveryText(delivery))}`);
  }
  output.say(output.style.dim(`Conversation ${plainText(conversationId)}.`));
}

/** A message on one line: its text, or what it carries instead. */
function messageText(message: Triggered["messages"][number]): string {
  const { text, recipient_id: _, ...rest } = message;
  const parts = [
    ...(typeof text === "string" ? [text] : []),
    ...Object.entries(rest).map(([key, value]) => `[${key}: ${JSON.stringify(value)}]`),
  ];
  return parts.map(plainText).join(" ");
}

function deliveryText({ status, channel, reason }: Delivery): string {
  const through = channel === null ? "" : ` through ${channel}`;
  const because = reason === null ? "" : `: ${plainText(reason)}`;
  switch (status) {
    case "delivered":
      return `delivered${through}`;
    case "queued":
      return `queued${through}, it is tried again until it arrives${because}`;
    case "failed":
      return `failed${through}${because}`;
    default:
      return `kept in the conversation for its client to fetch${because}`;
  }
}
