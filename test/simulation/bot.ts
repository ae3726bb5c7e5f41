import { fileURLToPath } from "node:url";
import {
  type ActionDefinition,
  type ActionRunContext,
  type ActionTracker,
  defineAction,
  type LoadedActions,
  reminderCancelled,
  reminderScheduled,
  slotSet,
} from "../../src/actions/index.ts";
import { createRandom, type JsonObject, silentLogger } from "../../src/base/index.ts";
import type { ConversationEvent } from "../../src/conversation/index.ts";
import { loadPolicies } from "../../src/policies/index.ts";
import { readProject } from "../../src/project/index.ts";
import type { RuntimeModel } from "../../src/runtime/index.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";
import { trainInMemory } from "../../src/training/index.ts";

/** What every simulated server runs. */
export interface Bot {
  readonly model: RuntimeModel;
  readonly actions: LoadedActions;
}

/** The intent of all reminders. */
export const DUE = "EXTERNAL_due";
/** The intent of devices. */
export const DEVICE_EVENT = "EXTERNAL_event";
/** A device's slip of the pen. */
export const MISTAKE = "EXTERNAL_evnt";

/** Trains the bot of `fixtures/bot` once; its actions are below. */
export async function trainBot(): Promise<Bot> {
  const directory = fileURLToPath(new URL("fixtures/bot", import.meta.url));
  const options = {
    tsbotVersion: "test",
    clock: createSimulatedClock(),
    random: createRandom(1),
    logger: silentLogger,
  };
  const { domain, policies } = await trainInMemory(await readProject({ directory }, {}), options);
  if (policies === null) throw new Error("The bot has no rules.");
  const model = {
    file: "memory",
    modelId: "model",
    assistantId: "simulated-bot",
    domain,
    interpreter: null,
    predictor: loadPolicies(policies, domain),
  };
  const definitions = new Map(ACTIONS.map((definition) => [definition.name, { definition, file: "bot.ts" }]));
  return { model, actions: { definitions, broken: [] } };
}

/**
 * What the bot says: `#<number> <what> <token>`. The numbers count what it has said in the conversation, by a slot, so
 * that whoever reads the messages sees a turn that did not know of the one before it; the token is the client's.
 */
export interface Saying {
  readonly number: number;
  readonly what: string;
  readonly token: string;
}

export function readSaying(text: string): Saying | null {
  const [, number, what, token] = /^#(\d+) (\w+) (\S+)$/.exec(text) ?? [];
  return number === undefined || what === undefined || token === undefined
    ? null
    : { number: Number(number), what, token };
}

function tell({ tracker, say }: ActionRunContext, what: string, times = 1): ConversationEvent {
  const before = Number(tracker.getSlot("number"));
  for (let part = 1; part <= times; part++) say(`#${before + part} ${what} ${textOf(tracker, "token")}`);
  return slotSet("number", before + times);
}

function textOf(tracker: ActionTracker, entity: string): string {
  return String(tracker.entityValues(entity)[0]);
}

const ACTIONS: readonly ActionDefinition[] = [
  defineAction({
    name: "action_say",
    run: (context) => [tell(context, "said", Number(textOf(context.tracker, "parts")))],
  }),
  defineAction({
    name: "action_set",
    run(context) {
      const { tracker } = context;
      const [kill] = tracker.entityValues("kill");
      const set = reminderScheduled({
        intent: DUE,
        at: textOf(tracker, "at"),
        name: textOf(tracker, "name"),
        // As NLU found them, with their places in the text.
        entities: tracker.latestMessage.entities.filter(({ entity }) => ["token", "plant"].includes(entity)),
        killOnUserMessage: kill === true,
      });
      return [tell(context, "set"), set];
    },
  }),
  defineAction({
    name: "action_cancel",
    run(context) {
      const criteria = JSON.parse(textOf(context.tracker, "by")) as JsonObject;
      return [tell(context, "cancelled"), reminderCancelled(criteria)];
    },
  }),
  defineAction({
    name: "action_cancel_all",
    run: (context) => [tell(context, "cancelled"), reminderCancelled()],
  }),
  defineAction({ name: "action_event", run: (context) => [tell(context, "event")] }),
  defineAction({ name: "action_due", run: (context) => [tell(context, "due")] }),
];
