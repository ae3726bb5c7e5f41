import { didYouMean, toIsoTime } from "../../base/index.ts";
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
}

/** The channel that the person last wrote from. */
const LATEST = "latest";

/** `tsbot trigger INTENT`: 1 when a message could not be delivered. */
export async function runTrigger(context: CommandContext<TriggerOptions>): Promise<number> {
  const { options, output, args, clock } = context;
  const entities = parseEntityArguments(options.entity ?? [], "--entity ");
  const client = await findServer(context);
  const conversationId =
    options.conversation ?? pickConversation(await listConversations(client), clock.now());
  for (const slip of await findSlips(client, entities, options.outputChannel)) output.warn(slip);
  const triggered = await triggerIntent(client, {
    conversationId,
    intent: args[0] ?? "",
    entities,
    outputChannel: options.outputChannel ?? LATEST,
    ...(options.idempotencyKey !== undefined && { idempotencyKey: options.idempotencyKey }),
    ...(options.ignoreQuietHours === true && { ignoresQuietHours: true }),
  });
  if (output.isJson) output.data({ conversation_id: conversationId, ...triggered });
  else print(output, conversationId, triggered);
  return triggered.deliveries.some(({ status }) => status === "failed") ? 1 : 0;
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

function print(output: Output, conversationId: string, { messages, deliveries, heldUntil }: Triggered): void {
  if (heldUntil !== undefined) output.print(`Held by quiet hours until ${toIsoTime(heldUntil)}.`);
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
