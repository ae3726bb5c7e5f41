import { type Clock, type JsonObject, toErrorMessage } from "../base/index.ts";
import { type ConversationEvent, parseEvents } from "../conversation/index.ts";
import type { ActionContext, ActionResponse, ActionResult } from "../dialogue/index.ts";
import { toResponse } from "./action-messages.ts";
import { toActionTracker } from "./action-tracker.ts";
import { type ActionDefinition, isRejection } from "./define-action.ts";

const DEFAULT_TIMEOUT = 10_000;

/** Runs a TypeScript action in this process, within its time and until it is cancelled. Never throws. */
export async function runLocalAction(
  { definition, file }: { readonly definition: ActionDefinition; readonly file: string },
  context: ActionContext,
  { clock, cancelled }: { readonly clock: Clock; readonly cancelled: AbortSignal },
): Promise<ActionResult> {
  const responses: ActionResponse[] = [];
  const ending = new AbortController();
  const milliseconds = definition.timeout ?? DEFAULT_TIMEOUT;
  const ended = new Promise<never>((_, reject) => {
    ending.signal.addEventListener("abort", () => reject(ending.signal.reason), { once: true });
  });
  // Cancelled before it begins, nobody waits for it yet.
  ended.catch(() => undefined);
  const limit = clock.schedule(clock.now() + milliseconds, () =>
    ending.abort(new Error(`it did not end within ${milliseconds / 1000} seconds`)),
  );
  const cancel = (): void => ending.abort(cancelled.reason);
  cancelled.addEventListener("abort", cancel, { once: true });
  try {
    cancelled.throwIfAborted();
    const running = Promise.resolve().then(() =>
      definition.run({
        tracker: toActionTracker(context.tracker),
        domain: context.domain,
        say: (message) => {
          responses.push(toResponse(message));
        },
        clock,
        signal: ending.signal,
      }),
    );
    const events = (await Promise.race([running, ended])) ?? [];
    // A copy: what a forgotten promise of the action says later is no part of this turn.
    return { status: "done", events: checkEvents(events), responses: [...responses] };
  } catch (error) {
    if (isRejection(error)) return { status: "rejected" };
    return { status: "failed", reason: `${toErrorMessage(error)} (${placeOf(error, file)})` };
  } finally {
    limit.cancel();
    cancelled.removeEventListener("abort", cancel);
  }
}

/** An action may be JavaScript, and types are promises: what it returned is checked as if it came from outside. */
function checkEvents(events: readonly ConversationEvent[]): readonly ConversationEvent[] {
  if (!Array.isArray(events)) throw new TypeError("An action returns a list of events, or nothing");
  return parseEvents(JSON.parse(JSON.stringify(events)) as JsonObject[]);
}

/** `actions/set-reminder.ts:12:5` where the stack tells, else the file. */
function placeOf(error: unknown, file: string): string {
  const stack = error instanceof Error ? String(error.stack) : "";
  const name = file.split("/").at(-1) ?? file;
  const line = stack.split("\n").find((text) => text.includes(name));
  const place = line === undefined ? null : /:(\d+:\d+)\)?$/.exec(line)?.[1];
  return place === null || place === undefined ? file : `${file}:${place}`;
}
