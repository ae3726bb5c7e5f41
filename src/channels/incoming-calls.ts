import { isJsonObject, TsbotError } from "../base/index.ts";
import type { Address, IncomingMessage } from "../conversation/index.ts";
import type { ChannelRequest, Conversations } from "./channel.ts";
import { isConversationId, isId, requestIdOf } from "./requests.ts";

/** A message on its way in; the channel is the one being made. */
export type IncomingCall = Omit<IncomingMessage, "channel" | "address"> & {
  /** Where the person is reached; the channel is the one being made unless it is named. */
  readonly address?: Partial<Address>;
};

/** What a channel's own code makes of a request. */
export type ReadMessages = (
  request: ChannelRequest,
) => readonly IncomingCall[] | Promise<readonly IncomingCall[]>;

/**
 * The messages of a request, in order. A `TsbotError` of the channel's own code is told to whoever asked, as a bad
 * request; any other error is a mistake in that code and nobody else's to read. Throws `channels/bad-request`.
 */
export async function readIncoming(
  name: string,
  request: ChannelRequest,
  readMessages: ReadMessages,
): Promise<readonly IncomingMessage[]> {
  const calls = await askProject(request, readMessages);
  return checkCalls(name, calls).map((call, index) => toMessage(name, call, partId(request, index)));
}

/**
 * Handles the messages of one request: those of a conversation one after the other, conversations side by side. After one
 * that fails the later ones of its conversation wait for the request to be sent again, as they were written later; it is
 * told when everything else is done.
 */
export async function receiveAll(
  messages: readonly IncomingMessage[],
  conversations: Pick<Conversations, "receive">,
): Promise<void> {
  const lines = new Map<string, IncomingMessage[]>();
  for (const message of messages) {
    const line = lines.get(message.conversationId);
    if (line === undefined) lines.set(message.conversationId, [message]);
    else line.push(message);
  }
  const results = await Promise.allSettled(
    [...lines.values()].map(async (line) => {
      for (const message of line) await conversations.receive(message);
    }),
  );
  const failed = results.filter((result) => result.status === "rejected");
  // The one that nobody foresaw has to be logged; the others say only "later".
  const worst = failed.find(({ reason }) => !TsbotError.isInstance(reason)) ?? failed[0];
  if (worst !== undefined) throw worst.reason;
}

async function askProject(request: ChannelRequest, readMessages: ReadMessages): Promise<unknown> {
  try {
    return await readMessages(request);
  } catch (error) {
    if (!TsbotError.isInstance(error) || error.code.startsWith("channels/")) throw error;
    const { message, hint, details } = error;
    throw new TsbotError("channels/bad-request", message, {
      details,
      cause: error,
      ...(hint !== undefined && { hint }),
    });
  }
}

/** Repeats of a request are known by its id; each of its messages by the place in it, too. */
function partId(request: ChannelRequest, index: number): string | undefined {
  const id = requestIdOf(request);
  return id === undefined ? undefined : `${id}:${index}`;
}

function toMessage(name: string, call: IncomingCall, id: string | undefined): IncomingMessage {
  const { address = {}, dedupeId = id, ...rest } = call;
  return {
    ...rest,
    channel: name,
    address: { channel: name, data: {}, ...address },
    ...(dedupeId !== undefined && { dedupeId }),
  };
}

/** What a project's own `readMessages` made of a request: where it is wrong, the request usually was. */
function checkCalls(name: string, calls: unknown): readonly IncomingCall[] {
  const problem = Array.isArray(calls)
    ? (calls as readonly unknown[]).map(findProblem).find((found) => found !== undefined)
    : "it must become a list of messages";
  if (problem === undefined) return calls as readonly IncomingCall[];
  throw badCall(name, problem);
}

/** What keeps a value from being a message. */
function findProblem(call: unknown): string | undefined {
  if (!isJsonObject(call)) return "a message must be an object";
  const { conversationId, text, dedupeId, messageId, metadata, address } = call;
  if (!isConversationId(conversationId)) return "it has no 'conversationId' that can be one";
  if (typeof text !== "string") return "it has no 'text'";
  if (dedupeId !== undefined && !isId(dedupeId)) return "its 'dedupeId' is no text";
  if (messageId !== undefined && !isId(messageId)) return "its 'messageId' is no text";
  if (metadata !== undefined && !isJsonObject(metadata)) return "its 'metadata' is no object";
  return address === undefined ? undefined : findAddressProblem(address);
}

function findAddressProblem(address: unknown): string | undefined {
  if (!isJsonObject(address)) return "its 'address' is no object";
  const { channel, data } = address;
  if (channel !== undefined && !isId(channel)) return "the 'channel' of its 'address' is no text";
  return data === undefined || isJsonObject(data) ? undefined : "the 'data' of its 'address' is no object";
}

function badCall(name: string, reason: string): TsbotError {
  return new TsbotError(
    "channels/bad-request",
    `The channel '${name}' could not make a message of this request: ${reason}.`,
    { hint: `Look at the request, and at 'readMessages' of the channel '${name}'.` },
  );
}
