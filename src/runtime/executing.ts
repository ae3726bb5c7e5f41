import { didYouMean, TsbotError } from "../base/index.ts";
import type { ExecuteAnswer, ExecuteRequest } from "./assistant.ts";
import type { RuntimeContext } from "./context.ts";
import { readKnown } from "./known-conversation.ts";
import { resolveRoute } from "./outgoing.ts";

/** Runs one action in a conversation: a turn of its own, without prediction. */
export async function executeAction(
  context: RuntimeContext,
  { conversationId, action, policy, confidence, outputChannel }: ExecuteRequest,
): Promise<ExecuteAnswer> {
  const { services, turns, channels } = context;
  const { actionNames } = services.dialoguePorts();
  const { tracker, events } = await readKnown(context, conversationId);
  if (!actionNames.has(action)) throw unknownAction(action, actionNames);
  const outcome = await turns.run({
    conversationId,
    input: () => ({ kind: "action", name: action, policy, confidence, outputChannel }),
    route: (state) => resolveRoute(outputChannel, state, channels).deliverTo,
    isFromPerson: false,
  });
  const messages = outcome?.messages.map(({ body }) => body) ?? [];
  return { before: tracker, eventsBefore: events, messages };
}

function unknownAction(action: string, known: ReadonlySet<string>): TsbotError {
  return new TsbotError("runtime/unknown-action", `The action '${action}' does not exist in the domain.`, {
    hint: [didYouMean(action, [...known]), "GET /domain lists them."].filter(Boolean).join(" "),
    details: { parameter: "name", in: "body" },
  });
}
