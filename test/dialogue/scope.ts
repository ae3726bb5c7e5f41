import { createRandom, silentLogger } from "../../src/base/index.ts";
import { applyEvents, type ConversationEvent, createTracker } from "../../src/conversation/index.ts";
import type { ActionScope } from "../../src/dialogue/action-scope.ts";
import { type ActionResult, createResponseGenerator } from "../../src/dialogue/index.ts";
import { allActionNames, type Domain } from "../../src/domain/index.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";

const unused = (): never => {
  throw new Error("Not part of this test.");
};

/** An action's view of a conversation of these events, with a table of custom actions. */
export function scopeOf(
  domain: Domain,
  events: readonly ConversationEvent[],
  actions: Readonly<Record<string, ActionResult>> = {},
): ActionScope & { readonly ran: readonly string[]; readonly failed: readonly string[] } {
  const ran: string[] = [];
  const failed: string[] = [];
  const random = createRandom(1);
  return {
    ran,
    failed,
    tracker: applyEvents(createTracker("c", domain), events),
    channel: null,
    fail: (action) => failed.push(action),
    ports: {
      actionNames: new Set(allActionNames(domain)),
      domain,
      interpreter: { parse: unused },
      predictor: { predict: unused, explain: unused },
      actions: {
        has: (name) => Object.hasOwn(actions, name),
        hasOwn: (name) => Object.hasOwn(actions, name),
        cancel: () => undefined,
        async run(name) {
          ran.push(name);
          return actions[name] ?? { status: "failed", reason: "unknown" };
        },
      },
      responses: createResponseGenerator(domain, random, silentLogger),
      clock: createSimulatedClock(),
      random,
      logger: silentLogger,
      maximumActions: 10,
      createId: () => "id",
    },
  };
}

/** A message as it was understood. */
export function said(
  intent: string,
  {
    text = intent,
    entities = [],
  }: Partial<{ text: string; entities: readonly { entity: string; value: string }[] }> = {},
): ConversationEvent {
  return {
    event: "user",
    text,
    parse_data: {
      text,
      intent: { name: intent, confidence: 0.4 },
      entities,
      intent_ranking: [{ name: intent }, { name: "book" }],
    },
    input_channel: null,
    message_id: null,
  };
}
