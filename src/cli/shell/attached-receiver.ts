import { toErrorMessage } from "../../base/index.ts";
import type { CommandContext } from "../command.ts";
import type { PathOptions } from "../options.ts";
import { toProjectPaths } from "../project-paths.ts";
import { systemReason } from "../render-error.ts";
import {
  type CallbackMessage,
  type CallbackReceiver,
  type ReceiverAddress,
  startReceiver,
} from "./receiver.ts";

/** The receiving end for a server that runs already, or why there is none; messages are then read from the mailbox. */
export interface AttachedReceiver {
  readonly receiver: CallbackReceiver | null;
  readonly remarks: readonly string[];
}

/** Listens where the project's credentials say that the server posts to, if that is this machine. */
export async function openAttachedReceiver(
  context: CommandContext<PathOptions>,
  conversationId: string,
  onMessage: (message: CallbackMessage) => void,
): Promise<AttachedReceiver> {
  const address = await configuredAddress(context);
  if (address === null) return withoutReceiver("Its callback address is not here");
  try {
    return { receiver: await startReceiver(address, conversationId, onMessage), remarks: [] };
  } catch (error) {
    return withoutReceiver(whyNot(address, error));
  }
}

/** A server without a callback address that reaches this shell still keeps the messages. */
function withoutReceiver(reason: string): AttachedReceiver {
  return { receiver: null, remarks: [`${reason}, so messages are read from its mailbox.`] };
}

function whyNot({ host, port }: ReceiverAddress, error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === "EADDRINUSE")
    return `Another program, perhaps another shell, listens at its callback address (port ${port})`;
  return `This shell cannot listen at its callback address (${systemReason(error) ?? `${host}: ${toErrorMessage(error)}`})`;
}

/** The callback address of the project's credentials when it is on this machine. */
async function configuredAddress({
  directory,
  options,
  environment,
}: CommandContext<PathOptions>): Promise<ReceiverAddress | null> {
  const { readProject } = await import("../../project/index.ts");
  const { credentials } = await readProject(toProjectPaths(directory, options), environment);
  const url = credentials.get("callback")?.value["url"];
  return typeof url === "string" ? await receiverAddressOf(url) : null;
}

/** Where to listen for what is posted to an address; null when that is on another machine, or encrypted. */
export async function receiverAddressOf(url: string): Promise<ReceiverAddress | null> {
  if (!URL.canParse(url)) return null;
  const { hostname, port, pathname, protocol } = new URL(url);
  const { isLoopback } = await import("../../server/index.ts");
  if (protocol !== "http:" || !isLoopback(hostname)) return null;
  // In a URL an IPv6 address stands in brackets, for sockets it does not.
  return { host: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? 80 : Number(port), path: pathname };
}
