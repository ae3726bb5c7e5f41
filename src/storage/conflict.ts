import { TsbotError } from "../base/index.ts";

/** The conversation went on since the plan was made, or a reminder of it ended: nothing was changed. */
export function conflict(conversationId: string): TsbotError {
  return new TsbotError("storage/conflict", `The conversation '${conversationId}' went on meanwhile.`, {
    hint: "Try again.",
  });
}
