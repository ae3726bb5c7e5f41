import { type Clock, TsbotError } from "../../base/index.ts";
import { listReminders } from "../server-requests.ts";
import { plainText } from "../table.ts";
import { count, dueInWords, shellWord } from "../words.ts";
import type { ShellConnection, ShellOptions } from "./connection.ts";

/** Who leaves does not wait for a server that hangs (milliseconds). */
const PATIENCE = 1_000;

/** What a person who leaves has to know: which reminders wait for them, and how to come back to them. */
export async function farewell(
  { clock, options }: { readonly clock: Clock; readonly options: ShellOptions },
  { client, conversationId }: ShellConnection,
): Promise<readonly string[]> {
  const pending = await listReminders(client, { conversationId, timeout: PATIENCE }).catch(
    (error: unknown) => {
      // A server that is gone, or hangs, cannot tell, and leaving needs no answer.
      if (TsbotError.isInstance(error)) return [];
      throw error;
    },
  );
  const [first] = pending;
  if (first === undefined) return [];
  const flags = [
    ...(options.callback === true ? ["--callback"] : []),
    ...(options.connect === undefined ? [] : ["--connect", shellWord(options.connect)]),
    "--conversation-id",
    shellWord(plainText(conversationId)),
  ];
  return [
    `${count(pending.length, "reminder")} of this conversation ${pending.length === 1 ? "is" : "are"} pending (next: ${plainText(first.name)}, ${dueInWords(first.dueAt, clock.now())}). To go on:`,
    `  tsbot shell ${flags.join(" ")}`,
  ];
}
