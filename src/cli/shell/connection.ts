import { randomUUID } from "node:crypto";
import { createDisposer, type Disposer, TsbotError } from "../../base/index.ts";
import { createClient, type ServerClient } from "../client.ts";
import type { CommandContext } from "../command.ts";
import { foundToken, type KnownServer, ownToken } from "../find-server.ts";
import type { PathOptions, ServerOptions } from "../options.ts";
import { hasChannel } from "../server-requests.ts";
import { openAttachedReceiver } from "./attached-receiver.ts";
import { findOwnModel, refuseWrongWord } from "./own-model.ts";
import { anyAddress, type CallbackMessage, type CallbackReceiver, startReceiver } from "./receiver.ts";
import { createShellLogger } from "./shell-logger.ts";

export interface ShellOptions extends ServerOptions, PathOptions {
  readonly callback?: boolean;
  readonly connect?: string;
  readonly conversationId?: string;
  readonly linger?: number;
  readonly token?: string;
}

/** The server a shell talks to, and how the bot's messages reach it. */
export interface ShellConnection {
  readonly client: ServerClient;
  readonly conversationId: string;
  /** The channel the person's lines go to. */
  readonly channel: "callback" | "rest";
  /** The receiving end of the callback channel; null: messages are read from the mailbox. */
  readonly receiver: CallbackReceiver | null;
  /** What to tell the person about the connection. */
  readonly remarks: readonly string[];
  close(): Promise<void>;
}

/**
 * Attaches to a running server, or starts the project's own. Throws what starting a server throws, `cli/no-such-model` and
 * `cli/no-channel`.
 */
export async function openConnection(
  context: CommandContext<ShellOptions>,
  onMessage: (message: CallbackMessage) => void,
): Promise<ShellConnection> {
  refuseWrongWord(context);
  const disposer = createDisposer();
  try {
    const conversationId = context.options.conversationId ?? randomUUID().slice(0, 8);
    const running = await findRunning(context);
    const opening = { disposer, conversationId, onMessage };
    const parts =
      running === null ? await startOwn(context, opening) : await attach(context, { ...running, ...opening });
    return { ...parts, conversationId, close: () => disposer.dispose() };
  } catch (error) {
    await disposer.dispose();
    throw error;
  }
}

type Parts = Pick<ShellConnection, "client" | "channel" | "receiver" | "remarks">;

interface OpenContext {
  readonly disposer: Disposer;
  readonly conversationId: string;
  readonly onMessage: (message: CallbackMessage) => void;
}

async function findRunning({
  options,
  directory,
  environment,
}: CommandContext<ShellOptions>): Promise<KnownServer | null> {
  const given = options.token ?? options.authToken;
  if (options.connect !== undefined) {
    const token = given ?? environment["TSBOT_AUTH_TOKEN"] ?? (await ownToken(options.connect, directory));
    return { url: options.connect, token };
  }
  const { readServerFile } = await import("../../server/index.ts");
  const file = await readServerFile(directory);
  if (file === null) return null;
  const { url, token } = file;
  return { url, token: given ?? (await foundToken({ url, token }, environment)) };
}

async function attach(
  context: CommandContext<ShellOptions>,
  { url, token, disposer, conversationId, onMessage }: OpenContext & KnownServer,
): Promise<Parts> {
  const client = createClient(url, { token, clock: context.clock, flag: "--connect" });
  await client.request("GET", "/status");
  const remarks = [`Attached to the server at ${client.url}.`];
  const model = context.args[0] ?? context.options.model;
  if (model !== undefined) remarks.push(`It has its own model; '${model}' is not used.`);
  const channel = context.options.callback === true ? "callback" : "rest";
  await checkChannel(client, channel);
  if (channel === "rest") return { client, channel, receiver: null, remarks };
  const attached = await openAttachedReceiver(context, conversationId, onMessage);
  const { receiver } = attached;
  if (receiver !== null) disposer.add("the receiver", () => receiver.close());
  return { client, channel, receiver, remarks: [...remarks, ...attached.remarks] };
}

/** Throws `cli/no-channel`: a line sent there would only be told that there is no such address. */
async function checkChannel(client: ServerClient, channel: ShellConnection["channel"]): Promise<void> {
  if (await hasChannel(client, channel)) return;
  throw new TsbotError("cli/no-channel", `The server at ${client.url} has no channel '${channel}'.`, {
    hint:
      channel === "callback"
        ? "Leave out --callback, or name the channel in the server's credentials.yml and start it again."
        : "Talk to it with --callback, or start it without --connector.",
  });
}

async function startOwn(
  context: CommandContext<ShellOptions>,
  { disposer, conversationId, onMessage }: OpenContext,
): Promise<Parts> {
  const { options, output } = context;
  const model = await findOwnModel(context);
  const [{ startProjectServer }, { toServeOptions }] = await Promise.all([
    import("../serve.ts"),
    import("../serve-options.ts"),
  ]);
  const receiver =
    options.callback === true ? await startReceiver(anyAddress, conversationId, onMessage) : null;
  if (receiver !== null) disposer.add("the receiver", () => receiver.close());
  const serveOptions = {
    ...toServeOptions(context),
    model,
    logger: createShellLogger(output.logger, conversationId),
    ...(receiver !== null && { diversion: { conversationId, url: receiver.url } }),
  };
  const remarks: string[] = [];
  const running = await startProjectServer(serveOptions).catch(async (error: unknown) => {
    if (!isPortInUse(error) || options.port !== undefined) throw error;
    remarks.push("The usual port is in use, so this server took another.");
    return await startProjectServer({ ...serveOptions, port: 0 });
  });
  disposer.add("the server", () => running.close());
  const client = createClient(running.url, { token: await startedToken(context), clock: context.clock });
  return {
    client,
    channel: receiver === null ? "rest" : "callback",
    receiver,
    remarks: [...remarks, `The server is at ${running.url}.`],
  };
}

/** With signed tokens the server has made one for the commands of its own project. */
async function startedToken({ directory }: CommandContext<ShellOptions>): Promise<string | undefined> {
  const { readServerFile } = await import("../../server/index.ts");
  return (await readServerFile(directory))?.token;
}

function isPortInUse(error: unknown): boolean {
  return TsbotError.isInstance(error) && error.code === "server/port-in-use";
}
